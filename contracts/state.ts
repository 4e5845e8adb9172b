import type { ErrorInfo } from './errors.ts';
import type { FileStatus, IngestProgress, IngestStatus, RunRef, Stage, UploadProgress } from './progress.ts';

/** A platform's record of an uploaded file, as far as later steps need it. */
export interface FileRecord {
  id: string;
  path: string;
  createdUserId: string;
  /** The file's type; absent where it is the extension of the file's name. */
  type?: string;
  /** The MD5 as the record spells it; absent where that is lower-case hex. */
  hash?: string;
}

/** Whether a create call took effect: `attempted` means that nobody knows. */
export type CreateState = 'none' | 'attempted' | 'done';

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
  upload: UploadProgress;
  /** MD5 of the content that the counts of an earlier run are about; until this run knows its own. */
  countedHash?: string;
  record?: FileRecord;
  /** Position of the file of the same name and content that is delivered for both. */
  sameAs?: number;
  warning?: string;
  error?: ErrorInfo;
}

/** One conversion task, its model group, and the records that follow from it. */
export interface BatchState {
  /** Made by us, once; the platform's `modelGroupId`. */
  modelGroupId: string;
  taskId?: string;
  /** Positions in the list of files, of all that were submitted. */
  files: number[];
  /** Positions of those that converted. */
  converted: number[];
  group: CreateState;
  /** Of all its parts together. */
  records: CreateState;
  /** The models by the calls that create their records; absent as long as one call has all of them. */
  parts?: RecordPart[];
}

/** Models of a batch whose records are created by one call. */
export interface RecordPart {
  /** Positions in the list of files. */
  files: number[];
  records: CreateState;
}

/** The project that the models are registered under. */
export interface ProjectState {
  id: string;
  /** True when the user gave the id; nothing is created then. */
  isGiven: boolean;
  create: CreateState;
  /** The refusal that was taken as "our own earlier attempt made it", in the platform's words. */
  assumed?: string;
  /** Of `assumed`: it was no refusal but the platform's internal error, several times in a row. */
  isGuess?: true;
  /** A guess was wrong: a group was refused since the project is not there. */
  isDenied?: true;
}

/** A file record on the platform that an earlier run of the ingestion made. */
export interface StrayRecord {
  /** The file's name. */
  name: string;
  id: string;
  path: string;
}

/** What a later run of the same id needs beside what users see. */
export interface ResumeState {
  project: ProjectState;
  batches: BatchState[];
  /** `createdUserId` of each file's record, by position; empty without a record. */
  createdUserIds: string[];
  /** Positions of files that were refused by themselves: they are not sent together with others again. */
  refused?: number[];
  /** What a record has otherwise than the file, by the file's position. */
  recordSpellings?: Record<string, Pick<FileRecord, 'type' | 'hash'>>;
  /** Records that belong to none of the files any more; absent without any. */
  strayRecords?: StrayRecord[];
  /** MD5 of the first files; of an ingestion that is worked in slices. */
  firstHashes?: string[];
  /** Of a slice that has not read yet what was done before: the run that did it. */
  unread?: RunRef;
}

/** Result of the workflow `ingest`, also the first detail of its failure, and what the next run of the id starts from. */
export type IngestResult = IngestProgress & { resume: ResumeState };

/** The few figures that the memo keeps for when no worker answers. */
export interface ProgressSummary {
  status: IngestStatus;
  stage: Stage;
  percent: number;
  files: number;
  delivered: number;
  failed: number;
  /** Present on a dry run. */
  dryRun?: true;
  projectId?: string;
  /** Present while it is paused. */
  pausedSince?: string;
  error?: ErrorInfo;
}
