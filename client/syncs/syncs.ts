import { ScheduleAlreadyRunning, type ScheduleDescription } from '@temporalio/client';
import { WorkflowIdConflictPolicy } from '@temporalio/common';
import pLimit from 'p-limit';
import type { SyncDeclaration, SyncInput } from '../../contracts/sync/declaration.ts';
import { emptyMemory, memoryWorkflowId, SYNC_MEMORY_WORKFLOW } from '../../contracts/sync/memory.ts';
import { SYNC_RUN_WORKFLOW, syncScheduleId } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { checkDeclaration } from '../../lib/sync/check-declaration.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { forget, readRemembered } from './memory.ts';
import { readRun } from './run.ts';
import { describeSchedule, onSchedule, SYNC_ATTRIBUTE, scheduleOf, specOf } from './schedule.ts';
import { triggerSync } from './trigger.ts';
import type { SyncDetails, SyncInfo, Syncs } from './types.ts';

/** Syncs of a list that are looked at at a time. */
const LOOKS_AT_A_TIME = 8;

/** The syncs of a connection. */
export function createSyncs(temporal: Temporal, platforms: readonly string[] | undefined): Syncs {
  return {
    create: (name, declaration) => createSync(temporal, name, declaration, platforms),
    get: (name) => getSync(temporal, name),
    list: () => listSyncs(temporal),
    run: (id) => readRun(temporal, id),
    trigger: (name) => triggerSync(temporal, name),
    pause: (name, note) => onSchedule(temporal, name, (handle) => handle.pause(note)),
    resume: (name, note) => onSchedule(temporal, name, (handle) => handle.unpause(note)),
    delete: (name) => deleteSync(temporal, name),
  };
}

async function createSync(
  temporal: Temporal,
  name: string,
  declaration: SyncDeclaration,
  platforms: readonly string[] | undefined,
): Promise<void> {
  checkDeclaration(name, declaration);
  const { platform } = declaration;
  if (platforms !== undefined && !platforms.includes(platform)) {
    const known = platforms.join(', ') || 'none';
    throw new ModelrailError('InvalidRequest', `platform "${platform}" is not configured (there are ${known})`);
  }
  await refuseExisting(temporal, name);
  // First the memory: a run without one does nothing.
  await temporal.call(() =>
    temporal.client.workflow.start(SYNC_MEMORY_WORKFLOW, {
      workflowId: memoryWorkflowId(name),
      taskQueue: temporal.taskQueue,
      args: [emptyMemory(name)],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: name }],
      staticSummary: `what the sync ${name} remembers`,
    }),
  );
  await temporal.call(async () => {
    try {
      const schedule = scheduleOf(temporal, { name, declaration }, Date.now());
      await temporal.client.schedule.create({ ...schedule, scheduleId: syncScheduleId(name) });
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) throw exists(name, error);
      throw error;
    }
  });
}

async function refuseExisting(temporal: Temporal, name: string): Promise<void> {
  try {
    await describeSchedule(temporal, name);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return;
    throw error;
  }
  throw exists(name);
}

function exists(name: string, cause?: unknown): ModelrailError {
  const message = `there is a sync ${name} already: choose another name, or delete that one`;
  return new ModelrailError('AlreadyExists', message, cause === undefined ? {} : { cause });
}

async function getSync(temporal: Temporal, name: string): Promise<SyncDetails> {
  const { schedule, input } = await describeSchedule(temporal, name);
  const [info, remembered] = await Promise.all([
    toInfo(temporal, schedule, input),
    readRemembered(temporal, name).catch(() => undefined),
  ]);
  return { ...info, ...(remembered === undefined ? {} : { remembered }) };
}

async function listSyncs(temporal: Temporal): Promise<SyncInfo[]> {
  const names: string[] = [];
  const schedules = temporal.client.schedule.list()[Symbol.asyncIterator]();
  for (;;) {
    const next = await temporal.call(() => schedules.next());
    if (next.done) break;
    const { action, typedSearchAttributes } = next.value;
    const name = typedSearchAttributes?.get(SYNC_ATTRIBUTE);
    if (name !== undefined && action?.workflowType === SYNC_RUN_WORKFLOW) names.push(name);
  }
  const limit = pLimit(LOOKS_AT_A_TIME);
  const syncs = await Promise.all(names.sort().map((name) => limit(() => lookAt(temporal, name))));
  return syncs.filter((sync) => sync !== undefined);
}

/** Undefined of a sync that was deleted in the meantime. */
async function lookAt(temporal: Temporal, name: string): Promise<SyncInfo | undefined> {
  try {
    const { schedule, input } = await describeSchedule(temporal, name);
    return await toInfo(temporal, schedule, input);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}

async function toInfo(
  temporal: Temporal,
  { info, state }: ScheduleDescription,
  { name, declaration }: SyncInput,
): Promise<SyncInfo> {
  const last = info.recentActions.at(-1)?.action.workflow.workflowId;
  // Temporal forgets an ended run some time; the sync is not forgotten with it.
  const lastRun = last === undefined ? undefined : await readRun(temporal, last).catch(asForgotten);
  return {
    name,
    source: declaration.source,
    platform: declaration.platform,
    spec: specOf(declaration),
    declaration,
    paused: state.paused,
    ...(state.note ? { note: state.note } : {}),
    nextRuns: state.paused ? [] : info.nextActionTimes.map((at) => at.toISOString()),
    missedRuns: { overlap: info.numActionsSkippedOverlap, catchUp: info.numActionsMissedCatchupWindow },
    ...(lastRun === undefined ? {} : { lastRun }),
  };
}

function asForgotten(error: unknown): undefined {
  if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
  throw error;
}

async function deleteSync(temporal: Temporal, name: string): Promise<{ forgotten: number }> {
  const { schedule } = await describeSchedule(temporal, name);
  if (schedule.info.runningActions.length > 0) {
    const message = `a run of ${name} is being made: pause the sync, and delete it when the run has ended or is cancelled`;
    throw new ModelrailError('AlreadyExists', message);
  }
  await onSchedule(temporal, name, (handle) => handle.delete());
  return { forgotten: await forget(temporal, name) };
}
