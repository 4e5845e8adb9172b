import { type Client, defaultPayloadConverter } from '@temporalio/client';
import type { StepReports } from '../contracts/activities.ts';
import type { RunRef } from '../contracts/progress.ts';

/**
 * Reads what the pending steps of a run reported last. Temporal forgets it with a step that is cancelled while no worker
 * has it.
 */
export async function readReports(client: Client, execution: RunRef): Promise<StepReports> {
  const { namespace } = client.options;
  const { pendingActivities } = await client.workflowService.describeWorkflowExecution({ namespace, execution });
  const reports: StepReports = { files: {}, checkpoints: {} };
  for (const { heartbeatDetails } of pendingActivities ?? []) {
    const payload = heartbeatDetails?.payloads?.[0];
    // Only steps of ours are pending, and their heartbeats are objects.
    const heartbeat = payload ? defaultPayloadConverter.fromPayload<Partial<StepReports>>(payload) : {};
    Object.assign(reports.files, heartbeat.files);
    Object.assign(reports.checkpoints, heartbeat.checkpoints);
  }
  return reports;
}
