/**
 * What many waiting conversions cost the Temporal server, and how soon the end of one is noticed:
 * `node --import tsx bench/waiting.ts [ingestions] [seconds that a conversion takes]`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { HEARTBEATS_PER_TIMEOUT, waitingHeartbeatTimeoutMs } from '../contracts/policies.ts';
import { median } from './comparison.ts';
import { cpuSeconds } from './process-stats.ts';
import { report } from './report.ts';
import { startRig } from './rig.ts';
import { historySize, stepTimes } from './run-events.ts';
import { addSmallFiles } from './source-files.ts';

const POLL_INTERVAL_S = 5;
const IDLE_S = 10;
/** So often each step heartbeats: a window has one of each, and begins when all have found their rhythm. */
const BEAT_S = waitingHeartbeatTimeoutMs(1000 * POLL_INTERVAL_S) / HEARTBEATS_PER_TIMEOUT / 1000;
const STARTS_AT_ONCE = 16;
const count = Number(process.argv[2] ?? 500);
const conversionMs = 1000 * Number(process.argv[3] ?? 110);

await using rig = await startRig({
  simulator: { conversionMs },
  platform: { convert: { pollInterval: `${POLL_INTERVAL_S}s` } },
});
const { system, temporal, server } = rig;
await system.startWorker();
const sources = await addSmallFiles(system.models, count, 1024);
const idle = await serverCpu(IDLE_S);

const ids = await pLimit(STARTS_AT_ONCE).map(sources, (source) => system.start(system.request([source])));
while ((await tasks()).length < count) await delay(1000);
const firstEndMs = Math.min(...(await tasks()).map(endOf));
await delay(1000 * BEAT_S);
const before = await historySizes();
const leftS = (firstEndMs - Date.now()) / 1000;
if (leftS < BEAT_S) throw new Error(`all wait only ${leftS.toFixed(0)} s more: let conversions take longer`);
const waiting = await serverCpu(BEAT_S);
const after = await historySizes();
const perHour = 3600 / BEAT_S / count;

await pLimit(STARTS_AT_ONCE).map(ids, (id) => temporal.workflow.getHandle(id).result());
const ends = new Map((await tasks()).map((task) => [task.modelGroupId, endOf(task)]));
const delays = await pLimit(STARTS_AT_ONCE).map(ids, async (id) => {
  const [step] = await stepTimes(temporal, id, 'awaitConversion');
  const { modelGroupId = '' } = await system.client.get(id);
  return ((step?.endedAtMs ?? Number.NaN) - (ends.get(modelGroupId) ?? Number.NaN)) / 1000;
});
delays.sort((a, b) => a - b);

await report('waiting', [
  {
    name: `${count} waiting conversions: CPU of the Temporal server`,
    value: waiting,
    unit: '% of a core',
    bar: { max: 10 },
    detail: `a look every ${POLL_INTERVAL_S} s, over ${BEAT_S} s; with a worker and no ingestion: ${idle.toFixed(1)} %`,
  },
  {
    name: 'history of a waiting ingestion',
    value: (after.events - before.events) * perHour,
    unit: 'events/h',
    bar: { max: 0 },
    detail: `over all ${count}; ${before.events / count} events each when the wait began`,
  },
  {
    name: 'history of a waiting ingestion, bytes',
    value: (after.bytes - before.bytes) * perHour,
    unit: 'bytes/h',
    bar: { max: 0 },
    detail: `over all ${count}; ${(before.bytes / count / 1024).toFixed(1)} KiB each when the wait began`,
  },
  {
    name: 'end of a conversion until it is noticed',
    value: delays.at(Math.ceil(0.95 * count) - 1) ?? Number.NaN,
    unit: 's',
    bar: { max: POLL_INTERVAL_S },
    detail: `95 of 100; median ${median(delays).toFixed(1)} s, longest ${(delays.at(-1) ?? Number.NaN).toFixed(1)} s`,
  },
]);

/** CPU that the Temporal server takes over some time, in percent of a core. */
async function serverCpu(overSeconds: number): Promise<number> {
  const start = cpuSeconds(server.pid);
  await delay(1000 * overSeconds);
  return (100 * (cpuSeconds(server.pid) - start)) / overSeconds;
}

async function historySizes(): Promise<{ events: number; bytes: number }> {
  const sizes = await pLimit(STARTS_AT_ONCE).map(ids, (id) => historySize(temporal, id));
  return sizes.reduce((sum, size) => ({ events: sum.events + size.events, bytes: sum.bytes + size.bytes }));
}

/** A task of the simulated platform. */
interface Task {
  modelGroupId: string;
  startedAtMs: number;
}

async function tasks(): Promise<Task[]> {
  // The simulator's own answer, of which the interface of tests names less.
  return (await system.simulator.state()).tasks as (Task & { taskId: string })[];
}

function endOf({ startedAtMs }: Task): number {
  return startedAtMs + conversionMs;
}
