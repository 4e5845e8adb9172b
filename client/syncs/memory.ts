import { WorkflowNotFoundError } from '@temporalio/client';
import { WorkflowIdConflictPolicy } from '@temporalio/common';
import type { ErrorInfo } from '../../contracts/errors.ts';
import {
  emptyMemory,
  FORGET_SIGNAL,
  type MemoryEnd,
  type MemoryState,
  memoryWorkflowId,
  rangeWorkflowId,
  SYNC_MEMORY_WORKFLOW,
  SYNC_RANGE_WORKFLOW,
} from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Approvals, createApprovals } from '../../lib/sync/approvals.ts';
import { isOpenHolder, occupied } from '../../lib/sync/holder.ts';
import {
  createMemoryStore,
  lostMemory,
  type MemoryStore,
  type MemoryStoreOptions,
} from '../../lib/sync/memory-store.ts';
import { describeOne, handleOf, type Run, wasTakenUp } from '../runs/run.ts';
import { QUERY_TIMEOUT_MS } from '../snapshot/ask-worker.ts';
import { noWorker } from '../temporal/run-activity.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { SYNC_ATTRIBUTE } from './schedule.ts';

/** Temporal itself answers within milliseconds. */
const ANSWER_TIMEOUT_MS = 1_500;

/** What a sync remembers, as this library reaches it. */
export function memoryOf(temporal: Temporal, sync: string): MemoryStore {
  return createMemoryStore(optionsOf(temporal, sync));
}

/** What a person allowed a sync to remove, likewise. */
export function approvalsOf(temporal: Temporal, sync: string): Approvals {
  return createApprovals(optionsOf(temporal, sync));
}

function optionsOf(temporal: Temporal, sync: string): MemoryStoreOptions {
  const { client, taskQueue } = temporal;
  return { client, taskQueue, sync, call: (fn) => askWorkers(temporal, fn) };
}

/**
 * Calls that a worker has to answer. Error: `UnexpectedResponse` when none does although Temporal is there, as of everything
 * that a worker is asked for.
 */
async function askWorkers<T>(temporal: Temporal, fn: () => Promise<T>): Promise<T> {
  try {
    return await temporal.call(fn);
  } catch (error) {
    const isUnanswered = error instanceof ModelrailError && error.type === 'TemporalUnavailable';
    if (isUnanswered && (await doesAnswer(temporal))) throw noWorker(temporal.taskQueue, 'try again', error);
    throw error;
  }
}

async function doesAnswer(temporal: Temporal): Promise<boolean> {
  const { client } = temporal;
  const asked = temporal.call(() => client.workflowService.getSystemInfo({}), Date.now() + ANSWER_TIMEOUT_MS);
  return await asked.then(
    () => true,
    () => false,
  );
}

/** Error: `AlreadyExists` while the run that holds a memory is open, however that was started: a schedule knows only its own. */
export async function assertNotHeld(temporal: Temporal, { sync, holder }: MemoryState): Promise<void> {
  if (holder === undefined) return;
  const found = await describeOne(temporal, holder.workflowId).catch(asAbsent);
  if (isOpenHolder(found, holder)) throw occupied(sync, holder);
}

/** How many files a sync remembers. */
interface Remembered {
  files: number;
  gone: number;
  setAside: number;
}

/** Why runs of a sync fail: Temporal has no open memory of it. */
export async function memoryProblem(temporal: Temporal, name: string): Promise<ErrorInfo | undefined> {
  return (await isRemembering(temporal, name)) ? undefined : lostMemory(name).toInfo();
}

/** Undefined when no worker answers soon, and when Temporal has no memory of the sync any more. */
export async function rememberedIfTold(temporal: Temporal, name: string): Promise<Remembered | undefined> {
  const deadline = Date.now() + QUERY_TIMEOUT_MS;
  const hasty = { ...optionsOf(temporal, name), call: <T>(fn: () => Promise<T>) => temporal.call(fn, deadline) };
  return await countRemembered(createMemoryStore(hasty)).catch((error: unknown) => {
    if (error instanceof ModelrailError && error.type === 'TemporalUnavailable') return undefined;
    return asAbsent(error);
  });
}

/** What a sync remembers beside its files. Error: `UnexpectedResponse` when no worker answers. */
export async function readMemory(temporal: Temporal, name: string): Promise<MemoryState> {
  return await memoryOf(temporal, name).read();
}

/** The same of a memory that was terminated; undefined when it had nothing, or Temporal does not keep it any more. */
export async function readLost(temporal: Temporal, name: string): Promise<MemoryState | undefined> {
  const last = await findMemory(temporal, name);
  // One that no worker took up has nothing, and cannot be asked.
  if (last === undefined || !(await wasTakenUp(temporal, last))) return undefined;
  return await readMemory(temporal, name).catch(asAbsent);
}

async function countRemembered(store: Pick<MemoryStore, 'read'>): Promise<Remembered> {
  const { ranges } = await store.read();
  const sum = (key: 'rows' | 'gone' | 'aside') => ranges.reduce((all, range) => all + range[key], 0);
  return { files: sum('rows'), gone: sum('gone'), setAside: sum('aside') };
}

/**
 * Begins the memory of a sync that is not there yet. Its generation goes on from that of an earlier one of the name, as far
 * as Temporal knows it: the ids of ingestions are made of it. Error: `AlreadyExists` while that is still being forgotten.
 */
export async function startMemory(temporal: Temporal, name: string): Promise<void> {
  const generation = await generationBefore(temporal, name);
  await temporal.call(() =>
    temporal.client.workflow.start(SYNC_MEMORY_WORKFLOW, {
      workflowId: memoryWorkflowId(name),
      taskQueue: temporal.taskQueue,
      args: [emptyMemory(name, generation)],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: name }],
      staticSummary: `what the sync ${name} remembers`,
    }),
  );
}

async function generationBefore(temporal: Temporal, name: string): Promise<number> {
  const last = await findMemory(temporal, name);
  if (last === undefined) return 0;
  if (last.closeTime !== undefined) {
    // A memory that was terminated has left its ranges open.
    if (last.status.name !== 'COMPLETED') await endStrayRanges(temporal, name);
    return await generationOf(temporal, name, last);
  }
  const { generation, ranges } = await memoryOf(temporal, name).read();
  // The question may have come behind the end.
  const now = await findMemory(temporal, name);
  if (now?.closeTime !== undefined) return await generationOf(temporal, name, now);
  // One that nothing was delivered of was begun by a creation that came no further.
  if (generation === 0 && ranges.length === 0) return 0;
  const message = `what an earlier sync ${name} delivered is still being forgotten: try again in a moment`;
  throw new ModelrailError('AlreadyExists', message, { isRetryable: true });
}

/** True while a sync of this name has a memory, be it one that is being forgotten. */
export async function isRemembering(temporal: Temporal, name: string): Promise<boolean> {
  const memory = await findMemory(temporal, name);
  return memory !== undefined && memory.closeTime === undefined;
}

async function findMemory(temporal: Temporal, name: string): Promise<Run | undefined> {
  return await describeOne(temporal, memoryWorkflowId(name)).catch(asAbsent);
}

/** One that was terminated is asked by its query, which a worker answers from its history. */
async function generationOf(temporal: Temporal, name: string, run: Run): Promise<number> {
  if (run.status.name !== 'COMPLETED') return (await memoryOf(temporal, name).read()).generation;
  const end = (await temporal.call(() => handleOf(temporal, run).result())) as MemoryEnd | undefined; // as: what it answers, that of an earlier version nothing
  return end?.generation ?? 0;
}

/** Forgets all files of a sync that goes on; answers how many they were. Error: `AlreadyExists` while a run holds it. */
export async function resetMemory(temporal: Temporal, name: string): Promise<number> {
  const store = memoryOf(temporal, name);
  const memory = await store.read();
  await assertNotHeld(temporal, memory);
  const { ranges, approval, batch } = memory;
  // What an ended run had begun to deliver went to the place before.
  const after = await store.change({ anew: true, ...(batch === undefined ? {} : { done: batch.id }) });
  if (after.ranges.length > 0) {
    const message = 'the workers are of an earlier version, which cannot forget what a sync delivered: upgrade them';
    throw new ModelrailError('UnexpectedResponse', message);
  }
  await approvalsOf(temporal, name).forget(approval?.parts ?? []);
  await endRanges(temporal, name, ranges);
  return countRows(ranges);
}

/** Ends the memory of a sync, as it was read; answers how many files it had. */
export async function forget(temporal: Temporal, name: string, { ranges, approval }: MemoryState): Promise<number> {
  await approvalsOf(temporal, name).forget(approval?.parts ?? []);
  await endRanges(temporal, name, ranges);
  // A change that was interrupted leaves open what it has others in the place of.
  await endStrayRanges(temporal, name);
  await end(temporal, memoryWorkflowId(name));
  await untilEnded(temporal, name);
  return countRows(ranges);
}

/** Ends what is left of a memory that was terminated, as {@link readLost} has it; answers how many files it had, as far as that is known. */
export async function forgetLost(temporal: Temporal, name: string, lost: MemoryState | undefined): Promise<number> {
  await endStrayRanges(temporal, name);
  return countRows(lost?.ranges ?? []);
}

/** Ends all ranges and approvals of a sync that are open. */
async function endStrayRanges(temporal: Temporal, name: string): Promise<void> {
  const query = `WorkflowType = "${SYNC_RANGE_WORKFLOW}" AND ModelrailSync = "${name}" AND ExecutionStatus = "Running"`;
  const ranges = temporal.client.workflow.list({ query })[Symbol.asyncIterator]();
  for (;;) {
    const next = await temporal.call(() => ranges.next());
    if (next.done) return;
    await end(temporal, next.value.workflowId);
  }
}

/** Ends a memory that was begun for a sync of which nothing became: no run knows it. */
export async function endUnusedMemory(temporal: Temporal, name: string): Promise<void> {
  await end(temporal, memoryWorkflowId(name));
  await untilEnded(temporal, name);
}

/** A sync of the same name is to find it ended. */
async function untilEnded(temporal: Temporal, name: string): Promise<void> {
  await temporal.call(() => temporal.client.workflow.getHandle(memoryWorkflowId(name)).result()).catch(() => undefined);
}

type Ranges = MemoryState['ranges'];

function countRows(ranges: Ranges): number {
  return ranges.reduce((all, { rows }) => all + rows, 0);
}

/** Ends ranges that are of no use any more. */
export async function endRanges(temporal: Temporal, name: string, ranges: Ranges): Promise<void> {
  for (const { id } of ranges) await end(temporal, rangeWorkflowId(name, id));
}

async function end(temporal: Temporal, id: string): Promise<void> {
  await temporal.call(async () => {
    try {
      await temporal.client.workflow.getHandle(id).signal(FORGET_SIGNAL);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  });
}
