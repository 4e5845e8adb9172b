import { WorkflowIdConflictPolicy } from '@temporalio/common';
import { sentenceOf } from '../../contracts/sentences.ts';
import {
  emptyMemory,
  isMemoryState,
  type MemoryEnd,
  memoryWorkflowId,
  SYNC_MEMORY_WORKFLOW,
} from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { readOpening } from '../../lib/temporal-sdk/opening.ts';
import { readFirstPayload } from '../../lib/temporal-sdk/payloads.ts';
import { handleOf, type Run } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { endStrayRanges } from './forget-memory.ts';
import { findMemory, memoryOf } from './memory.ts';

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
  const told = sentenceOf('what an earlier sync {name} delivered is still being forgotten: try again in a moment', {
    name,
  });
  throw new ModelrailError('AlreadyExists', told, { isRetryable: true });
}

/**
 * One that was terminated is asked by its query, which a worker answers from its history. One that no worker took up cannot be
 * asked, and has what it was started with.
 */
async function generationOf(temporal: Temporal, name: string, run: Run): Promise<number> {
  if (run.status.name !== 'COMPLETED') {
    const { input, wasTakenUp: isToldOf } = await temporal.call(() => readOpening(temporal.client, run));
    if (isToldOf) return (await memoryOf(temporal, name).read()).generation;
    const started = readFirstPayload(input);
    return isMemoryState(started) ? started.generation : 0;
  }
  const end = (await temporal.call(() => handleOf(temporal, run).result())) as MemoryEnd | undefined; // as: what it answers, that of an earlier version nothing
  return end?.generation ?? 0;
}
