import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import protos, { type temporal as proto } from '@temporalio/proto';
import type { ErrorType } from '../contracts/errors.ts';
import { HEARTBEATS_PER_TIMEOUT } from '../contracts/policies.ts';
import type { Waiting } from '../contracts/progress.ts';
import type { PendingActivity } from './pending-activity.ts';

const { PendingWorkflowTaskState } = protos.temporal.api.enums.v1;

type PendingWorkflowTask = proto.api.workflow.v1.IPendingWorkflowTaskInfo;

/** A listening worker takes a task within milliseconds; a busy machine may need longer. */
const UNTAKEN_AFTER_MS = 2_500;
/** A step whose last heartbeat is so many of its intervals old missed two: its worker is taken to be gone. */
const SILENT_AFTER_BEATS = 2.25;

/** What a user can do something about comes first. */
const ORDER: readonly Waiting['for'][] = ['platform', 'rate', 'host', 'worker'];

/** Failures whose cause lies on the disk of the host that ran the step. */
const HOST_FAILURES: readonly ErrorType[] = ['SourceNotFound', 'SourceChanged', 'SourceNotAllowed'];

/** Why a run does not move, or part of it; undefined when everything moves. `now` is milliseconds since the epoch. */
export function findWaiting(
  activities: readonly PendingActivity[],
  workflowTask: PendingWorkflowTask | undefined,
  now: number,
): Waiting | undefined {
  const found = [
    ...activities.map((activity) => waitingOf(activity, activities, now)),
    workflowTask && waitingForWorker(workflowTask, now),
  ].filter((waiting) => waiting !== undefined);
  return mostUrgent(found);
}

/** Of several reasons to wait the one to tell. */
export function mostUrgent(found: readonly Waiting[]): Waiting | undefined {
  const rank = (waiting: Waiting) => ORDER.indexOf(waiting.for);
  return [...found].sort((a, b) => rank(a) - rank(b) || a.since.localeCompare(b.since))[0];
}

function waitingOf(activity: PendingActivity, all: readonly PendingActivity[], now: number): Waiting | undefined {
  switch (activity.state) {
    case 'waiting':
      // Nobody takes the attempt that is due: why the last one failed is then no longer what keeps the step waiting.
      return waitingToBeTaken(activity, activity.nextAttemptAt, all, now) ?? waitingForAttempt(activity, now);
    case 'scheduled':
      return waitingToBeTaken(activity, activity.scheduledAt, all, now);
    case 'started':
      return waitingInside(activity, now);
  }
}

function waitingForAttempt(activity: PendingActivity, now: number): Waiting {
  const { failure, nextAttemptAt } = activity;
  const since = failure?.since ?? iso(activity.startedAt ?? activity.scheduledAt ?? now);
  const next = nextAttemptAt === undefined ? {} : { nextAttemptAt: iso(nextAttemptAt) };
  if (failure === undefined || failure.isWorkerLost) {
    return { for: 'worker', reason: `the worker that ran ${activity.name} was lost or stopped`, since, ...next };
  }
  return { for: causeOf(failure.type), reason: failure.message, since, ...next };
}

function causeOf(type: ErrorType): Waiting['for'] {
  if (type === 'RateLimited') return 'rate';
  return HOST_FAILURES.includes(type) ? 'host' : 'platform';
}

function waitingToBeTaken(
  activity: PendingActivity,
  dueAt: number | undefined,
  all: readonly PendingActivity[],
  now: number,
): Waiting | undefined {
  const { taskQueue, host, name } = activity;
  if (dueAt === undefined || now - dueAt < UNTAKEN_AFTER_MS) return undefined;
  // With all its places taken a worker lets further steps wait: that is its limit at work, nothing to report.
  if (all.some((other) => other.taskQueue === taskQueue && isAtWork(other, now))) return undefined;
  const since = iso(dueAt);
  if (host === undefined) {
    return {
      for: 'worker',
      reason: `no worker listens on queue ${taskQueue}, or all are busy: nobody takes ${name}`,
      since,
    };
  }
  const reason = `no worker of host ${host} listens on queue ${taskQueue}, or it is busy: nobody takes ${name}`;
  return { for: 'host', reason, since };
}

function isAtWork(activity: PendingActivity, now: number): boolean {
  return activity.state === 'started' && !isSilent(activity, now);
}

function isSilent(activity: PendingActivity, now: number): boolean {
  const beatMs = activity.heartbeatTimeoutMs / HEARTBEATS_PER_TIMEOUT;
  return now - lastHeardAt(activity) >= SILENT_AFTER_BEATS * beatMs;
}

function lastHeardAt({ heartbeatAt, startedAt }: PendingActivity): number {
  return Math.max(heartbeatAt ?? 0, startedAt ?? 0);
}

function waitingInside(activity: PendingActivity, now: number): Waiting | undefined {
  const { heartbeat, host, name } = activity;
  if (heartbeat?.step !== 'transfer' || heartbeat.waiting === undefined) return undefined;
  if (isSilent(activity, now)) {
    const reason = `the worker that runs ${name} is silent`;
    return { for: host === undefined ? 'worker' : 'host', reason, since: iso(lastHeardAt(activity)) };
  }
  const { isRateLimit, ...waiting } = heartbeat.waiting;
  return { for: isRateLimit ? 'rate' : 'platform', ...waiting };
}

function waitingForWorker(task: PendingWorkflowTask, now: number): Waiting | undefined {
  const scheduledAt = optionalTsToMs(task.originalScheduledTime ?? task.scheduledTime);
  const isTaken = task.state !== PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED;
  if (scheduledAt === undefined || now - scheduledAt < UNTAKEN_AFTER_MS) return undefined;
  const attempt = task.attempt ?? 1;
  if (attempt > 1) {
    const reason = `workers take the run up but fail at it (attempt ${attempt}): see the log of a worker`;
    return { for: 'worker', reason, since: iso(scheduledAt) };
  }
  return isTaken ? undefined : { for: 'worker', reason: 'no worker listens, or all are busy', since: iso(scheduledAt) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
