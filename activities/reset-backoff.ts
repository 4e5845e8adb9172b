import type { Client } from '@temporalio/client';
import protos from '@temporalio/proto';
import type { RunRef } from '../contracts/progress.ts';

const { PendingActivityState } = protos.temporal.api.enums.v1;

/** Starts the next attempt of every step that waits for it now; heartbeat details are kept. */
export async function resetBackoff(client: Client, runs: readonly RunRef[]): Promise<{ retriedNow: number }> {
  const counts = await Promise.all(runs.map((run) => resetRun(client, run)));
  return { retriedNow: counts.reduce((sum, count) => sum + count, 0) };
}

async function resetRun(client: Client, execution: RunRef): Promise<number> {
  const namespace = client.options.namespace;
  const description = await client.workflowService.describeWorkflowExecution({ namespace, execution });
  const waiting = (description.pendingActivities ?? []).filter(
    (step) => step.state === PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED && (step.attempt ?? 1) > 1,
  );
  for (const step of waiting) {
    await client.workflowService.resetActivity({
      namespace,
      execution,
      id: step.activityId ?? '',
      identity: 'modelrail',
    });
  }
  return waiting.length;
}
