import { WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { sentenceOf } from '../../contracts/sentences.ts';
import {
  FORGET_SIGNAL,
  type MemoryState,
  memoryWorkflowId,
  rangeWorkflowId,
  SYNC_RANGE_WORKFLOW,
} from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { approvalsOf, assertNotHeld, memoryOf } from './memory.ts';

/** Forgets all files of a sync that goes on; answers how many they were. Error: `AlreadyExists` while a run holds it. */
export async function resetMemory(temporal: Temporal, name: string): Promise<number> {
  const store = memoryOf(temporal, name);
  const memory = await store.read();
  await assertNotHeld(temporal, memory);
  const { ranges, approval, batch } = memory;
  // What an ended run had begun to deliver went to the place before.
  const after = await store.change({ anew: true, ...(batch === undefined ? {} : { done: batch.id }) });
  if (after.ranges.length > 0) {
    const told = sentenceOf(
      'the workers are of an earlier version, which cannot forget what a sync delivered: upgrade them',
    );
    throw new ModelrailError('UnexpectedResponse', told);
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

/** Ends what is left of a memory that was terminated, as `readLost` has it; answers how many files it had, as far as that is known. */
export async function forgetLost(temporal: Temporal, name: string, lost: MemoryState | undefined): Promise<number> {
  await endStrayRanges(temporal, name);
  return countRows(lost?.ranges ?? []);
}

/** Ends all ranges and approvals of a sync that are open. */
export async function endStrayRanges(temporal: Temporal, name: string): Promise<void> {
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

/**
 * A sync of the same name is to find it ended. Without a worker it ends once there is one, and `create` says until then that it is
 * being forgotten; one that was terminated has ended, too.
 */
async function untilEnded(temporal: Temporal, name: string): Promise<void> {
  const ended = temporal.call(() => temporal.client.workflow.getHandle(memoryWorkflowId(name)).result());
  await ended.catch((error: unknown) => {
    const isModelrail = error instanceof ModelrailError;
    if (isModelrail && (error.type === 'TemporalUnavailable' || error.cause instanceof WorkflowFailedError)) return;
    throw error;
  });
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
