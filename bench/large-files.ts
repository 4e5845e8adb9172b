/** Eight large files in one ingestion against the same one after the other: `node --import tsx bench/large-files.ts [MiB] [rounds]`. */
import { compare, ratioRow } from './comparison.ts';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { addRandomFile } from './source-files.ts';

const FILES = 8;
const megabytes = Number(process.argv[2] ?? 128);
const rounds = Number(process.argv[3] ?? 3);

await using rig = await startRig();
const { system } = rig;
await system.startWorker();
const sources: string[] = [];
for (let number = 1; number <= FILES; number += 1) {
  sources.push(await addRandomFile(system.models, `large-${number}.rvt`, megabytes));
}

const result = await compare(
  rounds,
  async () => {
    await system.simulator.reset();
    return (await rig.ingest(sources)).seconds;
  },
  async () => {
    await system.simulator.reset();
    let seconds = 0;
    for (const source of sources) seconds += (await rig.ingest([source])).seconds;
    return seconds;
  },
);
await report('large-files', [
  ratioRow(`${FILES} × ${megabytes} MiB in one ingestion ÷ one after the other`, result, {
    bar: { max: 1 },
    baselineName: `${FILES} ingestions of one file each, one after the other:`,
  }),
]);
