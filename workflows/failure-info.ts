import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { type ErrorInfo, type FailureDetails, isErrorType } from '../contracts/errors.ts';

/** True for what a step that was asked to stop ends with: its cancellation, or a failure that is not tried again for it. */
export function isInterruption(error: unknown): boolean {
  return isCancellation(error) || (error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED');
}

/** Type and words of a step's failure. An interruption, and anything that is not a failure of a step, is thrown again. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (isInterruption(error)) throw error;
  const failure = applicationFailureOf(error);
  if (failure !== undefined) {
    return { type: isErrorType(failure.type) ? failure.type : 'Internal', message: failure.message };
  }
  if (error instanceof ActivityFailure) {
    return { type: 'Internal', message: `${error.activityType}: ${error.cause?.message ?? error.message}` };
  }
  throw error;
}

/** True when the step may have taken effect although it failed. */
export function isOutcomeUnknown(error: unknown): boolean {
  const details = applicationFailureOf(error)?.details?.[0];
  // Failures of our activities carry FailureDetails first; without them (a lost worker) nobody knows.
  return details === undefined || details === null || (details as FailureDetails).outcomeUnknown !== false;
}

/** True when a step was ended by its time limit, in whatever state it was. */
export function isTimeLimit(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  if (error.retryState === 'TIMEOUT') return true;
  return error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'SCHEDULE_TO_CLOSE';
}

function applicationFailureOf(error: unknown): ApplicationFailure | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure) return at;
  }
  return undefined;
}
