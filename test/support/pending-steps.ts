import { defaultPayloadConverter } from '@temporalio/common';
import protos from '@temporalio/proto';
import { vi } from 'vitest';
import { withTemporalClient } from './temporal-client.ts';

const { PendingActivityState } = protos.temporal.api.enums.v1;

/** A step that Temporal has not seen the end of. */
export interface PendingStep {
  name: string;
  /** True while no worker has it: before its first attempt, or between two. */
  isAtRest: boolean;
  attempt: number;
  /** What it reported last. */
  heartbeat: unknown;
}

/** The pending steps of a run, as Temporal has them. */
export async function pendingSteps(id: string): Promise<PendingStep[]> {
  const { raw } = await withTemporalClient((client) => client.workflow.getHandle(id).describe());
  return (raw.pendingActivities ?? []).map(({ activityType, state, attempt, heartbeatDetails }) => {
    const payload = heartbeatDetails?.payloads?.[0];
    return {
      name: activityType?.name ?? '',
      isAtRest: state === PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED,
      attempt: attempt ?? 1,
      heartbeat: payload ? defaultPayloadConverter.fromPayload(payload) : undefined,
    };
  });
}

/** Waits until the pending steps of a run are as wanted. */
export async function untilSteps(id: string, areWanted: (steps: PendingStep[]) => boolean): Promise<void> {
  await vi.waitUntil(async () => areWanted(await pendingSteps(id)), { timeout: 20_000, interval: 50 });
}
