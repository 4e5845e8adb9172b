import { type ErrorInfo, type KeptError, shownError } from '../errors.ts';
import { RESULT_TOLD_MAX_BYTES } from '../policies.ts';
import { parseSentences, phraseOf, type Sentence, toldWith } from '../sentences.ts';
import { utf8Length } from '../utf8.ts';

/** A file that a run could not deliver, or not remove. */
export interface SyncFailure {
  path: string;
  error: ErrorInfo;
}

/** A file that a run left out. */
export interface SyncSkipped {
  path: string;
  reason: string;
}

/** Where a run of a sync stands. */
export type SyncStatus = 'running' | 'completed' | 'partial' | 'failed' | 'cancelled';

/** What a run of a sync found and did: numbers, and of each list the first thousand. */
export interface SyncReport {
  status: SyncStatus;
  /** What it counts, where that is not files. */
  unit?: 'project';
  /** Files that the source had. */
  found: number;
  /** Files that were delivered for the first time. */
  new: number;
  /** Files whose changed content was delivered. */
  changed: number;
  /** Files that are as they were when they were delivered. */
  unchanged: number;
  /** Of these, the ones whose time alone was another, or that only have another Unicode form of their name. */
  touched: number;
  /** Paths of files that are gone from the source: told once, and in each run as long as they are to be removed. */
  removed: string[];
  /** Of these, the ones that the platform has no more. */
  deleted: string[];
  /** Files that could not be delivered, or not be removed: the next run tries again. */
  failed: SyncFailure[];
  /** Paths of files that failed too often with the same content. */
  setAside: string[];
  /** Paths of files that are still being written, or changed while they were read: the next run takes them. */
  waiting: string[];
  /** Files that are never taken. */
  skipped: SyncSkipped[];
  /** Ids of the ingestions that delivered. */
  ingestions: string[];
  /** Why the scan is not the whole truth, so that nothing was taken for removed. */
  problems: ErrorInfo[];
  /** Present when a list has more than what is told. */
  truncated?: true;
  error?: ErrorInfo;
  /** By which reasons and errors of it are said in other languages. */
  told?: Sentence[];
}

/** What is to be done about files that a run does not remove, at the end of the problem that says so. */
export const APPROVAL_ADVICE = phraseOf(
  'a plan of the sync says which ones, and a run that approves this plan removes them',
);

/** Elements of a list that are told. */
export const MAX_LISTED = 1_000;
/** Bytes of a list that are told: all lists together stay below what Temporal takes. */
export const MAX_LISTED_BYTES = 192 * 1024;
/** Of so many elements no paths are as long as that together. */
const FEW = 40;

/** How many a list has, as far as that is told: `1000 or more` of one that may have been cut, since it has as much as is told of any. */
export function countListed(list: readonly unknown[], { truncated }: Pick<SyncReport, 'truncated'>): string {
  return `${list.length}${truncated === true && isFull(list) ? ' or more' : ''}`;
}

/** True for a list that nothing more may have fitted into. */
function isFull(list: readonly unknown[]): boolean {
  if (list.length >= MAX_LISTED) return true;
  return list.length >= FEW && utf8Length(JSON.stringify(list)) > MAX_LISTED_BYTES - MAX_LISTED_BYTES / FEW;
}

/** The report of a run that has just begun. */
export function emptyReport(): SyncReport {
  return {
    status: 'running',
    found: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    touched: 0,
    removed: [],
    deleted: [],
    failed: [],
    setAside: [],
    waiting: [],
    skipped: [],
    ingestions: [],
    problems: [],
  };
}

/** What a part of a run adds to its report. */
export type SyncFindings = Partial<Omit<SyncReport, 'status' | 'error'>>;

/**
 * Adds what a part of the run found and did; numbers are added up, lists are joined, as far as they are told. A problem is told
 * once: each look at a source has the same. Sentences are kept once each, as far as they are told of a run.
 */
export function addFindings(report: SyncReport, findings: SyncFindings): void {
  const target: Record<string, unknown> = report as never; // as: every key of the findings is one of the report's
  for (const [key, value] of Object.entries(findings)) {
    const before = target[key];
    if (key === 'truncated') report.truncated = true;
    else if (key === 'told') tell(report, parseSentences(value));
    else if (typeof value === 'number') target[key] = Number(before) + value;
    else if (Array.isArray(before) && Array.isArray(value)) {
      const more = key === 'problems' ? untold(report.problems, value as ErrorInfo[]) : value; // as: what findings have
      const all: unknown[] = [...(before as unknown[]), ...(more as unknown[])];
      const told = more.length === 0 || before.length >= MAX_LISTED ? before : firstOf(all);
      if (all.length > told.length) report.truncated = true;
      target[key] = told;
    }
  }
}

/** Ends a report with an error. */
export function failReport(report: SyncReport, error: KeptError): void {
  report.status = 'failed';
  report.error = shownError(error);
  tell(report, error.told ?? []);
}

/** What files that could not be delivered, or not removed, add to a report. */
export function failureFindings(failures: readonly { path: string; error: KeptError }[]): SyncFindings {
  return {
    failed: failures.map(({ path, error }) => ({ path, error: shownError(error) })),
    ...toldWith(failures.flatMap(({ error }) => error.told ?? [])),
  };
}

function tell(report: SyncReport, more: readonly Sentence[]): void {
  if (more.length > 0) Object.assign(report, toldWith([...(report.told ?? []), ...more], RESULT_TOLD_MAX_BYTES));
}

/** Problems that are not among those that were told. */
function untold(told: readonly ErrorInfo[], problems: readonly ErrorInfo[]): ErrorInfo[] {
  return problems.filter(({ type, message }) => !told.some((one) => one.type === type && one.message === message));
}

/** As much of a list as is told. */
function firstOf(all: unknown[]): unknown[] {
  const some = all.slice(0, MAX_LISTED);
  if (some.length <= FEW || utf8Length(JSON.stringify(some)) <= MAX_LISTED_BYTES) return some;
  let bytes = 0;
  const end = some.findIndex((one) => (bytes += utf8Length(JSON.stringify(one)) + 1) > MAX_LISTED_BYTES);
  return end === -1 ? some : some.slice(0, end);
}
