import type { Client } from '@temporalio/client';
import type { temporal as proto } from '@temporalio/proto';
import type { RunRef } from '../../contracts/progress.ts';
import { decodeHistory } from './payloads.ts';

/** Events that are read for that: before a worker takes a run up there are but a few. */
const OPENING_EVENTS = 50;

/** How a run began. */
export interface Opening {
  /** What it was started with. */
  input: proto.api.common.v1.IPayloads | undefined;
  /** False of a run that no worker ever took up: it did nothing, and Temporal refuses to have it asked once it has ended. */
  wasTakenUp: boolean;
}

/** Reads from the history how a run began. Error: that of Temporal. */
export async function readOpening(client: Client, { workflowId, runId }: RunRef): Promise<Opening> {
  const page = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: OPENING_EVENTS,
  });
  await decodeHistory(client, page);
  const events = page.history?.events ?? [];
  return {
    input: events[0]?.workflowExecutionStartedEventAttributes?.input ?? undefined,
    wasTakenUp: events.some((event) => event.workflowTaskStartedEventAttributes),
  };
}
