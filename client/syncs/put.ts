import { ScheduleAlreadyRunning, type ScheduleDescription, type ScheduleUpdateOptions } from '@temporalio/client';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isMirror, type RecurringDeclaration } from '../../contracts/sync/mirror.ts';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { checkDeclaration } from '../../lib/sync/check-declaration.ts';
import { requestDigest } from '../runs/request-digest.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { differencesOf, hasSameMemory, type SyncDifference } from './differences.ts';
import { endUnusedMemory, resetMemory } from './forget-memory.ts';
import { assertNotHeld, readMemory } from './memory.ts';
import { isOfReset, noteWith, stateBefore } from './reset-note.ts';
import { countedFrom, describeSchedule, type RecurringInput, scheduleOf, writing } from './schedule.ts';
import { startMemory } from './start-memory.ts';
import type { SyncPut } from './types.ts';
import { untilUndisturbed, updateSchedule } from './update-schedule.ts';

/** What is to be done for Temporal to have a sync as it is declared. */
export interface PutPlan {
  op: SyncPut['op'];
  keys: SyncDifference[];
  /** Source or target are others, or were when that came no further: what was delivered is forgotten. */
  isReset: boolean;
  /** What Temporal has; absent where it has no such sync. */
  seen?: ScheduleDescription;
}

/** Compares a declaration with what Temporal has. Errors: `InvalidRequest`; `AlreadyExists` for a sync of another task queue. */
export async function planPut(temporal: Temporal, name: string, declaration: RecurringDeclaration): Promise<PutPlan> {
  checkDeclaration(name, declaration);
  const there = await findSync(temporal, name);
  if (there === undefined) return { op: 'create', keys: differencesOf({}, declaration), isReset: false };
  const { input, schedule } = there;
  const { taskQueue } = schedule.action;
  if (taskQueue !== temporal.taskQueue) throw ofOtherQueue(name, taskQueue, temporal.taskQueue);
  if (isMirror(input.declaration) !== isMirror(declaration)) throw ofOtherSort(name, isMirror(declaration));
  const isReset = ('isBeingReset' in input && input.isBeingReset) || !hasSameMemory(input.declaration, declaration);
  const isOther = requestDigest(input.declaration) !== requestDigest(declaration);
  const keys = differencesOf(input.declaration, declaration);
  return { op: isOther || isReset ? 'update' : 'none', keys, isReset, seen: schedule };
}

/**
 * Declares a sync whole. Nothing is written where nothing differs; a pause, its note and the time from which an interval is
 * counted stay. Errors: `InvalidRequest`; `AlreadyExists` for another source or target without `reset`, and with it during a
 * run, and for a sync of another task queue.
 */
export async function putSync(
  temporal: Temporal,
  name: string,
  declaration: RecurringDeclaration,
  { reset = false }: { reset?: boolean } = {},
): Promise<SyncPut> {
  return await untilUndisturbed(async () => {
    const { op, keys, isReset, seen } = await planPut(temporal, name, declaration);
    if (seen === undefined) await createSync(temporal, name, declaration);
    else if (op === 'update' && !isReset) await update(temporal, inputOf(name, declaration), seen, seen.state);
    if (seen === undefined || !isReset) return { name, op, keys };
    if (!reset) throw otherMemory(name);
    return { name, op, keys, forgotten: await declareAnew(temporal, inputOf(name, declaration), seen) };
  });
}

/** Declares a sync that is not there yet. Error: `AlreadyExists`. */
export async function createSync(temporal: Temporal, name: string, declaration: RecurringDeclaration): Promise<void> {
  checkDeclaration(name, declaration);
  if ((await findSync(temporal, name)) !== undefined) throw exists(name);
  const ofFiles = !isMirror(declaration);
  // First the memory: a run without one does nothing. What mirrors remember is of their platforms.
  if (ofFiles) await startMemory(temporal, name);
  try {
    await createSchedule(temporal, inputOf(name, declaration));
  } catch (error) {
    const isRefused = error instanceof ModelrailError && error.type === 'InvalidRequest';
    if (ofFiles && isRefused && (await findSync(temporal, name)) === undefined) await endUnusedMemory(temporal, name);
    throw error;
  }
}

async function createSchedule(temporal: Temporal, input: RecurringInput): Promise<void> {
  const scheduleId = syncScheduleId(input.name);
  await temporal.call(async () => {
    try {
      const schedule = scheduleOf(temporal, input, Date.now());
      await writing(input.name, () => temporal.client.schedule.create({ ...schedule, scheduleId }));
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) throw exists(input.name, error);
      throw error;
    }
  });
}

/**
 * Gives a sync another source or target. Until all is forgotten its runs refuse to begin, however they are started, and what was
 * interrupted is ended by the same call again. Answers how many files were forgotten.
 */
async function declareAnew(temporal: Temporal, input: RecurringInput, seen: ScheduleDescription): Promise<number> {
  const { name } = input;
  assertNoRun(name, seen);
  await assertNotHeld(temporal, await readMemory(temporal, name));
  const { state } = seen;
  const paused = isOfReset(state) ? state : { paused: true, note: noteWith(state) };
  await update(temporal, { ...input, isBeingReset: true }, seen, paused);
  // One may have begun in the meantime.
  assertNoRun(name, (await describeSchedule(temporal, name)).schedule);
  const forgotten = await resetMemory(temporal, name);
  await untilUndisturbed(async () => {
    const { schedule } = await describeSchedule(temporal, name);
    await update(temporal, input, schedule, stateBefore(schedule.state));
  });
  return forgotten;
}

/** Writes a schedule as it was declared. Error: {@link Disturbed} when it is not as it was `seen` any more. */
async function update(
  temporal: Temporal,
  input: RecurringInput,
  seen: ScheduleDescription,
  state: ScheduleUpdateOptions['state'],
): Promise<void> {
  const { typedSearchAttributes: _kept, ...schedule } = scheduleOf(
    temporal,
    input,
    countedFrom(seen, input.declaration),
  );
  await updateSchedule(temporal, input.name, seen, { ...schedule, state });
}

/** Undefined of a sync that is not there. */
async function findSync(temporal: Temporal, name: string) {
  return await describeSchedule(temporal, name).catch(asAbsent);
}

/** Error: `AlreadyExists` while a run is made. */
export function assertNoRun(name: string, { info }: ScheduleDescription): void {
  if (info.runningActions.length === 0) return;
  const told = sentenceOf(
    'a run of {name} is being made: try again when it has ended, or cancel it in the Temporal UI',
    {
      name,
    },
  );
  throw new ModelrailError('AlreadyExists', told);
}

/** Error of a declaration whose source or target are others than before. */
export function otherMemory(name: string): ModelrailError {
  const told = sentenceOf(
    '{name} gets another source or target: what it delivered would be forgotten, and everything delivered there, which only `reset` allows',
    { name },
  );
  return new ModelrailError('AlreadyExists', told);
}

function inputOf(name: string, declaration: RecurringDeclaration): RecurringInput {
  return isMirror(declaration) ? { name, declaration } : { name, declaration };
}

/** Error of a name that something else has than what is declared. */
function ofOtherSort(name: string, isForMirror: boolean): ModelrailError {
  const told = isForMirror
    ? sentenceOf('{name} is a sync of files: delete it before it becomes a mirror', { name })
    : sentenceOf('{name} is a mirror: delete it before it becomes a sync of files', { name });
  return new ModelrailError('AlreadyExists', told);
}

/** Error of a sync whose runs and memory are the business of other workers. */
function ofOtherQueue(name: string, theirs: string, ours: string): ModelrailError {
  const told = sentenceOf(
    '{name} belongs to the workers of task queue "{theirs}", which answer for what it remembers, and not to those of "{ours}": export it there, delete it, then declare and import it here',
    { name, theirs, ours },
  );
  return new ModelrailError('AlreadyExists', told);
}

function exists(name: string, cause?: unknown): ModelrailError {
  const told = sentenceOf('there is a sync {name} already: choose another name, or delete that one', { name });
  return new ModelrailError('AlreadyExists', told, cause === undefined ? {} : { cause });
}
