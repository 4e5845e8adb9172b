/**
 * Peak memory of a worker process above idle while it works on a file of a size, and the history of the largest:
 * `node --import tsx bench/memory.ts [MiB…]`.
 */
import { memoryOf, resetPeak, settledMemoryMiB } from './process-stats.ts';
import { type Row, report } from './report.ts';
import { startRig } from './rig.ts';
import { historySize } from './run-events.ts';
import { addRandomFile, addSparseFile } from './source-files.ts';

const given = process.argv.slice(2).map(Number);
const sizes = given.length === 0 ? [64, 1024, 4096] : given;

await using rig = await startRig({ simulator: { discard: true } });
const { system } = rig;
const tiny = await addRandomFile(system.models, 'tiny.rvt', 1);
const rows: Row[] = [];
for (const megabytes of sizes) {
  const worker = await system.startWorker();
  // Everything that is loaded on first use is part of what a worker takes when it idles.
  await rig.ingest([tiny]);
  await system.simulator.reset();
  const idleMiB = await settledMemoryMiB(worker.pid);
  const source = await addSparseFile(system.models, `sparse-${megabytes}.rvt`, megabytes);
  resetPeak(worker.pid);
  const { id, seconds } = await rig.ingest([source]);
  const { peakMiB } = memoryOf(worker.pid);
  const { events, bytes } = await historySize(rig.temporal, id);
  rows.push({
    name: `peak memory of the worker above idle, ${megabytes} MiB`,
    value: peakMiB - idleMiB,
    unit: 'MiB',
    bar: { max: 150 },
    detail: `VmHWM ${peakMiB.toFixed(0)} MiB; idle, after a first small ingestion, ${idleMiB.toFixed(0)} MiB; ${seconds.toFixed(1)} s`,
  });
  if (megabytes === sizes.at(-1)) {
    rows.push({
      name: `history of a file of ${megabytes} MiB`,
      value: events,
      unit: 'events',
      bar: { max: 100 },
      detail: `${(bytes / 1024).toFixed(0)} KiB, chunk checksums included`,
    });
  }
  await worker.stop();
}
await report('memory', rows);
