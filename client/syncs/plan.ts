import { hostTaskQueue } from '../../contracts/names.ts';
import type { PlanPart, RemovalPlanPart } from '../../contracts/sync/activities.ts';
import { DEFAULT_DELETE_BUDGET, type SyncInput } from '../../contracts/sync/declaration.ts';
import { memoryWorkflowId } from '../../contracts/sync/memory.ts';
import { type Deletion, PLANNING, type SyncPlan } from '../../contracts/sync/plan.ts';
import { addFindings, emptyReport } from '../../contracts/sync/report.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { requestDigest } from '../runs/request-digest.ts';
import { describeOne } from '../runs/run.ts';
import { runActivity } from '../temporal/run-activity.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { describeSync } from './schedule.ts';

/** See `Syncs.plan`. */
export async function planSync(temporal: Temporal, name: string): Promise<SyncPlan> {
  const { input } = await describeSync(temporal, name);
  const madeAt = new Date().toISOString();
  const basis = await basisOf(temporal, input);
  const { findings, bytes, files, missing } = await ask<PlanPart>(temporal, 'planSync', input);
  const report = emptyReport();
  addFindings(report, findings);
  const isLooking = missing > 0 && report.problems.length === 0;
  const removals = isLooking ? await askRemovals(temporal, input) : undefined;
  if (removals !== undefined) addFindings(report, removals.findings);
  const { found, unchanged, touched, removed, setAside, waiting, skipped, problems, truncated, told } = report;
  const { remembered = 0, isWithinBudget = true, deletions = [] } = removals ?? {};
  const budget = input.declaration.deleteBudget ?? DEFAULT_DELETE_BUDGET;
  const isDeleting = input.declaration.onRemoved === 'delete';
  return {
    name,
    madeAt,
    basis,
    found,
    new: report.new,
    changed: report.changed,
    bytes,
    unchanged,
    touched,
    files,
    removed,
    ...(isDeleting
      ? { deletions: { files: deletions, count: deletions.length, remembered, budget, isWithinBudget } }
      : {}),
    setAside,
    waiting,
    skipped,
    problems,
    ...(truncated ? { truncated } : {}),
    ...(told === undefined ? {} : { told }),
  };
}

/** By which it is known whether a plan is still about the same sync. */
export async function basisOf(temporal: Temporal, { name, declaration }: SyncInput): Promise<SyncPlan['basis']> {
  const memory = await describeOne(temporal, memoryWorkflowId(name));
  // It stays when the memory's history begins anew.
  return { declaration: requestDigest(declaration), memory: firstRunId(memory) };
}

/** All that would be removed, part by part. */
async function askRemovals(temporal: Temporal, input: SyncInput): Promise<RemovalPlanPart> {
  let part = await ask<RemovalPlanPart>(temporal, 'planRemovals', input);
  const first = part;
  const deletions: Deletion[] = [...part.deletions];
  while (part.next !== undefined) {
    part = await ask<RemovalPlanPart>(temporal, 'planRemovals', { ...input, after: part.next });
    deletions.push(...part.deletions);
  }
  return { ...first, deletions };
}

/** Asks a worker that sees the source. */
async function ask<Answer>(
  temporal: Temporal,
  activity: 'planSync' | 'planRemovals',
  input: SyncInput & { after?: string },
): Promise<Answer> {
  const { host } = input.declaration;
  return await runActivity<Answer>(temporal, {
    activity,
    taskQueue: host === undefined ? temporal.taskQueue : hostTaskQueue(temporal.taskQueue, host),
    input,
    policy: PLANNING,
    asker: 'a plan',
    again: 'plan again',
    answerer: 'the worker',
  });
}
