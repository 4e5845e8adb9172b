import type { KeptError } from './errors.ts';
import type { IngestPlan, SharedState } from './kinds.ts';
import type { RunRef, SliceProgress, Waiting } from './progress.ts';
import type { IngestRequest } from './request.ts';
import type { ProgressSummary } from './state.ts';

/** Input of the workflow `ingestSlice`. */
export interface SliceInput {
  /** The ingestion that it is a part of. */
  ingestion: { id: string; runId: string; startedAt: string };
  /** That ingestion's request with the slice's files alone. */
  request: IngestRequest;
  plan: IngestPlan;
  /** What all slices share on the platform; absent where they share nothing. */
  shared?: SharedState | undefined;
  /** Position of the first file in the whole request. */
  from: number;
  /** The run that worked these files before. */
  previous?: RunRef;
}

/** What a slice tells its ingestion whenever its stage or status changes. */
export interface SliceReport {
  from: number;
  summary: ProgressSummary;
  /** MD5 of its first files. */
  hashes: string[];
  /** True when its files wait for what all slices share. */
  awaitsRegistration: boolean;
  /** Why one of its steps waits. */
  waiting?: Waiting;
}

/** Answer to a slice that wants to register its models. */
export type RegistrationDecision =
  | { kind: 'register'; shared: SharedState }
  /** Nothing is registered, because a model of another slice failed. */
  | { kind: 'skip' }
  /** What the slices share could not be made. */
  | { kind: 'fail'; error: KeptError };

/** A slice at the start of a later run: one that delivered everything stays as it is, every other is worked again. */
export function resumeSlice(slice: SliceProgress): SliceProgress {
  if (slice.status === 'completed') return slice;
  const { error: _error, run, previous, ...rest } = slice;
  const last = run ?? previous;
  const begin = { status: 'running', stage: 'fingerprint', percent: 0, failed: 0 } as const;
  return { ...rest, ...(last === undefined ? {} : { previous: last }), ...begin };
}
