import { englishOf, type Sentence } from './sentences.ts';

/** The closed list of error types, the same in the command line, HTTP, Temporal and the result of a run. */
export const ERROR_TYPES = [
  'InvalidRequest',
  'NotFound',
  'SourceNotFound',
  'SourceChanged',
  'SourceNotAllowed',
  'Authentication',
  'PermissionDenied',
  'RateLimited',
  'PlatformRefused',
  'PlatformUnavailable',
  'UnexpectedResponse',
  'ConversionFailed',
  'ConversionTimeout',
  'AlreadyExists',
  'Cancelled',
  'TemporalUnavailable',
  'Internal',
] as const;

/** One of {@link ERROR_TYPES}. */
export type ErrorType = (typeof ERROR_TYPES)[number];

/** An error as users see it: its type, and what happened, in the words of the system that refused. */
export interface ErrorInfo {
  type: ErrorType;
  message: string;
  /** Of an ingestion: it only sums up the errors of its files, which have it all. */
  isSummary?: true;
}

/** An error as a run keeps it. */
export interface KeptError extends ErrorInfo {
  /** By which its message is said in other languages; absent of the words of others. */
  told?: Sentence[];
}

/** Makes an error of a run of a sentence. */
export function errorOf(type: ErrorType, sentence: Sentence): KeptError {
  return { type, message: englishOf(sentence), told: [sentence] };
}

/** An error with something said before it. */
export function withBeginning({ message, told = [], ...error }: KeptError, beginning: Sentence): KeptError {
  return { ...error, message: `${englishOf(beginning)}${message}`, told: [beginning, ...told] };
}

/** What users see of an error; its sentences are in the list of all. */
export function shownError({ told: _told, ...error }: KeptError): ErrorInfo {
  return error;
}

/** True for a string that is one of {@link ERROR_TYPES}. */
export function isErrorType(value: unknown): value is ErrorType {
  return typeof value === 'string' && (ERROR_TYPES as readonly string[]).includes(value);
}

/** Type of the failure by which a step leaves a worker that is stopped. Only Temporal and our client see it. */
export const HAND_OVER = 'HandOver';

/** What an activity adds to a failure beside type and message (first element of the failure's details). */
export interface FailureDetails {
  /** True when the request may have taken effect although no usable answer came. */
  outcomeUnknown?: boolean;
  /** The platform's own words, without the call and its request id; only of a refusal. */
  refusal?: string;
  /** By which the message is said in other languages. */
  told?: Sentence[];
  /** When the present series of failures began (ISO 8601). */
  since?: string;
}
