import { WorkflowNotFoundError } from '@temporalio/client';
import { CALLBACK_SIGNAL } from '../../contracts/names.ts';
import type { PlatformCall } from '../modelrail.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** See `Modelrail.callBack`. */
export async function callBack(temporal: Temporal, { workflowId, jobs }: PlatformCall): Promise<void> {
  await temporal.call(async () => {
    try {
      await temporal.client.workflow.getHandle(workflowId).signal(CALLBACK_SIGNAL, { jobs });
    } catch (error) {
      // Nothing waits for it any more.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  });
}
