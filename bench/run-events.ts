import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

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

/** Events and bytes of a history at this moment. */
export async function historySize(temporal: Client, id: string): Promise<{ events: number; bytes: number }> {
  const { historyLength, historySize: bytes } = await temporal.workflow.getHandle(id).describe();
  return { events: historyLength, bytes: bytes ?? 0 };
}
