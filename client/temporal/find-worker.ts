import { randomUUID } from 'node:crypto';
import { ActivityExecutionFailedError, TimeoutFailure } from '@temporalio/client';
import protos from '@temporalio/proto';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { tsToMs } from '../../lib/temporal-sdk/internals.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import type { WorkerInfo } from '../modelrail.ts';
import { describeRun, wasTakenUp } from '../runs/run.ts';
import type { Temporal } from './temporal.ts';

const { PendingWorkflowTaskState, TaskQueueType } = protos.temporal.api.enums.v1;

const DEFAULT_TIMEOUT_MS = 3_000;
/** Beyond the time the server gives the task: for its answer to arrive. */
const ANSWER_MARGIN_MS = 1_500;
const GRPC_UNIMPLEMENTED = 12;
/** A waiting worker asks again every minute at least. */
const RECENT_POLL_MS = 70_000;

/** See `Modelrail.findWorker`. */
export async function findWorker(
  temporal: Temporal,
  taskQueue: string,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<WorkerInfo | undefined> {
  return await temporal.call(
    async () => {
      try {
        return await ping(temporal, taskQueue, timeoutMs);
      } catch (error) {
        if (error instanceof ActivityExecutionFailedError) return noAnswer(taskQueue, error);
        if (grpcStatus(error)?.code === GRPC_UNIMPLEMENTED) return await recentPoller(temporal, taskQueue);
        throw error;
      }
    },
    Date.now() + timeoutMs + ANSWER_MARGIN_MS,
  );
}

/** See `Modelrail.noWorkerSince`. */
export async function noWorkerSince(temporal: Temporal, id: string): Promise<string | undefined> {
  const run = await describeRun(temporal, id);
  const task = run.raw.pendingWorkflowTask;
  if (run.closeTime !== undefined || !task?.scheduledTime) return undefined;
  if (task.state !== PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED) return undefined;
  if (await wasTakenUp(temporal, run)) return undefined;
  return new Date(tsToMs(task.scheduledTime)).toISOString();
}

/** A task that only a listening worker can answer: better evidence than the server's list of recent pollers. */
async function ping(temporal: Temporal, taskQueue: string, timeoutMs: number): Promise<WorkerInfo> {
  const answer: unknown = await temporal.client.activity.execute('ping', {
    id: `modelrail-ping-${randomUUID()}`,
    taskQueue,
    args: [{}],
    startToCloseTimeout: timeoutMs,
    scheduleToCloseTimeout: timeoutMs,
    retry: { maximumAttempts: 1 },
  });
  const hasIdentity = typeof answer === 'object' && answer !== null && 'identity' in answer;
  return { identity: hasIdentity ? String(answer.identity) : 'unknown' };
}

/** No worker took the task in time, or a worker of another program did. */
function noAnswer(taskQueue: string, error: ActivityExecutionFailedError): undefined {
  if (error.cause instanceof TimeoutFailure) return undefined;
  const words = error.cause?.message ?? error.message;
  const message = sentenceOf('a worker of another program listens on task queue {taskQueue}: {words}', {
    taskQueue,
    words,
  });
  throw new ModelrailError('Internal', message, { cause: error });
}

/** Servers without standalone activities: a worker that died within the last minute is still reported. */
async function recentPoller(temporal: Temporal, taskQueue: string): Promise<WorkerInfo | undefined> {
  const { pollers } = await temporal.client.workflowService.describeTaskQueue({
    namespace: temporal.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
  });
  const recent = pollers.find(
    (poller) => Date.now() - (poller.lastAccessTime ? tsToMs(poller.lastAccessTime) : 0) < RECENT_POLL_MS,
  );
  return recent && { identity: recent.identity ?? 'unknown' };
}
