import type { ErrorInfo } from './errors.ts';

/** Key of the attributes by which a line of a workflow's log is one of these. */
export const RUN_LINE = 'modelrail';

/** What a run is called in the log. */
export type RunName = 'ingestion' | 'slice' | 'sync' | 'provision' | 'roll-back' | 'mirror';

/** How a run ended. */
export type RunEnd = 'completed' | 'partial' | 'failed' | 'cancelled';

/** What a run tells the log of the worker that has it, once: nothing is told again when its history is replayed. */
export interface RunLine {
  run: RunName;
  event: 'begins' | 'pauses' | 'goes on' | 'ends';
  /** The ingestion, the sync, or the run itself. */
  id: string;
  platform: string;
  /** Only of an end. */
  status?: RunEnd;
  /** Files of an ingestion or a slice, changes of a provision, projects of a mirror. */
  count?: number;
  delivered?: number;
  /** Of these, the ones that an earlier run of the same id had delivered. */
  before?: number;
  failed?: number;
  /** Position of a slice's first file in the request. */
  from?: number;
  /** True of an ingestion that takes up what an earlier run of the same id left. */
  isRetry?: true;
  error?: ErrorInfo;
}
