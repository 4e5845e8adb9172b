/** How long commands take to start: `node --import tsx bench/startup.ts [rounds] [rounds of demo]`. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PROGRAM } from '../test/support/program.ts';
import { median, seconds } from './comparison.ts';
import { report } from './report.ts';
import { acceptedChunks } from './request-log.ts';

const run = promisify(execFile);
const rounds = Number(process.argv[2] ?? 10);
const demos = Number(process.argv[3] ?? 2);

const helps: number[] = [];
const bare: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const nodeAlone = await seconds(() => run(process.execPath, ['-e', '0']));
  const help = await seconds(() => run(process.execPath, [PROGRAM, '--help']));
  // The first round fills caches.
  if (round === 0) continue;
  bare.push(1000 * nodeAlone);
  helps.push(1000 * help);
}

/** Seconds from the start of `demo` until its platform has accepted a chunk. */
async function demoUntilFirstChunk(): Promise<number> {
  // The demo's own folder is made here, and with it the configuration that names its platform.
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-bench-'));
  const startMs = Date.now();
  const child = spawn(process.execPath, [PROGRAM, 'demo'], {
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: folder },
  });
  const ended = once(child, 'close');
  let firstMs: number | undefined;
  while (firstMs === undefined && child.exitCode === null) {
    await delay(20);
    [firstMs] = await demoPlatform(folder)
      .then(acceptedChunks)
      .catch(() => []);
  }
  await ended;
  await rm(folder, { recursive: true, force: true });
  if (firstMs === undefined) throw new Error('the demo ended before a chunk was seen');
  return (firstMs - startMs) / 1000;
}

/** Address of the platform in the configuration that a demo wrote below `folder`; rejects while there is none. */
async function demoPlatform(folder: string): Promise<string> {
  const [made = ''] = (await readdir(folder)).filter((name) => name.startsWith('modelrail-demo-'));
  const text = await readFile(join(folder, made, 'modelrail.yaml'), 'utf8');
  return /baseUrl: (\S+)/.exec(text)?.[1] ?? '';
}

const firstChunks: number[] = [];
for (let round = 0; round < demos; round += 1) firstChunks.push(await demoUntilFirstChunk());

await report('startup', [
  {
    name: 'modelrail --help',
    value: median(helps),
    unit: 'ms',
    bar: { max: 400 },
    detail: `median of ${rounds}; node -e 0: ${median(bare).toFixed(0)} ms`,
  },
  {
    name: 'modelrail demo until the first chunk is accepted',
    value: median(firstChunks),
    unit: 's',
    detail: `median of ${demos}; starts Temporal, a platform and a worker first`,
  },
]);
