import type { ErrorInfo } from './errors.ts';
import type { Labels } from './labels.ts';
import type { ModelFormat } from './model-format.ts';
import type { Remembered } from './remembered.ts';
import type { Sentence } from './sentences.ts';

/**
 * Where an ingestion stands. `partial`: at least one file delivered, and at least one failed or delivered with an `error`.
 * `failed`: none delivered.
 */
export type IngestStatus = 'running' | 'paused' | 'completed' | 'partial' | 'failed' | 'cancelled';

/** All values of {@link IngestStatus}. */
export const INGEST_STATUSES: readonly IngestStatus[] = [
  'running',
  'paused',
  'completed',
  'partial',
  'failed',
  'cancelled',
];

/** The step an ingestion or a file is in: the least advanced file's for an ingestion. */
export type Stage = 'fingerprint' | 'upload' | 'merge' | 'synchronize' | 'convert' | 'register' | 'done';

/** All values of {@link Stage}, in their order. */
export const STAGES: readonly Stage[] = [
  'fingerprint',
  'upload',
  'merge',
  'synchronize',
  'convert',
  'register',
  'done',
];

/** Where one file stands. */
export type FileStatus = 'pending' | 'uploading' | 'uploaded' | 'converting' | 'converted' | 'registered' | 'failed';

/** All values of {@link FileStatus}. */
export const FILE_STATUSES: readonly FileStatus[] = [
  'pending',
  'uploading',
  'uploaded',
  'converting',
  'converted',
  'registered',
  'failed',
];

/** What was sent of a file. */
export interface UploadProgress {
  /** Number of chunks the file has at this chunk size. */
  chunks: number;
  /** Chunk requests that the platform accepted in this ingestion, over all attempts. */
  sent: number;
  /** Chunks the platform already had. */
  skipped: number;
  /** Bytes in the `skipped` chunks. */
  bytesSkipped: number;
  /** Bytes in the `sent` chunks. */
  bytesSent: number;
  /** Bytes of requests under way that have left this machine and are not answered yet; only while it is sent. */
  bytesUnderWay?: number;
  /** The platform had the whole file; nothing was sent. */
  instant: boolean;
  /** The platform was asked and had nothing: what it has from then on was sent. Only while nothing is counted yet. */
  asked?: true;
}

/** Ids and addresses on a platform, by the names that its kind gives them. */
export type RemoteIds = Readonly<Record<string, string>>;

/** One file of an ingestion, as `show --json` prints it. */
export interface FileProgress {
  source: string;
  name: string;
  /** Bytes. */
  size: number;
  /** MD5, lower-case hex; empty until it is known, null of a delivered file whose bytes never passed here. */
  hash: string | null;
  status: FileStatus;
  stage: Stage;
  /** 0 … 100, over all stages. */
  percent: number;
  upload: UploadProgress;
  /** The platform's id of the file record. */
  fileId?: string;
  /** The platform's path of the file record. */
  path?: string;
  /** What else the platform answered about it, by the kind's own names. */
  remote?: RemoteIds;
  /** Source of the file of the same name and content that is delivered for both. */
  sameAs?: string;
  /** What its bytes say that it is; absent until it is looked at, and where they do not say. */
  format?: ModelFormat;
  /** Something worth knowing that is not an error, e.g. content that does not look like its extension. */
  warning?: string;
  /** What is to be known of it though it went well, such as a copy that may remain on the platform. */
  notes?: string[];
  /** Where its result was saved, on the machine that worked the file. */
  saved?: string;
  error?: ErrorInfo;
}

/** What an ingestion may wait for; what a user can do something about comes first. */
export const WAITING_FOR = ['platform', 'rate', 'host', 'worker', 'ingestion'] as const;

/** Why an ingestion does not move at the moment. */
export interface Waiting {
  for: (typeof WAITING_FOR)[number];
  reason: string;
  /** By which the reason is said in other languages; absent of the words of others. */
  told?: Sentence[];
  /** Stays the same over all attempts of one wait. */
  since: string;
  /** Absent while an attempt is under way, and when the wait needs manual action. */
  nextAttemptAt?: string;
  /** The host whose worker, or whose files, it waits for. */
  host?: string;
}

/** One conversion task and the model group that belongs to it. */
export interface TaskRef {
  modelGroupId: string;
  taskId: string;
}

/** What a dry run found. */
export interface DryRunReport {
  /** Files that would be sent, whole or in part. */
  toSend: number;
  /** Bytes that would be sent. */
  bytesToSend: number;
  /** Files of which the platform has every byte. */
  instant: number;
}

/** Where a run is to be found in Temporal. */
export interface RunRef {
  workflowId: string;
  runId: string;
}

/** A part of the files of a large ingestion, worked by a run of its own. */
export interface SliceProgress {
  /** Position of its first file in the request. */
  from: number;
  /** Number of its files. */
  count: number;
  /** The run that has the files and their outcome; absent before it is started. */
  run?: RunRef;
  /** The run that had them last in an earlier run of the ingestion; what that did is taken up. */
  previous?: RunRef;
  status: IngestStatus;
  stage: Stage;
  /** 0 … 100. */
  percent: number;
  delivered: number;
  failed: number;
  /** The first failure among its files. */
  error?: ErrorInfo;
  /** Why one of its steps waits, as far as the step could tell. */
  waiting?: Waiting;
}

/** A file that was left out before the ingestion was started. */
export interface SkippedSource {
  source: string;
  reason: string;
}

/** The same as a client that starts an ingestion says it. */
export interface LeftOutSource extends SkippedSource {
  /** By which the reason is said in other languages. */
  told?: Sentence;
}

/** An ingestion as `show --json` prints it and the query `progress` answers it. */
export interface IngestProgress extends Remembered {
  id: string;
  /** The first run of a chain. */
  runId: string;
  platform: string;
  /** The kind of that platform; absent until the request is checked, and of ingestions of version 0.1. */
  kind?: string;
  /** Who started it: `USER@HOST`, or the name of a service; absent where the client that did so does not say. */
  startedBy?: string;
  /** The labels of the request; absent without any, and of a request that did not come from this client until a worker has checked it. */
  labels?: Labels;
  /** The sync that it is of, whose next run tries again what failed. */
  sync?: string;
  status: IngestStatus;
  stage: Stage;
  /** 0 … 100. */
  percent: number;
  waiting?: Waiting;
  /** Since when no call under way has had an answer or moved a byte; only after some seconds, and not while it waits. */
  silentSince?: string;
  /** Since when it is paused; present while it is. */
  pausedSince?: string;
  /** It is open and its cancellation was asked for, whether or not a worker has taken that up. */
  cancelling?: true;
  projectId?: string;
  /** The name of a project that the request has made. */
  projectName?: string;
  modelGroupId?: string;
  taskId?: string;
  tasks?: TaskRef[];
  files: FileProgress[];
  /** What a walk left out, as far as it is kept: the first thousand at most. */
  skipped?: SkippedSource[];
  /**
   * Of an ingestion too large for one run: the runs that have its files. What its own run answers has no `files` then;
   * the client library puts the slices' files in their place.
   */
  slices?: SliceProgress[];
  /** Present on a dry run. */
  dryRun?: DryRunReport;
  /** What stays on the platform although no record of the ingestion points to it, one line each. */
  leftovers?: string[];
  /** Other ways in which the answer is not the whole truth, e.g. that no worker answered. */
  note?: string;
  error?: ErrorInfo;
  startedAt: string;
  closedAt?: string;
  /** The run in the Temporal UI. */
  url?: string;
}
