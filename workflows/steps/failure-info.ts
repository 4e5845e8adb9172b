import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import {
  type ErrorInfo,
  type ErrorType,
  type FailureDetails,
  isErrorType,
  type KeptError,
} from '../../contracts/errors.ts';
import { englishOf, parseSentences, type Sentence } from '../../contracts/sentences.ts';

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

/** What a workflow itself refuses, for good. */
export function refusalOf(type: ErrorType, said: Sentence): ApplicationFailure {
  return ApplicationFailure.nonRetryable(englishOf(said), type, { told: [said] } satisfies FailureDetails);
}

/** The same with the sentences by which it is said in other languages, as an ingestion keeps it. */
export function toKeptError(error: unknown): KeptError {
  const info = toErrorInfo(error);
  const details: unknown = applicationFailureOf(error)?.details?.[0];
  const told = typeof details === 'object' && details !== null && 'told' in details ? parseSentences(details.told) : [];
  return told.length === 0 ? info : { ...info, told };
}

/** The failure of a run whose step has failed: its type and words, and the sentences by which these are said. */
export function failureOfStep(error: unknown): ApplicationFailure {
  const { type, message, told } = toKeptError(error);
  return ApplicationFailure.nonRetryable(message, type, told === undefined ? {} : ({ told } satisfies FailureDetails));
}

/** What a platform says no with; credentials and rights are about the caller, not about what is sent. */
const REFUSALS: ReadonlySet<ErrorType> = new Set(['PlatformRefused', 'NotFound', 'AlreadyExists', 'InvalidRequest']);

/** True when a step failed because of what was sent by it. */
export function isRefusal(error: unknown): boolean {
  const type = applicationFailureOf(error)?.type;
  return isErrorType(type) && REFUSALS.has(type);
}

/** The platform's own words of a refusal; of a step of an earlier version the whole message. */
export function refusalWords(error: unknown): string {
  const failure = applicationFailureOf(error);
  const details: unknown = failure?.details?.[0];
  const hasWords = typeof details === 'object' && details !== null && 'refusal' in details;
  return hasWords && typeof details.refusal === 'string' ? details.refusal : (failure?.message ?? '');
}

/** True when the step may have taken effect although it failed. */
export function isOutcomeUnknown(error: unknown): boolean {
  const details = applicationFailureOf(error)?.details?.[0];
  // Failures of our activities carry FailureDetails first; without them (a lost worker) it is not known.
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
