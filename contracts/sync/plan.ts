import type { ErrorInfo } from '../errors.ts';
import type { Sentence } from '../sentences.ts';
import { isText, listOf, optional, shaped } from '../shapes.ts';
import type { SyncSkipped } from './report.ts';

/** A file that a run would deliver. */
export interface PlannedFile {
  path: string;
  /** Bytes. */
  size: number;
  why: 'new' | 'changed';
}

/** A file that a run would remove from the platform. */
export interface Deletion {
  path: string;
  /** The platform's id of what was delivered: a file that is delivered again has another one, or another content. */
  id: string;
}

/** What a run would remove from the platform. */
export interface PlannedDeletions {
  /** All of them, sorted by path; over HTTP the first 20,000. */
  files: Deletion[];
  /** How many there are in all. */
  count: number;
  /** Files that are remembered, of which the budget allows a part. */
  remembered: number;
  /** As it was declared: `10,10%`. */
  budget: string;
  /** False: a run removes none of them, unless this plan is approved. */
  isWithinBudget: boolean;
}

/** What a run of a sync would do: numbers, of each list but that of the deletions the first thousand. */
export interface SyncPlan {
  name: string;
  madeAt: string;
  /** What the plan is of: digest of the declaration, and the memory. Another one approves nothing by it. */
  basis: { declaration: string; memory: string };
  /** Files that the source has. */
  found: number;
  /** Files that would be delivered: for the first time, and because their content changed. */
  new: number;
  changed: number;
  /** Bytes of both together. */
  bytes: number;
  unchanged: number;
  /** Of the unchanged ones, those whose time alone is another, or the Unicode form of their name. */
  touched: number;
  /** What would be delivered. */
  files: PlannedFile[];
  /** Paths of files that are gone from the source. */
  removed: string[];
  /** Present where the sync is declared to remove such files. */
  deletions?: PlannedDeletions;
  /** Paths of files that failed too often with the same content. */
  setAside: string[];
  /** Paths of files that are still being written. */
  waiting: string[];
  /** Files that are never taken. */
  skipped: SyncSkipped[];
  /** Why the look is not the whole truth, so that nothing is taken for removed. */
  problems: ErrorInfo[];
  /** Present when a list has more than what is told. */
  truncated?: true;
  /** By which reasons and problems are said in other languages. */
  told?: Sentence[];
}

const isDeletion = shaped<Deletion>({ path: isText, id: isText });

/** True for what may be a plan that was saved, of a sync that removes files or of another one. */
export const isSavedPlan = shaped<Pick<SyncPlan, 'name' | 'basis'> & { deletions?: Pick<PlannedDeletions, 'files'> }>({
  name: isText,
  basis: shaped<SyncPlan['basis']>({ declaration: isText, memory: isText }),
  deletions: optional(shaped<Pick<PlannedDeletions, 'files'>>({ files: listOf(isDeletion) })),
});

/** How a worker is asked for a plan: a person waits for it, and may have to for the hashes of large files. */
export const PLANNING = {
  /** A worker that listens takes a task within milliseconds; the user learns soon that there is none. */
  scheduleToStartTimeout: 4_000,
  heartbeatTimeout: 5_000,
  startToCloseTimeout: 24 * 60 * 60_000,
  scheduleToCloseTimeout: 24 * 60 * 60_000,
  retry: { initialInterval: 1_000, backoffCoefficient: 1, maximumAttempts: 3 },
} as const;
/** Bytes of the deletions in one answer: below what Temporal warns of. */
export const PLAN_MAX_BYTES = 256 * 1024;
