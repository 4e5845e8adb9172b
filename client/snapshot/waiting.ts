import protos, { type temporal as proto } from '@temporalio/proto';
import { HEARTBEATS_PER_TIMEOUT } from '../../contracts/policies.ts';
import type { Waiting } from '../../contracts/progress.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { mostUrgent, reasonOf, stalledFor, waitsFor } from '../../contracts/waiting.ts';
import { optionalTsToMs } from '../../lib/temporal-sdk/internals.ts';
import type { AttemptFailure, PendingActivity } from './pending-activity.ts';

const { PendingWorkflowTaskState } = protos.temporal.api.enums.v1;

type PendingWorkflowTask = proto.api.workflow.v1.IPendingWorkflowTaskInfo;

/** A listening worker takes a task within milliseconds; a busy machine may need longer. */
const UNTAKEN_AFTER_MS = 2_500;
/** A step whose last heartbeat is so many of its intervals old missed two: its worker is taken to be gone. */
const SILENT_AFTER_BEATS = 2.25;

const UNTAKEN = sentenceOf('no worker listens, or all are busy');

/**
 * Why a run does not move, or part of it; undefined when everything moves. `now`: milliseconds since the epoch. `failedSince`: the
 * same, since when workers fail at the run, where that is known.
 */
export function findWaiting(
  activities: readonly PendingActivity[],
  workflowTask: PendingWorkflowTask | undefined,
  now: number,
  failedSince?: number,
): Waiting | undefined {
  const unworked = activities.flatMap((activity) => {
    const waiting = waitingToBeWorked(activity, activities, now);
    return waiting === undefined ? [] : [{ waiting, activity }];
  });
  // What kept a step before is not why it does not move while its queue has no worker.
  const queues = new Set(unworked.map(({ activity }) => activity.taskQueue));
  const others = activities.filter(({ taskQueue, state }) => state === 'started' || !queues.has(taskQueue));
  const found = [
    ...unworked.map(({ waiting }) => waiting),
    ...others.map((activity) => (isUnworked(activity, unworked) ? undefined : waitingBefore(activity, now))),
    workflowTask && waitingForWorker(workflowTask, now, failedSince),
  ].filter((waiting) => waiting !== undefined);
  return mostUrgent(found);
}

function isUnworked(activity: PendingActivity, unworked: readonly { activity: PendingActivity }[]): boolean {
  return unworked.some((one) => one.activity === activity);
}

/** A step that no worker is at, though it is due. */
function waitingToBeWorked(
  activity: PendingActivity,
  all: readonly PendingActivity[],
  now: number,
): Waiting | undefined {
  switch (activity.state) {
    case 'waiting':
      return waitingToBeTaken(activity, activity.nextAttemptAt, all, now);
    case 'scheduled':
      return waitingToBeTaken(activity, activity.scheduledAt, all, now);
    case 'started':
      return waitingToBeHeard(activity, now);
  }
}

/** What a step waits for that a worker is at, or will be. */
function waitingBefore(activity: PendingActivity, now: number): Waiting | undefined {
  switch (activity.state) {
    case 'waiting':
      return waitingForAttempt(activity, now);
    case 'scheduled':
      // An attempt that is due belongs to the wait before it.
      return activity.failure && waitingForAttempt(activity, now);
    case 'started':
      return waitingInside(activity, now);
  }
}

function waitingForAttempt(activity: PendingActivity, now: number): Waiting {
  const { failure, nextAttemptAt, name, host } = activity;
  const next = nextAttemptAt === undefined ? {} : { nextAttemptAt: iso(nextAttemptAt) };
  if (failure === undefined || failure.isWorkerLost) {
    const lost = sentenceOf('the worker that ran {step} was lost or stopped', { step: name });
    const since = iso(lastHeardAt(activity) || now);
    return { for: host === undefined ? 'worker' : 'host', ...reasonOf(lost), since, ...next, ...on(host) };
  }
  return { ...failed(activity, failure, now), ...next };
}

/** A series of failures that has not ended: the same between two attempts as within one. */
function failed({ startedAt, scheduledAt, host }: PendingActivity, failure: AttemptFailure, now: number): Waiting {
  const cause = waitsFor(failure.type);
  const since = failure.since ?? iso(startedAt ?? scheduledAt ?? now);
  const told = failure.told === undefined ? {} : { told: failure.told };
  return { for: cause, reason: failure.message, ...told, since, ...(cause === 'host' ? on(host) : {}) };
}

function on(host: string | undefined): Pick<Waiting, 'host'> {
  return host === undefined ? {} : { host };
}

function waitingToBeTaken(
  activity: PendingActivity,
  dueAt: number | undefined,
  all: readonly PendingActivity[],
  now: number,
): Waiting | undefined {
  const { taskQueue, host, name } = activity;
  if (dueAt === undefined || now - dueAt < UNTAKEN_AFTER_MS) return undefined;
  // A worker whose slots are all in use lets further steps wait: that is its normal limit, and not reported.
  if (all.some((other) => other.taskQueue === taskQueue && isAtWork(other, now))) return undefined;
  // A lost worker that is not replaced is one wait.
  const lostAt = activity.failure?.isWorkerLost === true ? lastHeardAt(activity) : 0;
  const since = iso(lostAt || dueAt);
  if (host === undefined) {
    const untaken = sentenceOf(
      'no worker listens on task queue {queue}, or all are busy: step {step} has not started',
      { queue: taskQueue, step: name },
    );
    return { for: 'worker', ...reasonOf(untaken), since };
  }
  const untaken = sentenceOf(
    'no worker of host {host} listens on task queue {queue}, or it is busy: step {step} has not started',
    { host, queue: taskQueue, step: name },
  );
  return { for: 'host', ...reasonOf(untaken), since, host };
}

function isAtWork(activity: PendingActivity, now: number): boolean {
  return activity.state === 'started' && !isSilent(activity, now) && !isUnheard(activity);
}

function isSilent(activity: PendingActivity, now: number): boolean {
  const beatMs = activity.heartbeatTimeoutMs / HEARTBEATS_PER_TIMEOUT;
  return now - lastHeardAt(activity) >= SILENT_AFTER_BEATS * beatMs;
}

/** A worker that was lost may hold the next attempt as well: it is back when it is heard. */
function isUnheard({ failure, heartbeatAt = 0, startedAt = 0 }: PendingActivity): boolean {
  return failure?.isWorkerLost === true && heartbeatAt <= startedAt;
}

function waitingToBeHeard(activity: PendingActivity, now: number): Waiting | undefined {
  const { heartbeatAt, host, name } = activity;
  if (!isUnheard(activity) && !isSilent(activity, now)) return undefined;
  const since = iso((isUnheard(activity) ? heartbeatAt : undefined) || lastHeardAt(activity) || now);
  const silent = sentenceOf('the worker that runs {step} is silent', { step: name });
  return { for: host === undefined ? 'worker' : 'host', ...reasonOf(silent), since, ...on(host) };
}

function lastHeardAt({ heartbeatAt, startedAt }: PendingActivity): number {
  return Math.max(heartbeatAt ?? 0, startedAt ?? 0);
}

/** A step that a worker is at: its attempts may have failed so far, or it holds back within one. */
function waitingInside(activity: PendingActivity, now: number): Waiting | undefined {
  const { heartbeat, failingSince, failure } = activity;
  const inside = heartbeat?.step === 'transfer' ? heartbeat.waiting : undefined;
  const isFailing = failingSince !== undefined && failure !== undefined && !failure.isWorkerLost;
  if (inside === undefined) return isFailing ? failed(activity, failure, now) : undefined;
  const { isRateLimit: _rate, isIngestion: _ingestion, isSource: _source, ...waiting } = inside;
  // The attempts before this one have waited too.
  const since = failingSince !== undefined && failingSince < waiting.since ? failingSince : waiting.since;
  return { for: stalledFor(inside), ...waiting, since };
}

/** Workers take a run up and fail at it: what is pending is a further attempt. */
export function isAttemptedAgain(task: PendingWorkflowTask | undefined): boolean {
  return (task?.attempt ?? 1) > 1;
}

function waitingForWorker(
  task: PendingWorkflowTask,
  now: number,
  failedSince: number | undefined,
): Waiting | undefined {
  const scheduledAt = optionalTsToMs(task.originalScheduledTime ?? task.scheduledTime);
  const isTaken = task.state !== PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED;
  if (scheduledAt === undefined || now - scheduledAt < UNTAKEN_AFTER_MS) return undefined;
  if (isAttemptedAgain(task)) {
    const attempt = task.attempt ?? 1;
    const failing = sentenceOf('workers take the run up but fail at it (attempt {attempt}): see the log of a worker', {
      attempt,
    });
    return { for: 'worker', ...reasonOf(failing), since: iso(failedSince ?? scheduledAt) };
  }
  return isTaken ? undefined : { for: 'worker', ...reasonOf(UNTAKEN), since: iso(scheduledAt) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
