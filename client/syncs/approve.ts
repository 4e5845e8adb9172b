import { isSavedPlan, type SyncPlan } from '../../contracts/sync/plan.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { approvalsOf, memoryOf } from './memory.ts';
import { basisOf } from './plan.ts';
import { describeSync } from './schedule.ts';

/** Allows the next run to remove what a plan names, and no more. Error: `InvalidRequest` for a plan of something else. */
export async function approvePlan(temporal: Temporal, name: string, plan: SyncPlan): Promise<void> {
  const { input } = await describeSync(temporal, name);
  const given: unknown = plan;
  if (!isSavedPlan(given)) throw refused('this is no plan of a sync');
  if (given.name !== name) throw refused(`the plan is of the sync ${given.name}, not of ${name}`);
  const { declaration, memory } = await basisOf(temporal, input);
  if (given.basis.memory !== memory) throw refused(`the plan is of an earlier sync ${name}, which was deleted`);
  if (given.basis.declaration !== declaration) throw refused(`${name} was declared otherwise since the plan was made`);
  if (given.deletions === undefined)
    throw refused(`${name} removes nothing on its platform: there is nothing to approve`);
  const approvals = approvalsOf(temporal, name);
  const store = memoryOf(temporal, name);
  const before = (await store.read()).approval;
  const parts = await approvals.write(given.deletions.files);
  await store.change({ approve: { parts } });
  // A run that has taken them can read them all the same: they are closed, not lost.
  await approvals.forget((before?.parts ?? []).filter((part) => !parts.includes(part)));
}

function refused(why: string): ModelrailError {
  return new ModelrailError('InvalidRequest', `${why}: make a plan anew`);
}
