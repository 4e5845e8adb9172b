import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Disturbance, listSwitched } from './disturbances.ts';
import { deleteSync, tearDownSync } from './end-sync.ts';
import { hasEnded } from './ended.ts';
import { collectEvidence, findSecrets, readHistories } from './evidence.ts';
import { foreignProjects } from './foreign-projects.ts';
import { prepareIngestion, type RoundIngestion } from './ingestions.ts';
import type { Evidence } from './judged.ts';
import { keepTraces } from './keep-traces.ts';
import { judge } from './oracle.ts';
import type { Plan } from './plan.ts';
import type { Processes } from './processes.ts';
import { findDivergences } from './replay.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { collectSync, type SyncFindings } from './sync-evidence.ts';
import { finishSync } from './sync-runs.ts';
import { prepareSync, startSync } from './syncs.ts';
import { persist, waitUntil } from './waiting.ts';
import { createWalk } from './walk.ts';

/** Parts of a round: processes and files, disturbances, what takes its own time after them, and the judgement. */
export const PHASES = ['prepare', 'disturb', 'settle', 'judge'] as const;
type Phase = (typeof PHASES)[number];

/** What came of a round. */
export interface RoundReport {
  plan: Plan;
  seconds: number;
  /** What was planned, and how often each came about. */
  disturbances: Disturbance[];
  /** Where the time went. */
  phases: Record<Phase, number>;
  /** Ingestions, by how they ended. */
  outcomes: Record<string, number>;
  /** Everything that is wrong; empty when nothing is. */
  problems: string[];
  /** Where the traces of a failing round are. */
  traces?: string;
}

/** Within this time after the last disturbance everything has to be over: attempts are half a minute apart at most. */
const END_BOUND_MS = 120_000;
const START_BOUND_MS = 60_000;

/** Runs the round of a plan on the campaign's processes, which it leaves running. */
export async function runRound(rig: Rig, plan: Plan): Promise<RoundReport> {
  const clock = createClock();
  const { processes, simulator, sources } = rig;
  const folder = `round-${plan.seed}`;
  const problems: string[] = [];
  const ingestions: RoundIngestion[] = [];
  const syncs: RoundSync[] = [];
  const walk = createWalk(rig, plan, { ingestions, syncs, retryEnded: () => retryEnded(rig, ingestions) });
  let evidence: Evidence | undefined;
  let found: SyncFindings[] = [];
  try {
    await prepareProcesses(rig, plan);
    const foreign = foreignProjects(processes.platformUrl);
    for (const planned of plan.ingestions) ingestions.push(await prepareIngestion(rig, planned, folder, foreign));
    for (const planned of plan.syncs) syncs.push(await prepareSync(rig, planned, folder, foreign));
    await walk.begin();
    clock.enter('disturb');
    for (const ingestion of ingestions) await startIngestion(rig, ingestion);
    for (const sync of syncs) await startSync(rig, sync);
    await walk.run();
    clock.enter('settle');
    await allEnded(rig, ingestions, 'all ingestions to end');
    if (plan.isRetried) await retryAtLast(rig, ingestions);
    for (const sync of syncs) await finishSync(rig, sync);
    clock.enter('judge');
    found = await Promise.all(syncs.map((sync) => collectSync(rig, sync)));
    evidence = await collectEvidence(rig, { plan, walk, ingestions, syncs: found });
    problems.push(...judge(evidence));
    const histories = [...(await readHistories(rig, ingestions)), ...found.flatMap((sync) => sync.histories)];
    problems.push(
      ...(await findSecrets(rig, histories, [...evidence.told.values(), ...found.flatMap(({ sync }) => sync.runs)])),
      ...(await findDivergences(histories)),
    );
    for (const sync of syncs) await deleteSync(rig, sync);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  problems.push(...walk.problems, ...processes.takeUnexpectedEnds(), ...(await processes.readAlarms()));
  const report: RoundReport = {
    plan,
    ...clock.read(),
    disturbances: [...walk.disturbances(), ...listSwitched(plan, evidence)],
    outcomes: countOutcomes(evidence),
    problems,
  };
  if (problems.length > 0) report.traces = await keepTraces(rig, { report, walk, ingestions, evidence, found });
  await endOpenRuns(rig, ingestions);
  for (const sync of syncs) await tearDownSync(rig, sync);
  await simulator.clearFaults();
  await sources.start();
  sources.rules.reset();
  const all = [
    ...ingestions.flatMap((one) => one.placed),
    ...syncs.flatMap((one) => one.files.map((file) => file.placed)),
  ];
  for (const placed of all) await placed.remove();
  await rm(join(processes.models, folder), { recursive: true, force: true });
  return report;
}

/** Adds up the seconds of each part, beginning with the first. */
function createClock(): { enter(phase: Phase): void; read(): Pick<RoundReport, 'seconds' | 'phases'> } {
  const phases: Record<Phase, number> = { prepare: 0, disturb: 0, settle: 0, judge: 0 };
  let current: Phase = 'prepare';
  let since = performance.now();

  function enter(phase: Phase): void {
    phases[current] += (performance.now() - since) / 1000;
    since = performance.now();
    current = phase;
  }

  return {
    enter,
    read() {
      enter(current);
      return { phases, seconds: Object.values(phases).reduce((sum, seconds) => sum + seconds, 0) };
    },
  };
}

async function prepareProcesses({ processes }: Rig, plan: Plan): Promise<void> {
  await processes.temporal.start();
  await Promise.all([
    preparePlatform(processes, plan),
    ...processes.workers.map((worker, slot) => (slot < plan.workers ? worker.start() : worker.end('SIGTERM'))),
  ]);
}

async function preparePlatform({ platform, platformUrl }: Processes, { behaviour }: Plan): Promise<void> {
  await platform.setBehaviour(behaviour);
  const response = await fetch(`${platformUrl}/_sim/reset`, { method: 'POST' });
  if (!response.ok) throw new Error(`reset of the platform: ${response.status} ${await response.text()}`);
}

async function startIngestion({ client }: Rig, ingestion: RoundIngestion): Promise<void> {
  const { request, asked, runIds } = ingestion;
  const { runId } = await persist(`start of ${asked.id}`, START_BOUND_MS, () =>
    client.ingest(request, { id: asked.id }),
  );
  runIds.push(runId);
}

async function allEnded(rig: Rig, ingestions: readonly RoundIngestion[], what: string): Promise<void> {
  await waitUntil(what, END_BOUND_MS, async () => {
    const ended = await Promise.all(ingestions.map(({ asked }) => hasEnded(rig, asked.id)));
    return ended.every(Boolean) ? true : undefined;
  });
}

/** Starts what did not complete once more; answers whether anything was. */
async function retryEnded(rig: Rig, ingestions: readonly RoundIngestion[]): Promise<boolean> {
  const { client } = rig;
  let isAny = false;
  for (const { asked, runIds, earlier } of ingestions) {
    const told = await persist(`a report of ${asked.id}`, START_BOUND_MS, () => client.get(asked.id));
    if (told.status === 'completed') continue;
    earlier.push(told);
    const { runId } = await persist(`retry of ${asked.id}`, START_BOUND_MS, () => client.retry(asked.id));
    runIds.push(runId);
    isAny = true;
  }
  return isAny;
}

/** Now that nothing disturbs it any more, all of it has to complete. */
async function retryAtLast(rig: Rig, ingestions: readonly RoundIngestion[]): Promise<void> {
  if (await retryEnded(rig, ingestions))
    await allEnded(rig, ingestions, 'all ingestions to end that were started again');
  for (const { asked } of ingestions) asked.isRetried = true;
}

/** What hangs must not disturb the rounds to come. */
async function endOpenRuns(rig: Rig, ingestions: readonly RoundIngestion[]): Promise<void> {
  for (const { asked, runIds } of ingestions) {
    if (runIds.length === 0 || (await hasEnded(rig, asked.id))) continue;
    await rig.temporal.workflow.getHandle(asked.id).terminate('the round is over');
  }
}

function countOutcomes(evidence: Evidence | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of evidence?.told.values() ?? []) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
