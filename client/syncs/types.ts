import type { SyncDeclaration } from '../../contracts/sync/declaration.ts';
import type { SyncReport } from '../../contracts/sync/report.ts';

/** A run of a sync: what it found and did. */
export interface SyncRun extends SyncReport {
  /** Its Temporal workflow id. */
  id: string;
  startedAt: string;
  closedAt?: string;
  /** Why numbers and lists are missing: no worker answered. */
  note?: string;
}

/** When runs of a sync are made. */
export interface SyncSpec {
  every?: string;
  cron?: string;
  timezone?: string;
  jitter: string;
  overlap: 'skip' | 'queue';
  catchUp: string;
}

/** A recurring sync. */
export interface SyncInfo {
  name: string;
  source: string;
  platform: string;
  spec: SyncSpec;
  /** As it was declared. */
  declaration: SyncDeclaration;
  paused: boolean;
  /** Why it is paused, or who went on. */
  note?: string;
  /** The next times of a run; none while it is paused. */
  nextRuns: string[];
  /** Runs that were not made since the sync was declared as it is. */
  missedRuns: { overlap: number; catchUp: number };
  lastRun?: SyncRun;
}

/** A sync in full. */
export interface SyncDetails extends SyncInfo {
  /** Files that are remembered; of them, those that are gone and those that were set aside. Absent when no worker answers. */
  remembered?: { files: number; gone: number; setAside: number };
}

/** Outcome of {@link Syncs.trigger}. */
export interface SyncTriggered {
  name: string;
  /** The run that it started; absent when it is queued behind the one that is made. */
  run?: string;
}

/**
 * Recurring syncs, on Temporal Schedules. Every method throws `ModelrailError` only, of type `NotFound` for a name that no
 * sync has.
 */
export interface Syncs {
  /**
   * Declares a sync; starts no run. Errors: `InvalidRequest`; `AlreadyExists` when there is one of this name.
   */
  create(name: string, declaration: SyncDeclaration): Promise<void>;
  /** One sync in full. */
  get(name: string): Promise<SyncDetails>;
  /** All syncs of the namespace, by name. */
  list(): Promise<SyncInfo[]>;
  /** One run, by its id. */
  run(id: string): Promise<SyncRun>;
  /** Makes a run now; during one it is queued. */
  trigger(name: string): Promise<SyncTriggered>;
  /** No run is made until it is resumed; the one that is made goes on. */
  pause(name: string, note?: string): Promise<void>;
  resume(name: string, note?: string): Promise<void>;
  /** Ends the sync and forgets what it delivered; answers how many files those were. What is on the platform stays. */
  delete(name: string): Promise<{ forgotten: number }>;
}
