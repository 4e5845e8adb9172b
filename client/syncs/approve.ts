import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
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
  if (!isSavedPlan(given)) throw refused(sentenceOf('this is no plan of a sync: make a plan anew'));
  if (given.name !== name)
    throw refused(
      sentenceOf('the plan is of the sync {other}, not of {name}: make a plan anew', { other: given.name, name }),
    );
  const { declaration, memory } = await basisOf(temporal, input);
  if (given.basis.memory !== memory)
    throw refused(sentenceOf('the plan is of an earlier sync {name}, which was deleted: make a plan anew', { name }));
  if (given.basis.declaration !== declaration)
    throw refused(sentenceOf('{name} was declared otherwise since the plan was made: make a plan anew', { name }));
  if (given.deletions === undefined)
    throw refused(
      sentenceOf('{name} removes nothing on its platform: there is nothing to approve: make a plan anew', { name }),
    );
  const approvals = approvalsOf(temporal, name);
  const store = memoryOf(temporal, name);
  const before = (await store.read()).approval;
  const parts = await approvals.write(given.deletions.files);
  await store.change({ approve: { parts } });
  // A run that has taken them can read them all the same: they are closed, not lost.
  await approvals.forget((before?.parts ?? []).filter((part) => !parts.includes(part)));
}

function refused(why: Sentence): ModelrailError {
  return new ModelrailError('InvalidRequest', why);
}
