import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type StepAttempt, type StepWatch, stepWatch } from '../activities/step-watch.ts';
import { HAND_OVER, isErrorType } from '../contracts/errors.ts';
import { ingestionIdOf } from '../contracts/names.ts';
import type { Waiting } from '../contracts/progress.ts';
import { waitsFor } from '../contracts/waiting.ts';
import { msOptionalToNumber } from '../lib/temporal-sdk/internals.ts';

/** Why an attempt failed that is made again, or does not get on. */
export interface HeldUp {
  for: Waiting['for'];
  /** In the words of the system that refused. */
  reason: string;
  /** Of the error. */
  type?: string;
  /** Milliseconds until it is tried again, as far as that is known. */
  retryInMs?: number;
}

/** How an attempt ended. */
export interface StepEnd {
  /** `failed`: it is made again. `refused`: it has failed for good. */
  outcome: 'done' | 'failed' | 'refused' | 'stopped';
  /** Of a failure. */
  type?: string;
  ms: number;
}

/** Who looks at the steps of a worker. */
export interface StepObserver {
  ended?(attempt: StepAttempt, end: StepEnd): void;
  heldUp?(attempt: StepAttempt, why: HeldUp): void;
  progressed?(attempt: StepAttempt): void;
}

/** Tells observers how the steps of a worker go; the steps themselves know nothing of it. */
export function observeSteps(host: string, observers: readonly StepObserver[]): ActivityInterceptorsFactory {
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const attempt = attemptOf(context, input.args[0], host);
        const watch: StepWatch = {
          attempt,
          stalled({ for: reason, nextAttemptAt, ...why }) {
            const retryInMs = nextAttemptAt === undefined ? {} : { retryInMs: Date.parse(nextAttemptAt) - Date.now() };
            for (const observer of observers) observer.heldUp?.(attempt, { ...why, for: reason, ...retryInMs });
          },
          progressed() {
            for (const observer of observers) observer.progressed?.(attempt);
          },
        };
        const beganAtMs = performance.now();
        const end = (how: Omit<StepEnd, 'ms'>) => {
          const ms = performance.now() - beganAtMs;
          for (const observer of observers) observer.ended?.(attempt, { ...how, ms });
        };
        try {
          const result: unknown = await stepWatch.run(watch, () => next(input));
          end({ outcome: 'done' });
          return result;
        } catch (error) {
          const failure = failureOf(error);
          if (failure.why !== undefined) for (const one of observers) one.heldUp?.(attempt, failure.why);
          end(failure.end);
          throw error;
        }
      },
    },
  });
}

function attemptOf({ info }: Context, input: unknown, host: string): StepAttempt {
  const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
  return {
    step: info.activityType,
    key: `${runId}/${info.activityId}`,
    id: ingestionIdOf(workflowId),
    platform: platformOf(input),
    host: info.taskQueue.endsWith(`@${host}`) ? host : undefined,
  };
}

/** Every step of a platform names it: by itself, in its request, or in the declaration of its sync. */
function platformOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  if ('platform' in input && typeof input.platform === 'string') return input.platform;
  const around = 'request' in input ? input.request : 'declaration' in input ? input.declaration : undefined;
  return around === undefined ? undefined : platformOf(around);
}

function failureOf(error: unknown): { end: Omit<StepEnd, 'ms'>; why?: HeldUp } {
  const isFailure = error instanceof ApplicationFailure;
  if (error instanceof CancelledFailure || (isFailure && error.type === HAND_OVER)) {
    return { end: { outcome: 'stopped' } };
  }
  const type = isFailure && isErrorType(error.type) ? error.type : 'Internal';
  if (isFailure && error.nonRetryable === true) return { end: { outcome: 'refused', type } };
  const retryInMs = isFailure ? msOptionalToNumber(error.nextRetryDelay) : undefined;
  return {
    end: { outcome: 'failed', type },
    why: {
      for: waitsFor(type),
      reason: error instanceof Error ? error.message : String(error),
      type,
      ...(retryInMs === undefined ? {} : { retryInMs }),
    },
  };
}
