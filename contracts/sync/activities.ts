import type { RunRef } from '../progress.ts';
import type { StepInfo } from '../step-info.ts';
import type { SyncInput } from './declaration.ts';
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
  /** Where it is read, when that is not its path below the source. */
  source?: string;
  /** MD5 that the source tells of it. */
  md5?: string;
  /** Size and version are the source's word, and are remembered as they are. */
  isTold?: true;
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
  /** Absent when everything is compared. */
  next?: ScanCursor;
}

/** Steps of the runs of recurring syncs. */
export interface SyncActivities {
  /**
   * Lists the source and compares it with what is remembered, until it has some hundred files to deliver. What was only
   * touched or renamed is remembered at once.
   */
  scanSource(input: SyncInput & { from?: ScanCursor }): Promise<ScanPage>;
  /** Gives the run its generation, of which the ids of its ingestions are made. */
  beginDelivery(input: { name: string; run: string }): Promise<{ generation: number }>;
  /** Remembers what an ingestion that has ended delivered of these files. */
  commitDelivery(input: {
    name: string;
    ingestion: RunRef;
    files: SyncChange[];
    retries: number;
  }): Promise<SyncFindings>;
  /** Scans the source once more, and remembers of the files that are missing that they are gone. */
  settleRemoved(input: SyncInput): Promise<SyncFindings>;
}

/** The steps of the runs of recurring syncs, by name. */
export const SYNC_STEPS: Readonly<Record<keyof SyncActivities, StepInfo>> = {
  scanSource: { policy: 'read' },
  beginDelivery: { policy: 'call' },
  commitDelivery: { policy: 'call' },
  settleRemoved: { policy: 'read' },
};
