/** One large file, end to end, against `openssl md5` and a bare loop: `node --import tsx bench/transfer.ts [MiB] [rounds]`. */
import { CHUNK_BYTES, runBareLoop } from './bare-loop-process.ts';
import { compare, ratioRow } from './comparison.ts';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { addRandomFile } from './source-files.ts';

const CONNECTIONS = 4;
const megabytes = Number(process.argv[2] ?? 1024);
const rounds = Number(process.argv[3] ?? 5);

await using rig = await startRig();
const { system } = rig;
await system.startWorker();
const source = await addRandomFile(system.models, 'large.rvt', megabytes);
const result = await compare(
  rounds,
  async () => {
    const { seconds } = await rig.ingest([source]);
    await system.simulator.reset();
    return seconds;
  },
  async () => {
    const seconds = await runBareLoop({
      url: system.platformUrl,
      connections: CONNECTIONS,
      hashing: 'openssl',
      files: [source],
    });
    await system.simulator.reset();
    return seconds;
  },
);
await report('transfer', [
  ratioRow(`${megabytes} MiB end to end ÷ (openssl md5 + bare loop)`, result, {
    bar: { max: 1.25 },
    baselineName: `openssl md5, then a bare loop of ${CONNECTIONS} connections with chunks of ${CHUNK_BYTES / 1024 ** 2} MiB:`,
  }),
]);
