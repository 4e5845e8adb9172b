import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryAndWorkflowId } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { LINKS_WORKFLOW, linksWorkflowId } from '../../../contracts/persagy/provision.ts';
import { platformControl } from '../../conformance/platform-control.ts';
import { createClock } from '../clock.ts';
import { findSecrets } from '../evidence.ts';
import { prepareFurther, rigOf } from '../further/rig.ts';
import { keepTraces } from '../keep-traces.ts';
import { REFUSAL } from '../plan.ts';
import { TASK_QUEUE } from '../processes.ts';
import { findDivergences } from '../replay.ts';
import type { Rig } from '../rig.ts';
import type { RoundReport } from '../round.ts';
import { createWalk, type Walk } from '../walk.ts';
import { FOREIGN_PASSWORD, makeBefore } from './before.ts';
import { customerOf, PASSWORD_FILE } from './customer.ts';
import { type Circumstances, judgePlatform, judgeRun } from './oracle.ts';
import type { ProvisionPlan } from './plan.ts';
import { ACCOUNTS_PASSWORD, OPS_PASSWORD, opsSettings } from './platform.ts';
import type { OpsState } from './platform-rows.ts';
import { createRuns, PLATFORM, type Run, type Runs } from './runs.ts';

/** Runs the round of a plan with provisioning on the campaign's processes, which it leaves running. */
export async function runProvisionRound(campaign: Rig, plan: ProvisionPlan): Promise<RoundReport> {
  const clock = createClock();
  const rig = rigOf(campaign, PLATFORM, {
    'password of the platform': OPS_PASSWORD,
    'password of accounts': ACCOUNTS_PASSWORD,
    'password of foreign accounts': FOREIGN_PASSWORD,
  });
  const { processes, simulator } = rig;
  const control = platformControl(processes.platformUrl);
  const problems: string[] = [];
  const runs = createRuns(rig, plan, async (ended) => {
    const now = await control.state<OpsState>();
    problems.push(...ended.flatMap((run) => judgeRun(run, now, circumstancesOf(walk))));
  });
  const walk = createWalk(rig, plan, {
    ingestions: [],
    syncs: [],
    errands: runs,
    switches: { flip: async () => undefined, clear: async () => ({ chunk: 0, upload: 0 }) },
    retryEnded: async () => false,
    peek: async () => [],
  });
  try {
    await prepareFurther(rig, plan.workers);
    await writeFile(join(processes.folder, PASSWORD_FILE), `${ACCOUNTS_PASSWORD}\n`);
    await makeBefore(opsSettings(processes.platformUrl), customerOf(plan.customer), plan.before);
    const before = await control.state<OpsState>();
    await walk.begin();
    clock.enter('disturb');
    runs.begin();
    await walk.run();
    clock.enter('settle');
    await runs.ended();
    while (await runs.next()) await runs.ended();
    problems.push(...(await provisionAtLast(rig, runs)));
    clock.enter('judge');
    problems.push(...judgeAtLast(before, runs, await control.state<OpsState>()));
    const histories = await readHistories(rig, runs.all);
    const secrets = await findSecrets(rig, histories, runs.all);
    problems.push(...secrets, ...(await findDivergences(histories)));
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  problems.push(
    ...runs.problems,
    ...walk.problems,
    ...processes.takeUnexpectedEnds(),
    ...(await processes.readAlarms()),
  );
  const report: RoundReport = {
    plan,
    ...clock.read(),
    disturbances: walk.disturbances(),
    outcomes: countOutcomes(runs.all),
    problems,
  };
  if (problems.length > 0) {
    const state = { platform: await control.state<unknown>().catch(String), runs: runs.all };
    report.traces = await keepTraces(rig, { report, walk, ingestions: [], state, found: [] });
  }
  await endAll(rig, runs.all);
  await processes.platform.start();
  await simulator.clearFaults();
  return report;
}

function circumstancesOf(walk: Walk): Circumstances {
  const fallen = walk.fallen().filter(({ times }) => times > 0);
  return {
    hasRefusals: fallen.some(({ fault }) => fault.message === REFUSAL),
    fallen: new Set(
      fallen.flatMap(({ fault }) => [...(fault.kind === undefined ? [] : [fault.kind]), ...(fault.kinds ?? [])]),
    ),
  };
}

/** Now that nothing disturbs it any more all of the plan has to be made, each change by one call, and then nothing. */
async function provisionAtLast({ simulator }: Rig, runs: Runs): Promise<string[]> {
  const writes = async () => {
    const { endpoints } = await simulator.stats();
    const isWrite = ([name]: [string, unknown]) => /\/(create|update|delete|add|reset|enable|batch)/.test(name);
    return Object.entries(endpoints)
      .filter(isWrite)
      .reduce((sum, [, { requests }]) => sum + requests, 0);
  };
  const before = await writes();
  const last = await runs.provision();
  const after = await writes();
  const again = await runs.provision();
  const problems: string[] = [];
  if (last.status !== 'completed' && last.status !== 'nothing') {
    const errors = last.result?.changes.flatMap(({ key, error }) =>
      error === undefined ? [] : `${key}: ${error.message}`,
    );
    problems.push(`${last.id} is ${last.status} in calm: ${JSON.stringify(errors ?? last.error)}`);
  }
  const planned = last.difference?.changes.length ?? 0;
  if (after - before !== planned) problems.push(`${last.id} made ${after - before} writes for ${planned} changes`);
  if (again.status !== 'nothing') {
    const changes = again.difference?.changes.map(({ op, kind, key }) => `${op} ${kind} ${key}`);
    problems.push(`${again.id} found something to do: ${JSON.stringify(changes ?? again.error)}`);
  }
  return problems;
}

function judgeAtLast(before: OpsState, runs: Runs, now: OpsState): string[] {
  const hasRolledBack = runs.all.some(({ what }) => what === 'roll back');
  return judgePlatform(before, runs.wanted(), now, { password: ACCOUNTS_PASSWORD, hasRolledBack });
}

/** The histories of all workflows of the runs, and of the one that remembers links. */
async function readHistories(rig: Rig, runs: readonly Run[]): Promise<HistoryAndWorkflowId[]> {
  const ids = [...runs.flatMap(({ workflows }) => workflows.map(({ id }) => id)), linksWorkflowId(PLATFORM)];
  const histories = ids.map(async (workflowId): Promise<HistoryAndWorkflowId[]> => {
    try {
      return [{ workflowId, history: await rig.temporal.workflow.getHandle(workflowId).fetchHistory() }];
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return [];
      throw error;
    }
  });
  return (await Promise.all(histories)).flat();
}

/** What hangs must not disturb the rounds to come, nor what is remembered of a platform that begins anew. */
async function endAll({ temporal }: Rig, runs: readonly Run[]): Promise<void> {
  for (const { id } of runs.flatMap(({ workflows }) => workflows)) {
    try {
      await temporal.workflow.getHandle(id).terminate('the round is over');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  // A memory that has ended is still asked. That it is gone may take Temporal half a minute.
  await temporal.workflow.start(LINKS_WORKFLOW, {
    workflowId: linksWorkflowId(PLATFORM),
    taskQueue: TASK_QUEUE,
    args: [[]],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
}

function countOutcomes(runs: readonly Run[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { what, status } of runs) {
    const outcome = what === 'provision' ? status : `${status} roll-back`;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
