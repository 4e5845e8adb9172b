/** Many small files against a bare loop of the same calls: `node --import tsx bench/small-files.ts [files] [rounds]`. */
import { runBareSmallFiles } from './bare-loop-process.ts';
import { compare, median, medianRatio } from './comparison.ts';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { ingestionHistory } from './run-events.ts';
import { addSmallFiles } from './source-files.ts';

const FILE_BYTES = 64 * 1024;
/** Files at a time of the bare loop: enough to keep two cores busy. */
const AT_ONCE = 16;
const count = Number(process.argv[2] ?? 2_000);
const rounds = Number(process.argv[3] ?? 5);

await using rig = await startRig();
const { system } = rig;
await system.startWorker();
const sources = await addSmallFiles(system.models, count, FILE_BYTES);
let id = '';
const { ours, baseline } = await compare(
  rounds,
  async () => {
    await system.simulator.reset();
    const ingested = await rig.ingest(sources);
    ({ id } = ingested);
    return ingested.seconds;
  },
  async () => {
    await system.simulator.reset();
    return runBareSmallFiles({ url: system.platformUrl, atOnce: AT_ONCE, folder: system.models });
  },
);
const { events } = await ingestionHistory(rig.temporal, id);
const speed = (took: readonly number[]) => `${(count / median(took)).toFixed(0)} files/s`;
const files = `${count} × ${FILE_BYTES / 1024} KiB`;
await report('small-files', [
  {
    name: `${files}: files/s ÷ bare loop`,
    value: medianRatio(baseline, ours),
    unit: '×',
    bar: { min: 0.35 },
    detail:
      `${speed(ours)}, conversion and registration included; the same six calls a file in a bare loop, ` +
      `${AT_ONCE} files at a time: ${speed(baseline)}; ${rounds} rounds`,
  },
  {
    name: `${files}: history for each file`,
    value: events / count,
    unit: 'events',
    bar: { max: 4 },
    detail: `${events} events of one ingestion and its slices`,
  },
]);
