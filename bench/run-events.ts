import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { SLICE_WORKFLOW } from '../contracts/names.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** An attempt of a step that came to its end. */
export interface StepTime {
  /** Milliseconds since the epoch, by the Temporal server's clock. */
  startedAtMs: number;
  endedAtMs: number;
}

/** When the steps of one type began and ended, in the order of their ends. */
export async function stepTimes(temporal: Client, id: string, type: string): Promise<StepTime[]> {
  const events = (await temporal.workflow.getHandle(id).fetchHistory()).events ?? [];
  const byId = new Map(events.map((event) => [String(event.eventId), event]));
  return events.flatMap((event) => {
    const ended = event.activityTaskCompletedEventAttributes;
    const scheduled = byId.get(String(ended?.scheduledEventId));
    const started = byId.get(String(ended?.startedEventId));
    if (scheduled?.activityTaskScheduledEventAttributes?.activityType?.name !== type || started === undefined)
      return [];
    return [{ startedAtMs: timeMs(started), endedAtMs: timeMs(event) }];
  });
}

function timeMs({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}

/** Events of an ingestion's history and of those of its slices, and the bytes of the largest. */
export async function ingestionHistory(
  temporal: Client,
  id: string,
): Promise<{ events: number; largestBytes: number }> {
  let { events, bytes: largestBytes } = await historySize(temporal, id);
  for await (const { workflowId } of temporal.workflow.list({ query: `WorkflowType = '${SLICE_WORKFLOW}'` })) {
    if (!workflowId.startsWith(`${id}/`)) continue;
    const slice = await historySize(temporal, workflowId);
    events += slice.events;
    largestBytes = Math.max(largestBytes, slice.bytes);
  }
  return { events, largestBytes };
}

/** Bytes of the largest payload in a run's history. */
export async function largestPayload(temporal: Client, id: string): Promise<number> {
  const { events } = await temporal.workflow.getHandle(id).fetchHistory();
  return Math.max(0, ...payloadSizes(events));
}

function* payloadSizes(value: unknown): Generator<number> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if ('data' in value && value.data instanceof Uint8Array) yield value.data.length;
  for (const part of Object.values(value)) yield* payloadSizes(part);
}

/** Events and bytes of a history at this moment. */
export async function historySize(temporal: Client, id: string): Promise<{ events: number; bytes: number }> {
  const { historyLength, historySize: bytes } = await temporal.workflow.getHandle(id).describe();
  return { events: historyLength, bytes: bytes ?? 0 };
}
