import type { RemovalCursor, RemovalTerms, ScanCursor } from './activities.ts';
import type { SyncReport } from './report.ts';

/** Name of the workflow of a run; schedules start it. */
export const SYNC_RUN_WORKFLOW = 'syncRun';

/** Query of a run: answers its {@link SyncReport}. */
export const REPORT_QUERY = 'report';

/** What a run goes on with after its history was cut. */
export interface SyncRunState {
  report: SyncReport;
  generation?: number;
  /** Ingestions that were begun. */
  batches: number;
  /** Files that are remembered and were not there. */
  missing: number;
  /** Files that were remembered before the run, and not gone. */
  remembered?: number;
  /** Everything was compared. */
  isScanned: boolean;
  next?: ScanCursor;
  /** Of a run that may remove files. */
  removal?: RemovalTerms & { next?: RemovalCursor };
}

/** The id of a schedule, and the beginning of the ids of its runs. */
export function syncScheduleId(name: string): string {
  return `sync-${name}`;
}

/** The id of an ingestion that a run starts. */
export function batchId(name: string, generation: number, batch: number): string {
  return `${name}-g${generation}-b${batch}`;
}

/** Files that one step removes: few enough for a time limit over all of them. */
export const REMOVE_MAX_FILES = 200;
/** Until then a step removes what it can, all its attempts together; the next run tries the rest. */
export const REMOVE_TIME_LIMIT_MS = 15 * 60_000;
/** Files that one look at the source hands out to be removed, and bytes that they take. */
export const REMOVALS_MAX_FILES = 2_000;
export const REMOVALS_MAX_BYTES = 256 * 1024;

/** Files of one ingestion of a sync: below those of a slice, so that each is worked by one run. */
export const BATCH_MAX_FILES = 500;
/** Bytes of the paths of one ingestion of a sync. */
export const BATCH_MAX_BYTES = 128 * 1024;
