/**
 * Ten thousand small files in one ingestion, worked by two workers of one host of which one is killed on the way: each
 * file is registered once, and no history grows with their number: `node --import tsx bench/ten-thousand.ts [files]`.
 */
import { formatValue, report } from './report.ts';
import { startRig } from './rig.ts';
import { ingestionHistory } from './run-events.ts';
import { addSmallFiles } from './source-files.ts';

const FILE_BYTES = 4 * 1024;
/** The first worker is killed when the platform has so many of the files. */
const KILL_AT_SHARE = 0.3;
const count = Number(process.argv[2] ?? 10_000);

await using rig = await startRig({ platform: { convert: { pollInterval: '1s' } } });
const { system } = rig;
const sources = await addSmallFiles(system.models, count, FILE_BYTES);
const [doomed] = await Promise.all([system.startWorker(), system.startWorker()]);

const start = performance.now();
const id = await system.start(system.request(sources));
while ((await system.simulator.stats()).chunks.requests < KILL_AT_SHARE * count) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
await doomed.kill();
await rig.temporal.workflow.getHandle(id).result();
const seconds = (performance.now() - start) / 1000;

const { status, files } = await system.client.get(id);
const { models, projects } = await system.simulator.state();
const { duplicates } = (await system.simulator.stats()).chunks;
const registered = files.filter((file) => file.status === 'registered').length;
const names = new Set(models.map(({ name }) => name));
const hashes = new Map(models.map(({ name, hash }) => [name, hash]));
const wrong = files.filter(({ name, hash }) => hashes.get(name) !== hash).length;
const isOnce = names.size === count && models.length === count && registered === count && wrong === 0;
const { events, largestBytes } = await ingestionHistory(rig.temporal, id);
await report('ten-thousand', [
  {
    name: `${count} files, one of two workers killed: files that are not there exactly once`,
    value: isOnce ? 0 : Math.max(1, count - names.size, models.length - names.size, wrong),
    unit: 'files',
    bar: { max: 0 },
    detail:
      `${status}; ${registered} registered, ${models.length} records under ${names.size} names, ${projects.length} ` +
      `project, ${duplicates} chunks sent twice; ${formatValue(count / seconds)} files/s`,
  },
  {
    name: `history for each of ${count} models`,
    value: events / count,
    unit: 'events',
    bar: { max: 4 },
    detail: `${events} events of the ingestion and its slices; the largest history has ${formatValue(largestBytes / 1024 ** 2)} MiB`,
  },
]);
