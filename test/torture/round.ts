import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClock, type Phase } from './clock.ts';
import { type Disturbance, listSwitched } from './disturbances.ts';
import { deleteSync, tearDownSync } from './end-sync.ts';
import { collectEvidence, findSecrets, readHistories } from './evidence.ts';
import { foreignProjects } from './foreign-projects.ts';
import { prepareIngestion, type RoundIngestion } from './ingestions.ts';
import type { Evidence } from './judged.ts';
import { keepTraces } from './keep-traces.ts';
import { judge } from './oracle.ts';
import { peek } from './peek.ts';
import type { Plan } from './plan.ts';
import type { Processes } from './processes.ts';
import { findDivergences } from './replay.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { allEnded, countOutcomes, endOpenRuns, retryAtLast, retryEnded, startIngestion } from './runs-of-round.ts';
import { createSwitches } from './switches.ts';
import { collectSync, type SyncFindings } from './sync-evidence.ts';
import { finishSync } from './sync-runs.ts';
import { prepareSync, startSync } from './syncs.ts';
import { createWalk } from './walk.ts';

/** What came of a round. */
export interface RoundReport {
  plan: { seed: number };
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

/** Runs the round of a plan on the campaign's processes, which it leaves running. */
export async function runRound(rig: Rig, plan: Plan): Promise<RoundReport> {
  const clock = createClock();
  const { processes, simulator, sources } = rig;
  const folder = `round-${plan.seed}`;
  const problems: string[] = [];
  const ingestions: RoundIngestion[] = [];
  const syncs: RoundSync[] = [];
  const walk = createWalk(rig, plan, {
    ingestions,
    syncs,
    switches: createSwitches(processes.platformUrl, plan),
    retryEnded: () => retryEnded(rig, ingestions),
    peek: () => peek(rig, ingestions),
  });
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
    outcomes: countOutcomes(evidence?.told),
    problems,
  };
  if (problems.length > 0)
    report.traces = await keepTraces(rig, {
      report,
      walk,
      ingestions,
      state: evidence?.state,
      found,
    });
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
