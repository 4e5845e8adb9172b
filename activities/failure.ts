import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import { type FailureDetails, HAND_OVER } from '../contracts/errors.ts';
import { FAILURE_DELAY, HAND_OVER_DELAY_MS } from '../contracts/policies.ts';
import { ModelrailError } from '../lib/errors.ts';
import { backoffMs } from '../lib/transfer/backoff.ts';

/** Attempts of a step whose answer has the wrong shape: a deployment in progress passes, another version does not. */
const MAX_ATTEMPTS_ON_WRONG_SHAPE = 5;

/** A failure as Temporal takes it, and whether the step may have taken effect all the same. */
export interface ActivityFailureInfo {
  error: unknown;
  outcomeUnknown: boolean;
}

/** True of an answer that was understood as far as its form goes, and is not what the call answers. */
export function isWrongShape(error: unknown): boolean {
  return (
    error instanceof ModelrailError && error.type === 'UnexpectedResponse' && !error.isRetryable && !error.isConclusive
  );
}

/**
 * True when no further attempt of a step is to be made after this error of its attempt number `attempt` (1, 2, …). With
 * `maxWrongShapes` an answer of the wrong shape is tried again by the number of such answers, `wrongShapes`.
 */
export function isFinal(
  error: ModelrailError,
  attempt: number,
  { wrongShapes = 0, maxWrongShapes }: WrongShapes = {},
): boolean {
  if (!isWrongShape(error)) return !error.isRetryable;
  return maxWrongShapes === undefined ? attempt >= MAX_ATTEMPTS_ON_WRONG_SHAPE : wrongShapes >= maxWrongShapes;
}

/** Of a step that is tried again less often after an answer of the wrong shape. */
export interface WrongShapes {
  /** Such answers so far, over all attempts. */
  wrongShapes?: number;
  /** With so many of them the step has failed. */
  maxWrongShapes?: number | undefined;
}

/** The one place that turns our errors into Temporal's: type, retry or not, and when to come back. */
export function toActivityFailure(
  error: unknown,
  circumstances: WrongShapes & { mayHaveHappened: boolean; attempt: number; failures: number; failingSince: string },
): ActivityFailureInfo {
  const nextRetryDelay = backoffMs(circumstances.failures, FAILURE_DELAY.firstMs, FAILURE_DELAY.maxMs);
  if (error instanceof TemporalFailure) return { error, outcomeUnknown: circumstances.mayHaveHappened };
  if (!(error instanceof ModelrailError)) {
    // An unexpected error of ours: tried again, since a fixed worker may come.
    const message = error instanceof Error ? error.message : String(error);
    const failure = ApplicationFailure.create({
      type: 'Internal',
      message,
      details: [{ outcomeUnknown: true, since: circumstances.failingSince } satisfies FailureDetails],
      nextRetryDelay,
      ...(error instanceof Error ? { cause: error } : {}),
    });
    return { error: failure, outcomeUnknown: true };
  }
  const outcomeUnknown = circumstances.mayHaveHappened || error.outcomeUnknown;
  const { type, message, told } = error.toKept();
  const failure = ApplicationFailure.create({
    type,
    message,
    nonRetryable: isFinal(error, circumstances.attempt, circumstances),
    details: [
      {
        outcomeUnknown,
        since: circumstances.failingSince,
        ...(error.refusal === undefined ? {} : { refusal: error.refusal }),
        ...(told === undefined ? {} : { told }),
      } satisfies FailureDetails,
    ],
    // A platform that is busy is nothing to alert an operator about.
    ...(error.isRetryable ? { category: ApplicationFailureCategory.BENIGN } : {}),
    nextRetryDelay: error.retryAfterMs ?? nextRetryDelay,
  });
  return { error: failure, outcomeUnknown };
}

/** The end of an attempt whose worker stops: the next one is another worker's, and soon, whatever came before it. */
export function toHandOver(failingSince: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: HAND_OVER,
    message: 'the worker was stopped and hands over',
    details: [{ outcomeUnknown: true, since: failingSince } satisfies FailureDetails],
    nextRetryDelay: HAND_OVER_DELAY_MS,
    category: ApplicationFailureCategory.BENIGN,
  });
}
