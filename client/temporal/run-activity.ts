import { randomUUID } from 'node:crypto';
import { ActivityExecutionFailedError, type ActivityOptions, TimeoutFailure } from '@temporalio/client';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import { toldOf } from '../../lib/words/words.ts';
import { failureError } from './failure-error.ts';
import type { Temporal } from './temporal.ts';

/** Beyond the time the server gives the step: for its answer to arrive. */
const ANSWER_MARGIN_MS = 5_000;
const GRPC_UNIMPLEMENTED = 12;

/** A step that is run alone, not by a workflow. */
export interface LoneActivity {
  /** Its name. */
  activity: string;
  taskQueue: string;
  input: object;
  /** Durations in milliseconds. */
  policy: {
    scheduleToStartTimeout: number;
    heartbeatTimeout: number;
    startToCloseTimeout: number;
    scheduleToCloseTimeout: number;
    retry: NonNullable<ActivityOptions['retry']>;
  };
  /** What needs it, and what cannot be done without: `verify`. */
  asker: string;
  /** What is done once a worker listens: `verify again`. */
  again: string;
  /** Whose answer did not come in time. */
  answerer: string;
}

/** Has a worker run a step, and answers what it answers. Errors: those of the step; of a queue that no worker listens on. */
export async function runActivity<Answer>(temporal: Temporal, lone: LoneActivity): Promise<Answer> {
  const { activity, taskQueue, input, policy } = lone;
  return await temporal.call(
    async () => {
      try {
        return await temporal.client.activity.execute<Answer>(activity, {
          id: `modelrail-${activity}-${randomUUID()}`,
          taskQueue,
          args: [input],
          ...policy,
        });
      } catch (error) {
        throw toActivityError(error, lone);
      }
    },
    Date.now() + policy.scheduleToCloseTimeout + ANSWER_MARGIN_MS,
  );
}

function toActivityError(error: unknown, { taskQueue, asker, again, answerer }: LoneActivity): unknown {
  if (grpcStatus(error)?.code === GRPC_UNIMPLEMENTED) {
    const told = toldOf('{asker} needs a Temporal server that runs activities without a workflow, as 1.32 does', {
      asker: toldOf(asker),
    });
    return new ModelrailError('InvalidRequest', told, { cause: error });
  }
  if (!(error instanceof ActivityExecutionFailedError)) return error;
  const { cause } = error;
  if (!(cause instanceof TimeoutFailure)) {
    return failureError(cause, error.message, error);
  }
  if (cause.timeoutType === 'SCHEDULE_TO_START' || cause.timeoutType === 'HEARTBEAT') {
    return noWorker(taskQueue, again, cause);
  }
  return new ModelrailError('PlatformUnavailable', toldOf('{who} did not answer in time', { who: toldOf(answerer) }), {
    isRetryable: true,
    cause,
  });
}

/** Only a worker can do it, and none listens. */
export class NoWorkerError extends ModelrailError {}

/** The error of what only a worker can do while none listens. `again`: what is done once one does. */
export function noWorker(taskQueue: string, again: string, cause: unknown): NoWorkerError {
  const told = toldOf(
    'no worker listens on task queue "{queue}": start one with `modelrail worker` (or `modelrail dev`) and {again}',
    { queue: taskQueue, again: toldOf(again) },
  );
  const overHttp = sentenceOf('no worker listens on task queue "{queue}": {again} once one does', {
    queue: taskQueue,
    again: { text: again, filling: {} },
  });
  return new NoWorkerError('UnexpectedResponse', told, { isRetryable: true, overHttp, cause });
}
