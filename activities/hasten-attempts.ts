import type { Info } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import protos from '@temporalio/proto';
import { ModelrailError } from '../lib/errors.ts';

const { PendingActivityState } = protos.temporal.api.enums.v1;

/** Lets the steps of the asking run that wait for their next attempt start now; they keep what their heartbeats said. */
export async function hastenAttempts(client: Client, asking: Info): Promise<{ hastened: number }> {
  if (asking.workflowExecution === undefined) {
    throw new ModelrailError('Internal', 'only a run can let its own steps start now');
  }
  const { workflowId, runId } = asking.workflowExecution;
  const namespace = client.options.namespace;
  const execution = { workflowId, runId };
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
  return { hastened: waiting.length };
}
