import { WorkflowNotFoundError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import protos, { type temporal as proto } from '@temporalio/proto';
import { isUnavailable } from './ended.ts';
import type { Rig } from './rig.ts';

const { PENDING_ACTIVITY_STATE_SCHEDULED } = protos.temporal.api.enums.v1.PendingActivityState;

/**
 * What a run is about, as Temporal sees it, whatever the machine's speed: `still` when nothing happens by itself before a
 * step's next attempt is due, a worker is back, or somebody resumes it; `unknown` without an answer.
 */
export type Motion = 'ended' | 'moving' | 'still' | 'unknown';

/** Asks Temporal about the latest run of an ingestion, and about its slices. */
export async function motionOf(rig: Pick<Rig, 'temporal' | 'processes'>, id: string): Promise<Motion> {
  const { temporal, processes } = rig;
  const hasWorker = processes.workers.some((worker) => worker.isUp);
  try {
    const { closeTime, raw } = await temporal.connection.withDeadline(Date.now() + 2_000, () =>
      temporal.workflow.getHandle(id).describe(),
    );
    if (closeTime !== undefined) return 'ended';
    const isDeciding = raw.pendingWorkflowTask != null && hasWorker;
    if (isDeciding || (raw.pendingActivities ?? []).some((step) => isMoving(step, hasWorker))) return 'moving';
    const slices = await Promise.all((raw.pendingChildren ?? []).map((child) => motionOf(rig, child.workflowId ?? '')));
    // One that has just ended is about to be told to its ingestion.
    return slices.every((motion) => motion === 'still') ? 'still' : 'moving';
  } catch (error) {
    if (isUnavailable(error)) return 'unknown';
    // A slice that is about to be started.
    if (error instanceof WorkflowNotFoundError) return 'moving';
    throw error;
  }
}

function isMoving(step: proto.api.workflow.v1.IPendingActivityInfo, hasWorker: boolean): boolean {
  // At a worker, or at one that is gone until Temporal misses its heartbeats.
  if (step.state !== PENDING_ACTIVITY_STATE_SCHEDULED) return true;
  const next = step.nextAttemptScheduleTime;
  return hasWorker && (next == null || tsToMs(next) <= Date.now());
}
