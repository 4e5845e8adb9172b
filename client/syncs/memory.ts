import { WorkflowNotFoundError } from '@temporalio/client';
import { FORGET_SIGNAL, memoryWorkflowId, rangeWorkflowId } from '../../contracts/sync/memory.ts';
import { createMemoryStore, type MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** What a sync remembers, as this library reaches it. */
function memoryOf(temporal: Temporal, sync: string): MemoryStore {
  const { client, taskQueue } = temporal;
  return createMemoryStore({ client, taskQueue, sync, call: (fn) => temporal.call(fn) });
}

/** How many files a sync remembers. */
export async function readRemembered(
  temporal: Temporal,
  name: string,
): Promise<{ files: number; gone: number; setAside: number }> {
  const { ranges } = await memoryOf(temporal, name).read();
  const sum = (key: 'rows' | 'gone' | 'aside') => ranges.reduce((all, range) => all + range[key], 0);
  return { files: sum('rows'), gone: sum('gone'), setAside: sum('aside') };
}

/** Ends the memory of a sync; answers how many files it had. */
export async function forget(temporal: Temporal, name: string): Promise<number> {
  const { ranges } = await memoryOf(temporal, name).read();
  const ids = [...ranges.map(({ id }) => rangeWorkflowId(name, id)), memoryWorkflowId(name)];
  for (const id of ids) await end(temporal, id);
  return ranges.reduce((all, { rows }) => all + rows, 0);
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
