import { ScheduleAlreadyRunning, type ScheduleDescription, type ScheduleUpdateOptions } from '@temporalio/client';
import type { SyncDeclaration, SyncInput } from '../../contracts/sync/declaration.ts';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { checkDeclaration } from '../../lib/sync/check-declaration.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { differencesOf, hasSameMemory, type SyncDifference } from './differences.ts';
import { endUnusedMemory, resetMemory, startMemory } from './memory.ts';
import { countedFrom, describeSchedule, onSchedule, scheduleOf, writing } from './schedule.ts';
import type { SyncPut } from './types.ts';

/** What is to be done for Temporal to have a sync as it is declared. */
export interface PutPlan {
  op: SyncPut['op'];
  keys: SyncDifference[];
  /** Source or target are others, or were when that came no further: what was delivered is forgotten. */
  isReset: boolean;
}

/** Why a sync is paused that is being declared anew; what it says after the colon are a person's words from before. */
const RESET_NOTE =
  'what was delivered is being forgotten, since source or target are others; declare the sync once more';

/** Compares a declaration with what Temporal has. Error: `InvalidRequest`. */
export async function planPut(temporal: Temporal, name: string, declaration: SyncDeclaration): Promise<PutPlan> {
  checkDeclaration(name, declaration);
  const there = await findSync(temporal, name);
  if (there === undefined) return { op: 'create', keys: differencesOf({}, declaration), isReset: false };
  const { input } = there;
  const keys = differencesOf(input.declaration, declaration);
  const isReset = input.isBeingReset === true || !hasSameMemory(input.declaration, declaration);
  return { op: keys.length > 0 || isReset ? 'update' : 'none', keys, isReset };
}

/**
 * Declares a sync whole. Nothing is written where nothing differs; a pause, its note and the time from which an interval is
 * counted stay. Errors: `InvalidRequest`; `AlreadyExists` for another source or target without `reset`, and with it during a
 * run.
 */
export async function putSync(
  temporal: Temporal,
  name: string,
  declaration: SyncDeclaration,
  { reset = false }: { reset?: boolean } = {},
): Promise<SyncPut> {
  const { op, keys, isReset } = await planPut(temporal, name, declaration);
  if (op === 'create') await createSync(temporal, name, declaration);
  if (op === 'update' && !isReset) await update(temporal, { name, declaration }, ({ state }) => state);
  if (op === 'none' || !isReset) return { name, op, keys };
  if (!reset) throw otherMemory(name);
  return { name, op, keys, forgotten: await declareAnew(temporal, name, declaration) };
}

/** Declares a sync that is not there yet. Error: `AlreadyExists`. */
export async function createSync(temporal: Temporal, name: string, declaration: SyncDeclaration): Promise<void> {
  checkDeclaration(name, declaration);
  if ((await findSync(temporal, name)) !== undefined) throw exists(name);
  // First the memory: a run without one does nothing.
  await startMemory(temporal, name);
  try {
    await createSchedule(temporal, { name, declaration });
  } catch (error) {
    const isRefused = error instanceof ModelrailError && error.type === 'InvalidRequest';
    if (isRefused && (await findSync(temporal, name)) === undefined) await endUnusedMemory(temporal, name);
    throw error;
  }
}

async function createSchedule(temporal: Temporal, input: SyncInput): Promise<void> {
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
async function declareAnew(temporal: Temporal, name: string, declaration: SyncDeclaration): Promise<number> {
  const before = await describeSchedule(temporal, name);
  assertNoRun(name, before.schedule);
  await update(temporal, { name, declaration, isBeingReset: true }, ({ state }) =>
    state.note?.startsWith(RESET_NOTE) ? state : { paused: true, note: noteWith(state) },
  );
  // One may have begun in the meantime.
  assertNoRun(name, (await describeSchedule(temporal, name)).schedule);
  const forgotten = await resetMemory(temporal, name);
  await update(temporal, { name, declaration }, ({ state }) => stateBefore(state));
  return forgotten;
}

type ScheduleState = ScheduleDescription['state'];

function noteWith({ paused, note = '' }: ScheduleState): string {
  return paused ? `${RESET_NOTE}: ${note}` : RESET_NOTE;
}

/** The state that {@link noteWith} was made of. */
function stateBefore({ note = '', ...state }: ScheduleState): ScheduleUpdateOptions['state'] {
  if (!note.startsWith(RESET_NOTE)) return { ...state, note };
  const words = note.slice(RESET_NOTE.length);
  return words === '' ? { ...state, paused: false } : { ...state, paused: true, note: words.slice(2) };
}

async function update(
  temporal: Temporal,
  input: SyncInput,
  stateOf: (before: ScheduleDescription) => ScheduleUpdateOptions['state'],
): Promise<void> {
  await onSchedule(temporal, input.name, (handle) =>
    writing(input.name, () =>
      handle.update((before) => {
        const { typedSearchAttributes: _kept, ...schedule } = scheduleOf(
          temporal,
          input,
          countedFrom(before, input.declaration),
        );
        return { ...schedule, state: stateOf(before) };
      }),
    ),
  );
}

/** Undefined of a sync that is not there. */
async function findSync(temporal: Temporal, name: string) {
  return await describeSchedule(temporal, name).catch(asAbsent);
}

/** Error: `AlreadyExists` while a run is made. */
export function assertNoRun(name: string, { info }: ScheduleDescription): void {
  if (info.runningActions.length === 0) return;
  const message = `a run of ${name} is being made: try again when it has ended, or cancel it in the Temporal UI`;
  throw new ModelrailError('AlreadyExists', message);
}

/** Error of a declaration whose source or target are others than before. */
export function otherMemory(name: string): ModelrailError {
  const message = `${name} gets another source or target: what it delivered would be forgotten, and everything delivered there, which only \`reset\` allows`;
  return new ModelrailError('AlreadyExists', message);
}

function exists(name: string, cause?: unknown): ModelrailError {
  const message = `there is a sync ${name} already: choose another name, or delete that one`;
  return new ModelrailError('AlreadyExists', message, cause === undefined ? {} : { cause });
}
