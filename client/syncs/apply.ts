import pLimit from 'p-limit';
import { shownError } from '../../contracts/errors.ts';
import { sentenceOf, toldWith } from '../../contracts/sentences.ts';
import type { SyncDeclaration } from '../../contracts/sync/declaration.ts';
import type { MirrorDeclaration, RecurringDeclaration } from '../../contracts/sync/mirror.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { joinRequestErrors } from '../../lib/requests/problems.ts';
import { checkDeclarations } from '../../lib/sync/check-declaration.ts';
import { onPlatform, type PlatformOptional } from '../runs/check-request.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { deleteSync } from './delete.ts';
import { LOOKS_AT_A_TIME, syncNames } from './list.ts';
import { rememberedIfTold } from './memory.ts';
import { otherMemory, planPut, putSync } from './put.ts';
import type { SyncApplied, SyncApplyOptions, SyncStep } from './types.ts';

/** Declarations with their platforms. Error: `InvalidRequest`, with all that is wrong with any of them. */
export function wholeDeclarations(
  declarations: Readonly<Record<string, PlatformOptional<SyncDeclaration> | MirrorDeclaration>>,
  platforms: readonly string[] | undefined,
): Record<string, RecurringDeclaration> {
  const whole = new Map<string, RecurringDeclaration>();
  const refusals = refusalsOf(() => checkDeclarations(declarations));
  for (const [name, given] of Object.entries(declarations)) {
    const ofPlatform = refusalsOf(() => whole.set(name, onPlatform<RecurringDeclaration>(given, platforms)));
    refusals.push(
      ...ofPlatform.map((error) => {
        const words = sentenceOf('{call}: {words}', { call: name, words: error.toPart() });
        return new ModelrailError(error.type, words);
      }),
    );
  }
  if (refusals.length > 0) throw joinRequestErrors(refusals);
  return Object.fromEntries(whole);
}

function refusalsOf(check: () => unknown): ModelrailError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ModelrailError) return [error];
    throw error;
  }
}

/** See `Syncs.apply`; the declarations were checked by {@link wholeDeclarations}. */
export async function applySyncs(
  temporal: Temporal,
  declarations: Readonly<Record<string, RecurringDeclaration>>,
  { prune = false, reset = false, dryRun = false }: SyncApplyOptions,
): Promise<SyncApplied> {
  const applied = await plan(temporal, declarations, prune);
  if (dryRun) return applied;
  const [other] = applied.changes.filter(({ isReset }) => isReset === true);
  if (other !== undefined && !reset) throw otherMemory(other.name);
  for (const step of applied.changes) {
    try {
      await carryOut(temporal, step, declarations[step.name], reset);
      step.state = 'done';
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      const kept = error.toKept();
      Object.assign(step, { state: 'failed', error: shownError(kept), ...toldWith(kept.told ?? []) });
      // The others would only wait for the same.
      if (error.type === 'TemporalUnavailable') break;
    }
  }
  return applied;
}

async function carryOut(
  temporal: Temporal,
  step: SyncStep,
  declaration: RecurringDeclaration | undefined,
  reset: boolean,
): Promise<void> {
  if (declaration === undefined) {
    step.forgets = (await deleteSync(temporal, step.name)).forgotten;
    return;
  }
  const { forgotten } = await putSync(temporal, step.name, declaration, { reset });
  if (forgotten !== undefined) step.forgets = forgotten;
}

async function plan(
  temporal: Temporal,
  declarations: Readonly<Record<string, RecurringDeclaration>>,
  prune: boolean,
): Promise<SyncApplied> {
  const limit = pLimit(LOOKS_AT_A_TIME);
  const wanted = Object.entries(declarations);
  const there = await syncNames(temporal, { ofQueue: temporal.taskQueue });
  const others = there.filter((name) => !Object.hasOwn(declarations, name));
  const looks = await Promise.all(
    wanted.map(([name, declaration]) => limit(async () => await lookAt(temporal, name, declaration))),
  );
  const refusals = looks.flatMap((look) => ('refusal' in look ? [look.refusal] : []));
  if (refusals.length > 0) throw joinRequestErrors(refusals);
  const planned = looks.flatMap((look) => ('refusal' in look ? [] : [look]));
  const changes: SyncStep[] = [];
  for (const { name, op, keys, isReset } of planned) {
    if (op !== 'none') changes.push({ op, name, keys, ...(isReset ? { isReset } : {}), state: 'planned' });
  }
  if (prune) changes.push(...others.map((name): SyncStep => ({ op: 'delete', name, keys: [], state: 'planned' })));
  const forgetting = changes.filter(({ op, isReset }) => op === 'delete' || isReset === true);
  await Promise.all(forgetting.map((step) => limit(() => tellForgotten(temporal, step))));
  return {
    changes,
    unchanged: planned.filter(({ op }) => op === 'none').map(({ name }) => name),
    left: prune ? [] : others,
  };
}

/** What is to be done about one sync, or why it cannot be done. */
async function lookAt(temporal: Temporal, name: string, declaration: RecurringDeclaration) {
  try {
    return { name, ...(await planPut(temporal, name, declaration)) };
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'AlreadyExists') return { refusal: error };
    throw error;
  }
}

/** How many files are forgotten is not known when no worker answers. */
async function tellForgotten(temporal: Temporal, step: SyncStep): Promise<void> {
  const remembered = await rememberedIfTold(temporal, step.name);
  if (remembered !== undefined) step.forgets = remembered.files;
}
