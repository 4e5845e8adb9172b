/** One large file as the body of one request, against bare streams over undici: `node --import tsx bench/stream.ts [MiB] [rounds]`. */
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

const folder = await mkdtemp(join(tmpdir(), 'modelrail-bench-stream-'));
try {
  const large = await addRandomFile(folder, 'large.rvt', megabytes);
  const small = await addRandomFile(folder, 'small.rvt', lineMegabytes);
  await using fast = await startStreamServer();
  await using line = await startStreamServer(String(LINE));
  const send = (way: string, url: string, file: string) => () => runTimed('./one-stream.ts', [way, url, file]);
  const ours = send('ours', fast.url, large);
  const withMd5 = await compare(rounds, ours, send('bare-md5', fast.url, large));
  const bare = await compare(rounds, ours, send('bare', fast.url, large));
  const overLine = await compare(rounds, send('ours', line.url, small), send('bare', line.url, small));
  await report('stream', [
    ratioRow(`${megabytes} MiB in one request ÷ bare stream with MD5`, withMd5, {
      bar: { max: 1.1 },
      baselineName: 'a file stream over undici, its MD5 taken on the way:',
    }),
    ratioRow(`${megabytes} MiB in one request ÷ bare stream without any digest`, bare, {
      baselineName: 'a file stream over undici:',
    }),
    ratioRow(`${lineMegabytes} MiB in one request over 1 Gbit/s ÷ bare stream`, overLine, {
      bar: { max: 1.05 },
      baselineName: `a file stream over undici, without any digest, to a platform that takes ${LINE} MiB/s:`,
    }),
  ]);
} finally {
  await rm(folder, { recursive: true });
}
