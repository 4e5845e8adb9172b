import type { ErrorInfo } from '../../contracts/errors.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import type { SyncDeclaration } from '../../contracts/sync/declaration.ts';
import type { MirrorDeclaration, RecurringDeclaration } from '../../contracts/sync/mirror.ts';
import type { SyncPlan } from '../../contracts/sync/plan.ts';
import type { SyncReport } from '../../contracts/sync/report.ts';
import type { RememberedFile } from '../../lib/sync/remembered.ts';
import type { PlatformOptional } from '../runs/check-request.ts';
import type { SyncDifference } from './differences.ts';

/** A run of a sync: what it found and did. */
export interface SyncRun extends SyncReport {
  /** Its Temporal workflow id. Runs that were asked for within the same second have the same. */
  id: string;
  /** Its Temporal run id, which no other one has. */
  runId: string;
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
  /** Of a mirror in words. */
  source: string;
  platform: string;
  spec: SyncSpec;
  /** As it was declared; the address of a manifest without its query. */
  declaration: RecurringDeclaration;
  paused: boolean;
  /** Why it is paused, or who went on. */
  note?: string;
  /** The next times of a run; none while it is paused. */
  nextRuns: string[];
  /** How many runs Temporal did not make: during another one, and later than `catchUp`. */
  missedRuns: { overlap: number; catchUp: number };
  lastRun?: SyncRun;
  /** By which sentences of it are said in other languages; `lastRun` has its own. */
  told?: Sentence[];
}

/** A moment at which a run was due and none was made. */
export interface MissedRun {
  at: string;
  /** As far as Temporal tells it. */
  reason: string;
}

/** How {@link Syncs.import} goes about it. */
export interface SyncImportOptions {
  /** Forget what is remembered. Default: a sync that remembers files takes no others. */
  replace?: boolean;
}

/** A sync in full. */
export interface SyncDetails extends SyncInfo {
  /** Runs that were due and not made, since the sync is declared as it is and as far back as Temporal keeps ended runs; the latest thousand. */
  missed: MissedRun[];
  /** Files that are remembered; of them, those that are gone and those that were set aside. Absent when no worker answers. */
  remembered?: { files: number; gone: number; setAside: number };
  /** Why its runs fail: its memory was ended in Temporal; what to do about it. */
  problem?: ErrorInfo;
}

/** How {@link Syncs.trigger} makes a run. */
export interface TriggerOptions {
  approve?: SyncPlan;
}

/** Outcome of {@link Syncs.trigger}. */
export interface SyncTriggered {
  name: string;
  /** The run that it started; absent when it is queued behind the one that is made. */
  run?: string;
  /** Its run id: tells it from others of the same second. */
  runId?: string;
}

/** What declaring a sync whole came to. */
export interface SyncPut {
  name: string;
  /** `none`: it was as it is declared, and nothing was written. */
  op: 'create' | 'update' | 'none';
  keys: SyncDifference[];
  /** Files that were forgotten, since source or target are others. */
  forgotten?: number;
}

/** What is to be done, or was, about a sync for Temporal to agree with the declarations. */
export interface SyncStep {
  op: 'create' | 'update' | 'delete';
  name: string;
  /** What differs; of a sync that is not there all that it is declared with. */
  keys: SyncDifference[];
  /** It gets another source or target: what it delivered is forgotten. */
  isReset?: true;
  /** Files that are forgotten; absent when none are, and when no worker answers how many. */
  forgets?: number;
  state: 'planned' | 'done' | 'failed';
  error?: ErrorInfo;
  /** By which the error is said in other languages. */
  told?: Sentence[];
}

/** How {@link Syncs.apply} goes about it. */
export interface SyncApplyOptions {
  /** Only tell what would be done. */
  dryRun?: boolean;
  /** Delete the syncs of this task queue that are not declared. Default: they are left. */
  prune?: boolean;
  /** Forget what a sync delivered that gets another source or target. Default: that is refused, and nothing is done. */
  reset?: boolean;
}

/** Outcome of {@link Syncs.apply}. */
export interface SyncApplied {
  changes: SyncStep[];
  /** Names of those that are as they are declared: nothing is written of them. */
  unchanged: string[];
  /** Names of those of this task queue that are not declared, and stay. */
  left: string[];
}

/**
 * Recurring syncs, on Temporal Schedules. Every method throws `ModelrailError` only, of type `NotFound` for a name that no
 * sync has.
 */
export interface Syncs {
  /**
   * Declares a sync; starts no run. Errors: `InvalidRequest`; `AlreadyExists` when there is one of this name.
   */
  create(name: string, declaration: PlatformOptional<SyncDeclaration> | MirrorDeclaration): Promise<void>;
  /**
   * Declares a sync whole, whether it is there or not. Nothing is written where nothing differs; a pause, its note and the
   * time from which an interval is counted stay. Errors: `InvalidRequest`; `AlreadyExists` when it would get another
   * source or target, unless `reset` has it forget what it delivered.
   */
  put(
    name: string,
    declaration: PlatformOptional<SyncDeclaration> | MirrorDeclaration,
    options?: { reset?: boolean },
  ): Promise<SyncPut>;
  /**
   * Makes Temporal agree with declarations by their names, each as `put` does. Errors, before anything is done: those of
   * `put`; later ones are told with their step.
   */
  apply(
    declarations: Readonly<Record<string, PlatformOptional<SyncDeclaration> | MirrorDeclaration>>,
    options?: SyncApplyOptions,
  ): Promise<SyncApplied>;
  /** One sync in full. */
  get(name: string): Promise<SyncDetails>;
  /** All syncs of the namespace, by name. */
  list(): Promise<SyncInfo[]>;
  /** One run, by its id; without `runId` the latest of that id. */
  run(id: string, options?: { runId?: string | undefined }): Promise<SyncRun>;
  /**
   * Says what a run would do; does and remembers nothing. Asks a worker that sees the source, for as long as files have to be
   * hashed. Error: `UnexpectedResponse` when none listens.
   */
  plan(name: string): Promise<SyncPlan>;
  /**
   * Makes a run now; during one it is queued. `approve`: a plan of this sync, whose deletions the next run that begins makes as far
   * as its own look at the source finds them too, whatever the budget. Error: `InvalidRequest` for a plan of another sync or of
   * one that was declared anew.
   */
  trigger(name: string, options?: TriggerOptions): Promise<SyncTriggered>;
  /**
   * Makes one run, as `trigger` does, for all that were due in a span of time, both ends included. Error: `InvalidRequest`
   * when none was.
   */
  backfill(name: string, span: { from: Date; to: Date }): Promise<SyncTriggered>;
  /** When the last run of each sync ended that completed (ISO 8601), by name; those of which Temporal keeps none are missing. */
  lastSuccesses(): Promise<Record<string, string>>;
  /**
   * When the first run of each late sync was due (ISO 8601), by name: since then none has completed, and none is under way. A sync that
   * is paused is not late, and what was due before its last change does not count.
   */
  late(): Promise<Record<string, string>>;
  /**
   * What a sync remembers, file by file in the order of their paths. It is read in parts, so that it takes little memory
   * however much there is; a run that is made meanwhile may be seen in some of it.
   */
  export(name: string): AsyncIterable<RememberedFile>;
  /**
   * Remembers these files in place of what is remembered: all of them, or with any error none. They come in the order in which
   * `export` gives them. Errors: `InvalidRequest` for files that are none, or in another order; `AlreadyExists` while a run is
   * made, after one that was made meanwhile, and for a sync that remembers files, unless they may be replaced.
   */
  import(
    name: string,
    files: Iterable<RememberedFile> | AsyncIterable<RememberedFile>,
    options?: SyncImportOptions,
  ): Promise<{ files: number }>;
  /** No run is made until it is resumed; the one that is made goes on. */
  pause(name: string, note?: string): Promise<void>;
  resume(name: string, note?: string): Promise<void>;
  /**
   * Ends the sync and forgets what it delivered; answers how many files those were. What is on the platform stays. `dryRun`: does nothing.
   * Error: `NotFound` where there is no such sync, nor one whose deletion was interrupted.
   */
  delete(name: string, options?: { dryRun?: boolean }): Promise<{ forgotten: number }>;
}
