import type { KeptError } from '../../contracts/errors.ts';
import { type MemoryState, memoryWorkflowId } from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Approvals, createApprovals } from '../../lib/sync/approvals.ts';
import { isOpenHolder, occupied } from '../../lib/sync/holder.ts';
import {
  createMemoryStore,
  lostMemory,
  type MemoryStore,
  type MemoryStoreOptions,
} from '../../lib/sync/memory-store.ts';
import { describeOne, type Run, wasTakenUp } from '../runs/run.ts';
import { QUERY_TIMEOUT_MS } from '../snapshot/ask-worker.ts';
import { noWorker } from '../temporal/run-activity.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';

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
export async function memoryProblem(temporal: Temporal, name: string): Promise<KeptError | undefined> {
  return (await isRemembering(temporal, name)) ? undefined : lostMemory(name).toKept();
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

/** True while a sync of this name has a memory, be it one that is being forgotten. */
export async function isRemembering(temporal: Temporal, name: string): Promise<boolean> {
  const memory = await findMemory(temporal, name);
  return memory !== undefined && memory.closeTime === undefined;
}

/** The memory of a sync, open or ended; undefined when Temporal has none. */
export async function findMemory(temporal: Temporal, name: string): Promise<Run | undefined> {
  return await describeOne(temporal, memoryWorkflowId(name)).catch(asAbsent);
}
