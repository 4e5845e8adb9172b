/**
 * The same six calls for many files on what people would pick instead, side by side: DBOS with PostgreSQL and BullMQ with
 * Redis; either is left out, with a notice, where its server is not installed: `node --import tsx bench/rivals.ts [files] [rounds]`.
 */
import { execFile } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runTimed } from './bare-loop-process.ts';
import { median, medianRatio } from './comparison.ts';
import { type Row, report } from './report.ts';
import { startRig } from './rig.ts';
import { startPostgres, startRedis } from './rival-servers.ts';
import { addSmallFiles } from './source-files.ts';

const FILE_BYTES = 4096;
/** Items at a time of a rival: enough to keep two cores busy. */
const AT_ONCE = 32;
const count = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 2);

interface Rival {
  name: string;
  bar: { min: number };
  how: string;
  script: string;
  /** What the script is told of its server. */
  address: string;
}

await using postgres = await startPostgres();
await using redis = await startRedis();
const rivals: Rival[] = [];
const missing: string[] = [];
if (postgres === undefined) missing.push('DBOS (no postgres and initdb in PATH)');
else {
  rivals.push({
    name: 'DBOS on PostgreSQL',
    bar: { min: 1.5 },
    how: `a workflow of six steps for each file, ${AT_ONCE} at a time, started without a queue, 20 connections, PostgreSQL with its defaults`,
    script: './rivals/dbos.ts',
    address: `postgresql://postgres@127.0.0.1:${postgres.port}/bench`,
  });
}
if (redis === undefined) missing.push('BullMQ (no redis-server in PATH)');
else {
  rivals.push({
    name: 'BullMQ on Redis',
    bar: { min: 0.4 },
    how: `a job for each file that keeps its data after each of six steps, ${AT_ONCE} at a time, append-only file, fsync every second`,
    script: './rivals/bullmq.ts',
    address: String(redis.port),
  });
}
const skipped = missing.length === 0 ? undefined : `${missing.join(' and ')} left out: not installed`;
const rows: Row[] = rivals.length === 0 ? [] : await race();
await report('rivals', rows, skipped);

async function race(): Promise<Row[]> {
  await installPackages();
  await using state = await makeFolder();
  // The rivals keep their state on the disk; so does Temporal here.
  await using rig = await startRig({ dbFile: join(state.folder, 'temporal.db') });
  const { system } = rig;
  await system.startWorker();
  const sources = await addSmallFiles(system.models, count, FILE_BYTES);
  const ours: number[] = [];
  const theirs = new Map<Rival, number[]>(rivals.map((rival) => [rival, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const rival of rivals) {
      await system.simulator.reset();
      const args = [rival.address, system.platformUrl, String(AT_ONCE), system.models];
      const took = await runTimed(rival.script, args);
      // The first round fills caches.
      if (round > 0) theirs.get(rival)?.push(took);
    }
    await system.simulator.reset();
    const { seconds } = await rig.ingest(sources);
    if (round > 0) ours.push(seconds);
  }
  const speed = (took: readonly number[]) => `${(count / median(took)).toFixed(0)} items/s`;
  return [...theirs].map(([{ name, bar, how }, took]) => ({
    name: `six calls × ${count}: items/s ÷ ${name}`,
    value: medianRatio(took, ours),
    unit: '×',
    bar,
    detail: `${speed(ours)} with Temporal on its SQLite file; ${name} ${speed(took)}: ${how}; ${rounds} rounds`,
  }));
}

/** A temporary folder that goes when it is disposed of. */
async function makeFolder(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-bench-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** The rivals' packages are no part of ours: they are installed when they are first needed. */
async function installPackages(): Promise<void> {
  const folder = fileURLToPath(new URL('./rivals', import.meta.url));
  const isInstalled = await access(join(folder, 'node_modules', '.package-lock.json')).then(
    () => true,
    () => false,
  );
  if (isInstalled) return;
  await promisify(execFile)('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund']);
}
