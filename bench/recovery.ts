/**
 * What the end of a worker in the middle of a transfer costs, while a second worker of the same host listens:
 * `node --import tsx bench/recovery.ts [MiB] [rounds]`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CHUNK_BYTES } from './bare-loop-process.ts';
import { median } from './comparison.ts';
import { type Row, report } from './report.ts';
import { acceptedChunks } from './request-log.ts';
import { startRig } from './rig.ts';
import { addSparseFile } from './source-files.ts';

/** Each chunk takes so long that a transfer has a middle, and that losses stand out. */
const DELAY_MS = 100;
/** The worker ends when this share of the chunks has arrived. */
const SHARE = 0.4;
/** Chunk requests at a time. */
const IN_FLIGHT = 4;
const megabytes = Number(process.argv[2] ?? 256);
const rounds = Number(process.argv[3] ?? 2);
const chunks = Math.ceil((megabytes * 1024 * 1024) / CHUNK_BYTES);

interface Round {
  seconds: number;
  /** Between the last chunk that was accepted before the end and the first after it. */
  gapSeconds: number;
  sentAgain: number;
}

await using rig = await startRig({ simulator: { discard: true }, platform: { upload: { concurrency: IN_FLIGHT } } });
const { system } = rig;
const source = await addSparseFile(system.models, 'large.rvt', megabytes);

/** Runs one ingestion on two workers; `signal` ends the one that sends. */
async function run(signal?: 'SIGKILL' | 'SIGTERM'): Promise<Round> {
  await system.simulator.reset();
  await system.simulator.fault({ kind: 'delay', delayMs: DELAY_MS, match: { endpoint: 'upload' } });
  const workers = await Promise.all([system.startWorker(), system.startWorker()]);
  const start = performance.now();
  const id = await system.start(system.request([source]));
  let endedAtMs = Number.POSITIVE_INFINITY;
  if (signal !== undefined) {
    while ((await system.simulator.stats()).chunks.requests < SHARE * chunks) await delay(20);
    const identity = await senderOf(id);
    const sender = workers.find(({ pid }) => identity.startsWith(`${pid}@`));
    if (sender === undefined) throw new Error(`there is no worker ${identity}`);
    endedAtMs = Date.now();
    sender.send(signal);
  }
  await rig.temporal.workflow.getHandle(id).result();
  const seconds = (performance.now() - start) / 1000;
  const accepted = await acceptedChunks(system.platformUrl);
  const { chunks: counts } = await system.simulator.stats();
  await Promise.all(workers.map((worker) => worker.kill()));
  return { seconds, gapSeconds: gapAround(accepted, endedAtMs), sentAgain: counts.duplicates };
}

/** Identity of the worker that sends an ingestion's chunks. */
async function senderOf(id: string): Promise<string> {
  const { raw } = await rig.temporal.workflow.getHandle(id).describe();
  const step = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'transferChunks');
  return step?.lastWorkerIdentity ?? '';
}

/** The longest silence that ends after a moment: a dying worker's last chunks may still be accepted after it. */
function gapAround(acceptedAtMs: readonly number[], momentMs: number): number {
  const gaps = acceptedAtMs.slice(1).map((at, before) => (at > momentMs ? at - (acceptedAtMs[before] ?? at) : 0));
  return Math.max(0, ...gaps) / 1000;
}

const undisturbed: Round[] = [];
const disturbed: Record<'SIGKILL' | 'SIGTERM', Round[]> = { SIGKILL: [], SIGTERM: [] };
for (let round = 0; round < rounds; round += 1) {
  undisturbed.push(await run());
  disturbed.SIGKILL.push(await run('SIGKILL'));
  disturbed.SIGTERM.push(await run('SIGTERM'));
}

const rows: Row[] = [];
for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  const runs = disturbed[signal];
  const gap = median(runs.map(({ gapSeconds }) => gapSeconds));
  const longer = median(runs.map(({ seconds }, round) => seconds - (undisturbed[round]?.seconds ?? Number.NaN)));
  rows.push({
    name: `time lost to a ${signal} of the sending worker`,
    value: Math.max(gap, longer),
    unit: 's',
    bar: { max: 8 },
    detail:
      `no chunk accepted for ${gap.toFixed(1)} s; the ingestion took ${longer.toFixed(1)} s longer than the ` +
      `${median(undisturbed.map(({ seconds }) => seconds)).toFixed(1)} s of an undisturbed one; the larger counts; ${rounds} rounds`,
  });
  rows.push({
    name: `chunks that the platform had, sent again after a ${signal}`,
    value: Math.max(...runs.map(({ sentAgain }) => sentAgain)),
    unit: 'chunks',
    bar: { max: IN_FLIGHT },
    detail: `the most in one round of ${rounds}; ${chunks} chunks of ${CHUNK_BYTES / 1024 ** 2} MiB, ${IN_FLIGHT} requests at a time`,
  });
}
await report('recovery', rows);
