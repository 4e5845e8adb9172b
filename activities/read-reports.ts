import type { Client } from '@temporalio/client';
import protos from '@temporalio/proto';
import type { StepReports } from '../contracts/activities.ts';
import type { RunRef } from '../contracts/progress.ts';
import { decodeDescription, readFirstPayload } from '../lib/temporal-sdk/payloads.ts';

const { PendingActivityState } = protos.temporal.api.enums.v1;

/**
 * Reads what the pending steps of a run reported last. Temporal forgets it with a step that is cancelled while no worker
 * has it.
 */
export async function readReports(client: Client, execution: RunRef): Promise<StepReports> {
  const { namespace } = client.options;
  const description = await client.workflowService.describeWorkflowExecution({ namespace, execution });
  await decodeDescription(client, description);
  const attempts: Record<string, number> = {};
  const made = {};
  const parts = {};
  const unanswered: number[] = [];
  const reports: StepReports = { files: {}, checkpoints: {}, made, parts, unanswered, attempts };
  for (const { activityId, attempt, state, heartbeatDetails } of description.pendingActivities ?? []) {
    const isAtRest = state === PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED;
    attempts[activityId ?? ''] = (attempt ?? 1) - (isAtRest ? 1 : 0);
    // Only steps of ours are pending, and their heartbeats are objects.
    const heartbeat = (readFirstPayload(heartbeatDetails) ?? {}) as Partial<StepReports>;
    Object.assign(reports.files, heartbeat.files);
    Object.assign(reports.checkpoints, heartbeat.checkpoints);
    // A file is in one step at a time, so none has those of another.
    Object.assign(made, heartbeat.made);
    Object.assign(parts, heartbeat.parts);
    unanswered.push(...(heartbeat.unanswered ?? []));
  }
  return reports;
}
