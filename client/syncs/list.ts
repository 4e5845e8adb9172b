import type { ScheduleDescription } from '@temporalio/client';
import pLimit from 'p-limit';
import { shownError } from '../../contracts/errors.ts';
import { toldWith } from '../../contracts/sentences.ts';
import { isMirror } from '../../contracts/sync/mirror.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { memoryProblem, rememberedIfTold } from './memory.ts';
import { missedRuns } from './missed.ts';
import { givenNote } from './pause.ts';
import { toldOfNote } from './reset-note.ts';
import { readRun } from './run.ts';
import { describeSchedule, endsOf, type RecurringInput, RUN_WORKFLOWS, specOf } from './schedule.ts';
import type { SyncDetails, SyncInfo } from './types.ts';

/** Syncs of a list that are looked at at a time. */
export const LOOKS_AT_A_TIME = 8;

/** See `Syncs.get`. */
export async function getSync(temporal: Temporal, name: string): Promise<SyncDetails> {
  const described = await describeSchedule(temporal, name);
  if (isMirror(described.input.declaration)) {
    const [info, { missed, told = [] }] = await Promise.all([
      toInfo(temporal, described.schedule, described.input),
      missedRuns(temporal, described, Date.now()),
    ]);
    return { ...info, missed, ...toldWith([...(info.told ?? []), ...told]) };
  }
  const [info, { missed, told = [] }, remembered, problem] = await Promise.all([
    toInfo(temporal, described.schedule, described.input),
    missedRuns(temporal, described, Date.now()),
    rememberedIfTold(temporal, name),
    memoryProblem(temporal, name),
  ]);
  const all = { ...info, missed, ...toldWith([...(info.told ?? []), ...(problem?.told ?? []), ...told]) };
  if (problem !== undefined) return { ...all, problem: shownError(problem) };
  return { ...all, ...(remembered === undefined ? {} : { remembered }) };
}

/** See `Syncs.list`. */
export async function listSyncs(temporal: Temporal): Promise<SyncInfo[]> {
  const limit = pLimit(LOOKS_AT_A_TIME);
  const names = await syncNames(temporal);
  const syncs = await Promise.all(names.map((name) => limit(() => lookAt(temporal, name))));
  return syncs.filter((sync) => sync !== undefined);
}

/** The names of all syncs, sorted; `ofQueue`: of those alone whose runs are made by the workers of this task queue. */
export async function syncNames(temporal: Temporal, { ofQueue }: { ofQueue?: string } = {}): Promise<string[]> {
  const names: string[] = [];
  const schedules = temporal.client.schedule.list()[Symbol.asyncIterator]();
  for (;;) {
    const next = await temporal.call(() => schedules.next());
    if (next.done) break;
    const { action, typedSearchAttributes } = next.value;
    const name = typedSearchAttributes?.get(SYNC_ATTRIBUTE);
    if (name !== undefined && action !== undefined && RUN_WORKFLOWS.has(action.workflowType)) names.push(name);
  }
  names.sort();
  if (ofQueue === undefined) return names;
  const limit = pLimit(LOOKS_AT_A_TIME);
  const queues = await Promise.all(names.map((name) => limit(() => queueOf(temporal, name))));
  return names.filter((_name, at) => queues[at] === ofQueue);
}

/** Undefined of a sync that was deleted in the meantime. */
async function queueOf(temporal: Temporal, name: string): Promise<string | undefined> {
  const found = await describeSchedule(temporal, name).catch(asAbsent);
  return found?.schedule.action.taskQueue;
}

/** Undefined of a sync that was deleted in the meantime. */
async function lookAt(temporal: Temporal, name: string): Promise<SyncInfo | undefined> {
  const found = await describeSchedule(temporal, name).catch(asAbsent);
  return found === undefined ? undefined : await toInfo(temporal, found.schedule, found.input);
}

async function toInfo(
  temporal: Temporal,
  { info, state }: ScheduleDescription,
  { name, declaration }: RecurringInput,
): Promise<SyncInfo> {
  const last = info.recentActions.at(-1)?.action.workflow;
  // Temporal forgets an ended run some time; the sync is not forgotten with it.
  const lastRun =
    last === undefined ? undefined : await readRun(temporal, last.workflowId, last.firstExecutionRunId).catch(asAbsent);
  const note = givenNote(state.note);
  const { told: ofEnds = [], ...ends } = endsOf(declaration);
  return {
    name,
    ...ends,
    spec: specOf(declaration),
    declaration: isMirror(declaration) ? declaration : { ...declaration, source: ends.source },
    paused: state.paused,
    ...(note === undefined ? {} : { note }),
    nextRuns: state.paused ? [] : info.nextActionTimes.map((at) => at.toISOString()),
    missedRuns: { overlap: info.numActionsSkippedOverlap, catchUp: info.numActionsMissedCatchupWindow },
    ...(lastRun === undefined ? {} : { lastRun }),
    ...toldWith([...ofEnds, ...toldOfNote(state.note)]),
  };
}
