import type { SyncDeclaration, SyncRun } from '../../client/index.ts';
import type { PlacedFile } from './placed-file.ts';
import type { PlannedSync } from './planned-sync.ts';

/** A file of a sync as it is now. */
export interface SyncFile {
  path: string;
  /** Absent while it is not there. */
  bytes?: Buffer;
  /** What it had last. */
  last: Buffer;
  /** Every content that it has had. */
  versions: { md5: string; size: number }[];
  /** Something happened to it after the beginning. */
  isDisturbed: boolean;
  isRenamed: boolean;
  /** It was away under one of its names. */
  isMissed: boolean;
  placed: PlacedFile;
  /** The file under another path. */
  place(path: string): PlacedFile;
}

/** A sync of a round: what was declared, what its files are, and what has happened to it from outside. */
export interface RoundSync {
  planned: PlannedSync;
  declaration: SyncDeclaration;
  projectId: string;
  files: SyncFile[];
  /** Steps of the plan that are yet to be done. */
  stepsLeft: PlannedSync['steps'];
  isCancelTried: boolean;
  /** Its source is away for the moment. */
  isAway: boolean;
  /** The run that had to complete, and one that had nothing to do. */
  last?: SyncRun;
  idle?: SyncRun;
  /** Requests that the platform got while nothing was to be done. */
  idleCalls?: number;
}
