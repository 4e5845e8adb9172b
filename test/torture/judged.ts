import type { ErrorType, IngestProgress, IngestStatus } from '../../client/index.ts';
import type { PlatformState } from './platform-state.ts';
import type { SyncEvidence } from './sync-oracle.ts';

/** What was asked of one file. */
export interface AskedFile {
  name: string;
  tags: readonly string[];
  /** Every content that the file has had. */
  versions: { md5: string; size: number }[];
  /** It was changed, touched or removed on the way. */
  isDisturbed: boolean;
  /** Errors with which it may fail, since its server answered it in such a way. */
  sourceFailures: ReadonlySet<ErrorType>;
  /** Of a file of a sync: ingestions that were to deliver it. Each content that they delivered is a record of its own. */
  deliveries?: number;
}

/** The project that an ingestion is to register in. */
export interface AskedProject {
  /** Of a project that was there before, and that nothing may change. */
  id?: string;
  code: string;
  /** Of a project that the ingestion is to make. */
  name?: string;
  /** The code belongs to somebody else. */
  isTaken: boolean;
}

/** What every project of the campaign has. */
export const PROJECT_FACTS = { areaCode: '500103', type: 10, stage: 1 } as const;

/** What was asked of one ingestion of any platform, and what was done to it. */
export interface AskedRun {
  id: string;
  files: AskedFile[];
  /** Somebody tried to cancel it. */
  isCancelTried: boolean;
  /** After all disturbances it was started again, or needed no other start: nothing explains a failure any more. */
  isRetried: boolean;
}

/** The same of an ingestion that registers in a project. */
export interface AskedIngestion extends AskedRun {
  project: AskedProject;
  groupName: string;
  onModelError: 'continue' | 'fail';
}

/** Everything that is judged after a round. */
export interface Evidence {
  asked: readonly AskedIngestion[];
  /** What the client library reports, by id. */
  told: ReadonlyMap<string, IngestProgress>;
  /** What was reported of runs that were started again since: what stayed behind was told there. */
  earlier: readonly IngestProgress[];
  /** The status that the client library lists, by id. */
  listed: ReadonlyMap<string, IngestStatus>;
  state: PlatformState;
  /** Chunk requests that the platform accepted, by MD5. */
  acceptedChunks: Readonly<Record<string, number>>;
  /** Runs of each ingestion, by id. */
  runs: ReadonlyMap<string, number>;
  /** Submissions of a conversion that may have been repeated, because it was not known whether the platform took them. */
  repeats: number;
  /** Refusals in the platform's words that fell upon any call. */
  hasRefusals: boolean;
  /** Files for which calls were refused, by name. */
  unfit: readonly string[];
  /** Nothing befell the round: every figure has to be exact. */
  isUndisturbed: boolean;
  /** The platform was told to lose chunks that it had taken: what is counted need not be there. */
  hasLosses: boolean;
  /** What it was told to lose and has not lost. */
  lossesLeft: Readonly<Record<'chunk' | 'upload', number>>;
  syncs: readonly SyncEvidence[];
}

/** Ids are the same in any case of letters. */
export function isSame(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
