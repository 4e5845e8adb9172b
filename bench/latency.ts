/**
 * One large file to a platform that takes 20 ms longer for each request, against a bare loop with 8 connections that need not
 * hash: `node --import tsx bench/latency.ts [MiB] [rounds]`.
 */
import { runBareLoop } from './bare-loop-process.ts';
import { type Comparison, compare, ratioRow } from './comparison.ts';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { stepTimes } from './run-events.ts';
import { addRandomFile } from './source-files.ts';

const DELAY_MS = 20;
const CONNECTIONS = 8;
const megabytes = Number(process.argv[2] ?? 1024);
const rounds = Number(process.argv[3] ?? 3);

await using rig = await startRig();
const { system } = rig;
await system.startWorker();
const source = await addRandomFile(system.models, 'large.rvt', megabytes);
let hash = '';
const sending: number[] = [];

/** Also after each round: the reset takes the fault away. */
async function makeSlow(): Promise<void> {
  await system.simulator.reset();
  await system.simulator.fault({ kind: 'delay', delayMs: DELAY_MS });
}

async function ours(): Promise<number> {
  await makeSlow();
  const { id, seconds } = await rig.ingest([source]);
  hash = (await system.client.get(id)).files[0]?.hash ?? '';
  const [step] = await stepTimes(rig.temporal, id, 'transferChunks');
  if (step === undefined) throw new Error(`${id} has no step that sent`);
  sending.push((step.endedAtMs - step.startedAtMs) / 1000);
  return seconds;
}

async function bare(): Promise<number> {
  await makeSlow();
  return runBareLoop({ url: system.platformUrl, connections: CONNECTIONS, hashing: hash, files: [source] });
}

// Tells the hash that the bare loop is given.
await ours();
sending.length = 0;
const whole = await compare(rounds, ours, bare);
// The first one was the uncounted round's.
const sent: Comparison = { ours: sending.slice(1), baseline: whole.baseline };
const baselineName = `bare loop of ${CONNECTIONS} connections without hash, with status and merge:`;
await report('latency', [
  ratioRow(`${megabytes} MiB, ${DELAY_MS} ms per request: sending ÷ bare loop`, sent, {
    bar: { max: 1.25 },
    baselineName,
  }),
  ratioRow(`${megabytes} MiB, ${DELAY_MS} ms per request: whole ingestion ÷ bare loop`, whole, { baselineName }),
]);
