/** One large file in parts, one after the other, against a bare loop over undici: `node --import tsx bench/in-order.ts [MiB] [rounds]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTimed } from './bare-loop-process.ts';
import { compare, ratioRow } from './comparison.ts';
import { report } from './report.ts';
import { startStreamServer } from './server-process.ts';
import { addRandomFile } from './source-files.ts';

const megabytes = Number(process.argv[2] ?? 1024);
const rounds = Number(process.argv[3] ?? 5);
/** A line of 1 Gbit/s, in MiB per second. */
const LINE = 119;
const lineMegabytes = Math.min(256, megabytes);

const folder = await mkdtemp(join(tmpdir(), 'modelrail-bench-in-order-'));
try {
  const large = await addRandomFile(folder, 'large.rvt', megabytes);
  const small = await addRandomFile(folder, 'small.rvt', lineMegabytes);
  await using fast = await startStreamServer();
  await using line = await startStreamServer(String(LINE));
  const send = (way: string, url: string, file: string) => () => runTimed('./one-in-order.ts', [way, url, file]);
  const bare = await compare(rounds, send('ours', fast.url, large), send('bare', fast.url, large));
  const overLine = await compare(rounds, send('ours', line.url, small), send('bare', line.url, small));
  await report('in-order', [
    ratioRow(`${megabytes} MiB in parts of 8 MiB, in order ÷ bare loop`, bare, {
      bar: { max: 1.2 },
      baselineName: 'a loop over undici with one buffer, which compares nothing:',
    }),
    ratioRow(`${lineMegabytes} MiB in order over 1 Gbit/s ÷ bare loop`, overLine, {
      bar: { max: 1.05 },
      baselineName: `the same to a platform that takes ${LINE} MiB/s:`,
    }),
  ]);
} finally {
  await rm(folder, { recursive: true });
}
