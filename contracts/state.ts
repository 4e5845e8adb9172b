import type { FileRecord } from './activities.ts';
import type { ErrorInfo, KeptError } from './errors.ts';
import type { DeliveryKind, Kinds } from './kinds.ts';
import type { Leftover } from './leftovers.ts';
import type { ModelFormat } from './model-format.ts';
import type {
  FileStatus,
  IngestProgress,
  IngestStatus,
  RemoteIds,
  RunRef,
  Stage,
  UploadProgress,
  Waiting,
} from './progress.ts';
import type { Sentence } from './sentences.ts';

/** Everything the workflow knows about one file. */
export interface FileState {
  source: string;
  host?: string;
  name: string;
  tags: string[];
  size: number;
  hash: string;
  status: FileStatus;
  stage: Stage;
  /** The stage that it had come to before it had to go back; what is shown never falls. */
  reached?: Stage;
  upload: UploadProgress;
  /** MD5 that the content must have; lower-case hex. */
  wantedHash?: string;
  /** MD5 of the content that the counts of an earlier run are about; until this run knows its own. */
  countedHash?: string;
  record?: FileRecord;
  /** See `deliverFile`. */
  remote?: RemoteIds;
  /** Position of the file of the same name and content that is delivered for both. */
  sameAs?: number;
  format?: ModelFormat;
  warning?: string;
  /** See `FileProgress`. */
  notes?: string[];
  /** By which warning and notes are said in other languages. */
  told?: Sentence[];
  saved?: string;
  error?: KeptError;
}

/** A file record on the platform that an earlier run of the ingestion made. */
export interface StrayRecord {
  /** The file's name. */
  name: string;
  id: string;
  path: string;
}

/** What a later run of the same id needs beside what users see, of whatever kind the platform is. */
export interface CommonResume {
  /** Records that belong to none of the files any more; absent without any. */
  strayRecords?: StrayRecord[];
  /** What stays on the platform, as `leftovers` has it in words: for those who put slices together. */
  leftovers?: Leftover[];
  /** MD5 of the first files; of an ingestion that is worked in slices. */
  firstHashes?: string[];
  /** Of a slice that has not read yet what was done before: the run that did it. */
  unread?: RunRef;
}

/** What a later run of the same id needs beside what users see; what is the kind's own is absent of a run that was never begun. */
export type ResumeOf<K extends DeliveryKind> = CommonResume & Partial<Kinds[K]['resume']>;

/** What a run leaves that has files for a platform of this kind. */
export type ResultOf<K extends DeliveryKind> = IngestProgress & { resume: ResumeOf<K> };

/** Result of the workflow `ingest`, also the first detail of its failure, and what the next run of the id starts from. */
export type IngestResult = ResultOf<DeliveryKind>;

/** The few figures that the memo keeps for when no worker answers. */
export interface ProgressSummary {
  /** The kind of the platform, once it is known. */
  kind?: string;
  status: IngestStatus;
  stage: Stage;
  percent: number;
  files: number;
  delivered: number;
  failed: number;
  /** Present on a dry run. */
  dryRun?: true;
  projectId?: string;
  projectName?: string;
  /** What the request names a project by that it has made: its code. */
  projectKey?: string;
  /** Present while it is paused. */
  pausedSince?: string;
  /** Why one of its steps waits, as far as the step could tell. */
  waiting?: Waiting;
  /** Hosts whose workers alone can go on with some of its files; absent without any. */
  hosts?: string[];
  /** Its cancellation was taken up and has not come to its end. */
  cancelling?: true;
  error?: ErrorInfo;
}
