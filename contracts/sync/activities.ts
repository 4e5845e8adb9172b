import type { ErrorInfo } from '../errors.ts';
import type { Substitutes } from '../kind-facts.ts';
import type { RunRef } from '../progress.ts';
import type { StepInfo } from '../step-info.ts';
import type { SyncDeclaration, SyncInput } from './declaration.ts';
import type { Deletion, PlannedFile } from './plan.ts';
import type { SyncFindings } from './report.ts';

/** A file that a run delivers. */
export interface SyncChange {
  /** Relative to the sync's source, with slashes: as it is on disk, in whatever Unicode form. */
  path: string;
  /** Bytes. */
  size: number;
  /** Text by which another content is known, such as the time of its last change. */
  version: string;
  why: 'new' | 'changed';
  /** Failures with this content so far. */
  failures?: number;
  /** The platform's id of what was delivered before, where that is given the new content. */
  replaces?: string;
  /** Where it is read, when that is not its path below the source. */
  source?: string;
  /** MD5 that the source tells of it. */
  md5?: string;
  /** Size and version are the source's word, and are remembered as they are. */
  isTold?: true;
}

/** What is left of a run that ended before it was remembered what its last ingestion delivered. */
export interface LeftBatch {
  /** The id of the ingestion. */
  id: string;
  files: SyncChange[];
  /** The first run id of the ingestion, which has ended; absent of one that was never started. */
  runId?: string;
  /** See `beginDelivery`. */
  substitutes?: Substitutes;
}

/** A run of a sync, as the memory knows it. */
export interface SyncHolder {
  name: string;
  /** The first run id of its chain. */
  run: string;
  /** Absent of a run that an earlier version began. */
  workflowId?: string;
  /** What becomes of it while another run holds the memory. */
  overlap?: SyncDeclaration['overlap'];
}

/** Where the comparison of a scan goes on. */
export interface ScanCursor {
  /** Parts of the sorted paths that are yet to be compared: from a path on, up to another that is no more among them. */
  intervals: { from: string; before?: string }[];
}

/** What one part of a scan found. */
export interface ScanPage {
  findings: SyncFindings;
  /** Files to deliver: a few hundred at most. */
  changes: SyncChange[];
  /** Files that are remembered and not there: judged at the end, by a scan of their own. */
  missing: number;
  /** Of a first part: files that were remembered before it, and not gone. */
  remembered?: number;
  /** Absent when everything is compared. */
  next?: ScanCursor;
  /** Nothing was compared: this is to be remembered before. */
  left?: LeftBatch;
}

/** A file that is to be removed from the platform. */
export interface RemovableFile {
  path: string;
  /** The platform's id of what was delivered. */
  id: string;
  /** MD5 of what was delivered, lower-case hex. */
  hash: string;
  /** Bytes. */
  size: number;
}

/** What a run knows of removals when it begins. */
export interface RemovalTerms {
  /** The root of the source, as it was remembered before the run. */
  root?: string;
  /** Files that were remembered then, and not gone. */
  remembered?: number;
  /** Where it is kept what a person allowed to be removed, in place of a budget. */
  approval?: string[];
}

/** Where the removals of a run go on. */
export interface RemovalCursor {
  /** Up to this path everything is done. */
  after: string;
  /** Files that were to be removed up to there. */
  count: number;
  /** Files that the first look allowed to be removed. */
  most?: number;
  /** Paths of files that were told to be gone, and stay on the platform: this is remembered first. */
  kept?: string[];
}

/** What a look at the source showed to be missing, before it is remembered. */
export interface RemovedCursor extends ScanCursor {
  /** Of the root. */
  identity: string;
  /** Files that are gone. */
  most: number;
  /** All of them were told. */
  isAll: boolean;
}

/** What is missing. */
export interface RemovedPage extends SyncFindings {
  /** Absent when nothing is to be remembered of it. */
  next?: RemovedCursor;
}

/** Some of the files that a run is to remove. */
export interface RemovalPage {
  findings: SyncFindings;
  /** Sorted by path. */
  files: RemovableFile[];
  /** Absent when there are no further ones. */
  next?: RemovalCursor;
}

/** Steps of the runs of recurring syncs. */
export interface SyncActivities {
  /**
   * Lists the source and compares it with what is remembered, until it has some hundred files to deliver. What was only
   * touched or renamed is remembered at once. The first part of a run waits until that holds the memory, and until an ingestion
   * has ended that another run left. Error: `AlreadyExists` while another run is made and the sync queues none.
   */
  scanSource(input: SyncInput & { from?: ScanCursor; holder?: SyncHolder }): Promise<ScanPage>;
  /**
   * Gives the run its generation, of which the ids of its ingestions are made, and keeps what the next one of them delivers.
   * `substitutes`: what its request has in the place of what an earlier one made; absent without any.
   */
  beginDelivery(
    input: SyncHolder & { batch?: { number: number; files: SyncChange[] } },
  ): Promise<{ generation: number; substitutes?: Substitutes }>;
  /**
   * Remembers what an ingestion that has ended delivered of these files. `refused`: positions of files because of which nothing of
   * the request was taken; they are set aside, and of the others nothing is remembered.
   */
  commitDelivery(input: {
    name: string;
    ingestion: RunRef;
    files: SyncChange[];
    retries: number;
  }): Promise<SyncFindings & { refused?: number[] }>;
  /**
   * Scans the source once more, and tells which files are missing: none when they are most of those that were `remembered`
   * before the run. With `from` it then remembers that they are gone, of no others than `told`, where that has all.
   */
  settleRemoved(
    input: SyncInput & { remembered?: number; from?: RemovedCursor; told?: string[] },
  ): Promise<RemovedPage>;
  /** Before the scan of a run that may remove files: what it may, and from which root. Waits as the scan does. */
  beginRemovals(input: SyncHolder): Promise<RemovalTerms>;
  /**
   * Scans the source once more, and finds what of the missing files may be removed from the platform: nothing of a scan
   * with an error, of another root, or above the budget.
   */
  findRemoved(input: SyncInput & RemovalTerms & { from?: RemovalCursor }): Promise<RemovalPage>;
  /**
   * Removes files from the platform by their remembered ids, and tells those that it confirms to have no more. `deferred`:
   * those that are worth another try.
   */
  removeFiles(
    input: SyncInput & { files: RemovableFile[] },
  ): Promise<{ findings: SyncFindings; deferred: { path: string; error: ErrorInfo }[] }>;
  /** Forgets files that were removed, and of which the run has told it. */
  forgetRemoved(input: { name: string; files: RemovableFile[] }): Promise<void>;
}

/** Steps that say what a run would do; run alone, not by a workflow. They change nothing. */
export interface SyncPlanActivities {
  /** Compares the source with what is remembered, as a run does. */
  planSync(input: SyncInput): Promise<PlanPart>;
  /** Looks for what is missing. Each answer has a part of what would be removed from the platform, sorted by path. */
  planRemovals(input: SyncInput & { after?: string }): Promise<RemovalPlanPart>;
}

/** What a run would deliver, and what it would leave alone. */
export interface PlanPart {
  findings: SyncFindings;
  bytes: number;
  /** The first thousand. */
  files: PlannedFile[];
  /** Files that are remembered and not there. */
  missing: number;
}

/** What a run would take for removed. */
export interface RemovalPlanPart {
  findings: SyncFindings;
  remembered: number;
  /** All files that would be removed from the platform, those of other answers too. */
  count: number;
  isWithinBudget: boolean;
  deletions: Deletion[];
  /** The path behind which there are further ones. */
  next?: string;
}

/** The steps of the runs of recurring syncs, by name. */
export const SYNC_STEPS: Readonly<Record<keyof SyncActivities, StepInfo>> = {
  scanSource: { policy: 'read' },
  beginDelivery: { policy: 'call' },
  commitDelivery: { policy: 'call' },
  settleRemoved: { policy: 'read' },
  beginRemovals: { policy: 'call' },
  findRemoved: { policy: 'read' },
  removeFiles: { policy: 'call' },
  forgetRemoved: { policy: 'call' },
};
