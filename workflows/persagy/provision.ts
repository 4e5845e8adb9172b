import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { shownError } from '../../contracts/errors.ts';
import {
  type AppliedChange,
  CHANGES_OF_A_STEP,
  type CompareInput,
  type Difference,
  endsOf,
  isCompareInput,
  isProvisionInput,
  isRollBackInput,
  type LinksChange,
  linkId,
  type PlannedChange,
  type ProvisionInput,
  type ProvisionResult,
  type RollBackInput,
  STEPS_AT_ONCE,
} from '../../contracts/persagy/provision.ts';
import { RESULT_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import { type Sentence, toldWith } from '../../contracts/sentences.ts';
import { logged } from '../status/run-log.ts';
import { failureOfStep, toKeptError } from '../steps/failure-info.ts';
import { createLimit } from '../steps/limit.ts';
import { provisionSteps } from './steps.ts';

/**
 * Makes the changes that a plan wants, what others depend on first, many at a time. Stops at the first stage with a failure, and tells
 * what was done.
 */
export async function provisionPersagy({ platform, difference }: ProvisionInput): Promise<ProvisionResult> {
  if (!isProvisionInput({ platform, difference })) {
    throw ApplicationFailure.nonRetryable('the input is no difference', 'InvalidRequest');
  }
  const ids: Record<string, string> = { ...difference.ids };
  const line = { run: 'provision', ...lineOf(platform), count: difference.changes.length } as const;
  return await logged(line, () => makeAll(platform, difference.changes, ids), endOf);
}

/** Compares a plan with a platform; changes nothing. */
export async function comparePersagy(input: CompareInput): Promise<Difference> {
  if (!isCompareInput(input)) throw ApplicationFailure.nonRetryable('the input is no plan', 'InvalidRequest');
  const { platform, plan } = input;
  return await told(() => provisionSteps.comparePersagyPlan({ platform, plan }, { summary: `compare ${platform}` }));
}

/** Which run a line of the log is about. */
function lineOf(platform: string) {
  return { id: workflowInfo().workflowId, platform };
}

/** How it ended, for the log. */
function endOf({ status, changes }: ProvisionResult) {
  const failed = changes.filter(({ state }) => state === 'failed').length;
  const delivered = changes.filter(({ state }) => state === 'done' || state === 'undone').length;
  return { status, count: changes.length, delivered, failed };
}

/** What a step answers; its failure fails the run, with its type and words. */
async function told<Answer>(step: () => Promise<Answer>): Promise<Answer> {
  try {
    return await step();
  } catch (error) {
    throw failureOfStep(error);
  }
}

/** Takes back, newest first, what a run has made and linked; what has no call for that stays, and is told. */
export async function rollBackPersagy(input: RollBackInput): Promise<ProvisionResult> {
  if (!isRollBackInput(input)) throw ApplicationFailure.nonRetryable('the input names no run', 'InvalidRequest');
  const { platform, of } = input;
  return await logged({ run: 'roll-back', ...lineOf(platform) }, () => rollBack(platform, of), endOf);
}

async function rollBack(platform: string, of: string): Promise<ProvisionResult> {
  const { changes } = await told(() =>
    provisionSteps.readPersagyRun({ platform, id: of }, { summary: `what ${of} has made` }),
  );
  const made = changes.filter(({ state, op }) => state === 'done' && (op === 'create' || op === 'link'));
  const newest = made.toReversed().map((change) => reversed(change));
  const stays = newest.filter(({ state }) => state === 'stays');
  const possible = newest.filter(({ state }) => state !== 'stays').toSorted((a, b) => a.stage - b.stage);
  const result = await makeAll(platform, possible, {}, { stopsAtFailure: false });
  const undone = result.changes.map((change): PlannedChange => {
    // A disabled account is still there, and so is what the platform does not give up: an area whose projects stay.
    const isGone = change.state === 'done' && change.op !== 'disable';
    return { ...change, state: isGone ? 'undone' : 'stays' };
  });
  return { ...result, status: 'completed', changes: [...undone, ...stays] };
}

/** Within a stage, before the next one. */
const AFTER = 0.5;

/** What takes a change back. */
function reversed(change: PlannedChange): PlannedChange {
  const { kind, op, id, fields } = change;
  const { error: _error, refs: _refs, ...rest } = change;
  // An area is unlinked after its projects, a menu after its functions: the call takes what is below with it.
  const isWhole = kind === 'accountArea' || (kind === 'roleMenu' && fields['functionId'] === undefined);
  const base: PlannedChange = { ...rest, stage: -change.stage + (isWhole ? AFTER : 0), state: 'planned' };
  if (op === 'link') return kind === 'accountGroup' ? { ...base, state: 'stays' } : { ...base, op: 'unlink' };
  if (kind === 'group' || kind === 'project') return { ...base, state: 'stays' };
  if (kind === 'account') return { ...base, op: 'disable', fields: { groupCode: fields['groupCode'] } };
  return { ...base, op: 'delete', ...(id === undefined ? {} : { id }) };
}

async function makeAll(
  platform: string,
  planned: readonly PlannedChange[],
  ids: Record<string, string>,
  { stopsAtFailure = true } = {},
): Promise<ProvisionResult> {
  const changes = planned.map((change) => ({ ...change }));
  const told: Sentence[] = [];
  const stages = [...new Set(changes.map(({ stage }) => stage))];
  const tell = () => setCurrentDetails(detailsOf(changes));
  tell();
  for (const stage of stages) {
    const own = changes.filter((change) => change.stage === stage);
    const batches: PlannedChange[][] = [];
    for (let from = 0; from < own.length; from += CHANGES_OF_A_STEP)
      batches.push(own.slice(from, from + CHANGES_OF_A_STEP));
    const limit = createLimit(STEPS_AT_ONCE);
    const make = async (batch: PlannedChange[]): Promise<void> => {
      told.push(...(await makeBatch(platform, batch, ids)));
      tell();
    };
    await Promise.all(batches.map((batch) => limit(() => make(batch))));
    if (stopsAtFailure && own.some(({ state }) => state === 'failed')) break;
  }
  const done = changes.filter(({ state }) => state === 'done').length;
  const status = done === changes.length ? 'completed' : done > 0 ? 'partial' : 'failed';
  return { status, changes, ...toldWith(told, RESULT_TOLD_MAX_BYTES) };
}

/** Makes changes of one stage. What their errors are said by is returned. */
async function makeBatch(platform: string, batch: PlannedChange[], ids: Record<string, string>): Promise<Sentence[]> {
  const needed = new Set(batch.flatMap(({ refs = {} }) => Object.values(refs)));
  const known = Object.fromEntries(Object.entries(ids).filter(([name]) => needed.has(name)));
  const [first] = batch;
  const summary = `${first?.op ?? ''} ${first?.kind ?? ''}: ${batch.length}`;
  let applied: AppliedChange[];
  try {
    ({ changes: applied } = await provisionSteps.applyPersagyChanges(
      { platform, changes: batch, ids: known },
      { summary },
    ));
  } catch (error) {
    if (isCancellation(error)) {
      // What was under way may be made; it is ours then, and only a later plan of ours could take it back.
      await rememberLinks(platform, { add: attempted(batch, known), remove: [] });
      throw error;
    }
    const failure = toKeptError(error);
    for (const change of batch) Object.assign(change, { state: 'failed', error: shownError(failure) });
    return failure.told ?? [];
  }
  const links: LinksChange = { add: [], remove: [] };
  for (const [position, { state, id, error, link }] of applied.entries()) {
    const change = batch[position];
    if (change === undefined) continue;
    Object.assign(change, {
      state,
      ...(id === undefined ? {} : { id }),
      ...(error === undefined ? {} : { error: shownError(error) }),
    });
    if (id !== undefined) ids[`${change.kind}:${change.key}`] = id;
    // What a roll-back unlinks is named by its ids.
    if (change.op === 'link') change.fields = { ...change.fields, ...refsOf(change, known) };
    if (link !== undefined) (change.op === 'unlink' ? links.remove : links.add).push(link);
  }
  await rememberLinks(platform, links);
  return applied.flatMap(({ error }) => error?.told ?? []);
}

/** Links of a batch that may have been made. Of a further group of an account no call tells whether it is there: that is asked for again. */
function attempted(batch: readonly PlannedChange[], ids: Readonly<Record<string, string>>): string[] {
  return batch
    .filter(({ op, kind }) => op === 'link' && kind !== 'accountGroup')
    .map((change) => {
      const ends: Readonly<Record<string, unknown>> = { ...change.fields, ...refsOf(change, ids) };
      return linkId(change.kind, ...endsOf(change.kind).map((field) => textOrNone(ends[field])));
    });
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function rememberLinks(platform: string, links: LinksChange): Promise<void> {
  if (links.add.length + links.remove.length === 0) return;
  await CancellationScope.nonCancellable(() =>
    provisionSteps.rememberPersagyLinks({ platform, change: links }, { summary: 'remember our links' }),
  );
}

function refsOf({ refs = {} }: PlannedChange, ids: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(refs).flatMap(([field, name]) => (ids[name] === undefined ? [] : [[field, ids[name]]])),
  );
}

function detailsOf(changes: readonly PlannedChange[]): string {
  const count = (state: string) => changes.filter((change) => change.state === state).length;
  return `**${count('done')} of ${changes.length} changes** done, ${count('failed')} failed`;
}
