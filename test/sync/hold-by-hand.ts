import type { Client } from '@temporalio/client';
import type { RunRef } from '../../contracts/progress.ts';
import { CHANGE_UPDATE, memoryWorkflowId, SYNC_RANGE_WORKFLOW } from '../../contracts/sync/memory.ts';

/** Has a workflow hold the memory of a sync that stays open, as a run does that was started by hand: its schedule knows nothing of it. */
export async function holdByHand(temporal: Client, taskQueue: string, name: string): Promise<RunRef> {
  const workflowId = `by-hand-${name}`;
  const { firstExecutionRunId: runId } = await temporal.workflow.start(SYNC_RANGE_WORKFLOW, {
    workflowId,
    taskQueue,
    args: [{ tag: '0'.repeat(32) }, new Uint8Array()],
  });
  const run = { workflowId, runId };
  await temporal.workflow.getHandle(memoryWorkflowId(name)).executeUpdate(CHANGE_UPDATE, { args: [{ hold: { run } }] });
  return run;
}
