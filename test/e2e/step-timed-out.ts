import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { vi } from 'vitest';

const { EventType } = temporal.api.enums.v1;
/** How Temporal ends a step at its time limit: in an attempt, or between two. */
const ENDS = new Set([EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED]);

/** Resolves when Temporal has ended a step of the run by its time limit. */
export async function stepTimedOut(handle: WorkflowHandle): Promise<void> {
  await vi.waitUntil(
    async () =>
      (await handle.fetchHistory()).events?.some(({ eventType }) =>
        ENDS.has(eventType ?? EventType.EVENT_TYPE_UNSPECIFIED),
      ) === true,
    { timeout: 30_000, interval: 100 },
  );
}
