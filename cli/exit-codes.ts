import type { ErrorType } from '../contracts/errors.ts';
import type { IngestStatus } from '../contracts/progress.ts';

/** What the process answers to the shell. */
export const EXIT = {
  /** All done. */
  done: 0,
  /** Failed or cancelled. */
  failed: 1,
  /** Wrong usage, configuration or request; nothing was started. */
  usage: 2,
  /** Some models were delivered, some failed. */
  partial: 3,
  /** Temporal could not be reached. */
  temporal: 4,
  /** Stopped following; the work goes on. */
  detached: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_STATUS: Record<IngestStatus, ExitCode> = {
  running: EXIT.detached,
  paused: EXIT.detached,
  completed: EXIT.done,
  partial: EXIT.partial,
  failed: EXIT.failed,
  cancelled: EXIT.failed,
};

/** The exit code for the state in which an ingestion was last seen. */
export function exitCodeOfStatus(status: IngestStatus): ExitCode {
  return BY_STATUS[status];
}

const WRONG_REQUEST: ReadonlySet<ErrorType> = new Set<ErrorType>([
  'InvalidRequest',
  'NotFound',
  'SourceNotFound',
  'SourceNotAllowed',
  'AlreadyExists',
]);

/** The exit code for an error that ended a command. */
export function exitCodeOfError(type: ErrorType): ExitCode {
  if (type === 'TemporalUnavailable') return EXIT.temporal;
  return WRONG_REQUEST.has(type) ? EXIT.usage : EXIT.failed;
}
