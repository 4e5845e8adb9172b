/**
 * How exactly `--bwlimit` holds while four files are sent, and how soon another limit does: `node --import tsx
 * bench/bandwidth.ts [MiB/s] [seconds]`. What counts is what the platform has had.
 */
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { addSparseFile } from './source-files.ts';

const FILES = 4;
const FILE_MIB = 512;
const MIB = 1024 ** 2;
const [limit = 10, seconds = 60] = process.argv.slice(2).map(Number);
/** What the limit is changed to. */
const changed = 4 * limit;
const LOOK_EVERY_MS = 100;
/** Over so long the rate is taken that tells whether the change has come. */
const WINDOW_MS = 1_000;

await using rig = await startRig({ simulator: { discard: true } });
const { system, temporal } = rig;
await system.startWorker();
const sources: string[] = [];
for (let number = 0; number < FILES; number += 1) {
  const path = await addSparseFile(system.models, `${number}.rvt`, FILE_MIB);
  // Files of equal content are sent once.
  await using file = await open(path, 'r+');
  await file.write(Buffer.from(`file ${number}`));
  sources.push(path);
}

const id = await system.start(system.request(sources, { options: { bwlimit: `${limit}M` } }));
const sentBytes = async () => (await system.simulator.stats()).chunks.bytes;
while ((await sentBytes()) === 0) await delay(LOOK_EVERY_MS);
const [beginMs, beginBytes] = [performance.now(), await sentBytes()];
await delay(1000 * seconds);
const rate = ((await sentBytes()) - beginBytes) / MIB / ((performance.now() - beginMs) / 1000);

const setAtMs = performance.now();
await system.client.set(id, { bwlimit: `${changed}M` });
const looks: { atMs: number; bytes: number }[] = [];
for (;;) {
  looks.push({ atMs: performance.now(), bytes: await sentBytes() });
  const last = looks.at(-1);
  const first = looks.findLast(({ atMs }) => atMs <= (last?.atMs ?? 0) - WINDOW_MS);
  if (last !== undefined && first !== undefined) {
    const now = (last.bytes - first.bytes) / MIB / ((last.atMs - first.atMs) / 1000);
    if (now > (limit + changed) / 2) break;
  }
  if (performance.now() - setAtMs > 60_000) throw new Error('the other limit did not come within a minute');
  await delay(LOOK_EVERY_MS);
}
const delaySeconds = (performance.now() - setAtMs) / 1000;
await system.client.cancel(id);
await temporal.workflow
  .getHandle(id)
  .result()
  .catch(() => {
    // Cancelled, as it is meant to be.
  });

await report('bandwidth', [
  {
    name: `${limit} MiB/s wanted, ${FILES} files over ${seconds} s: away from it`,
    value: 100 * Math.abs(rate / limit - 1),
    unit: '%',
    bar: { max: 10 },
    detail: `${rate.toFixed(2)} MiB/s arrived at the platform`,
  },
  {
    name: `${changed} MiB/s set meanwhile: until it holds`,
    value: delaySeconds,
    unit: 's',
    bar: { max: 5 },
    detail: `until what arrived within ${WINDOW_MS / 1000} s was nearer to the new rate`,
  },
]);
