import type { ErrorInfo } from './errors.ts';
import type { RunRef } from './progress.ts';
import type { IngestRequest, ProjectRequest } from './request.ts';
import type { FileRecord, IngestResult } from './state.ts';
import type { VerificationActivities } from './verification.ts';

/** Kinds of platform that this version can speak to. */
export const PLATFORM_KINDS = ['chongqing-bim'] as const;
/** One of {@link PLATFORM_KINDS}. */
export type PlatformKind = (typeof PLATFORM_KINDS)[number];

/** What the worker's configuration fixes for a run, at its start. */
export interface IngestPlan {
  kind: PlatformKind;
  chunkSizeBytes: number;
  maxModelsPerTask: number;
  convertTimeoutMs: number;
  /** Heartbeat time-out of steps that only wait. A run that was prepared without it has that of `POLICIES.wait`. */
  waitHeartbeatMs?: number;
  /** True: files get a SHA-256 beside the MD5; absent otherwise. */
  sha256?: true;
}

/** A file's identity on disk: as long as size and stamp are the same, its content is taken to be. */
export interface SourceStamp {
  /** Bytes. */
  size: number;
  /** mtime in nanoseconds, and inode. */
  stamp: string;
}

/** A file that a step has given up on, for a reason that no retry changes. */
export interface FailedFile {
  index: number;
  state: 'failed';
  error: ErrorInfo;
  /** What was sent of it before; only of a transfer that has asked the platform. */
  count?: TransferCount;
}

/** A file that a step could not finish yet, while others of its group went on. */
export interface DeferredFile {
  index: number;
  state: 'deferred';
  error: ErrorInfo;
  /** What was sent of it so far; only of a transfer that has asked the platform. */
  count?: TransferCount;
}

/** A local file to look at. `index` is the file's position in the request, in every activity. */
export interface InspectFile {
  index: number;
  source: string;
}

/** A file that exists, may be read, and is not empty. */
export interface InspectedFile extends SourceStamp {
  index: number;
  state: 'ok';
  warning?: string;
}

/** A file to hash. */
export interface FingerprintFile extends SourceStamp {
  index: number;
  source: string;
}

/** A hashed file. */
export interface FingerprintedFile {
  index: number;
  state: 'ok';
  /** MD5, lower-case hex. */
  hash: string;
  /** Lower-case hex; where the run asks for it. */
  sha256?: string;
  /** CRC-32 of every chunk, four bytes each, big endian, base64. */
  checksums: string;
}

/** Steps that need no platform: run where the files are. */
export interface SourceActivities {
  /** Looks at every file once: there, allowed, not empty. Never reads content beyond its first bytes. */
  inspectSources(input: { files: InspectFile[] }): Promise<{ files: (InspectedFile | FailedFile | DeferredFile)[] }>;
  /**
   * Reads every file once: MD5 of the whole, CRC-32 of each chunk, and SHA-256 where `sha256` asks for it (no
   * checkpoints are made then). Heartbeats {@link FingerprintHeartbeat}.
   * `checkpoints`, by file index: where a step that was stopped had come to with these very files.
   */
  fingerprintFiles(input: {
    chunkSizeBytes: number;
    sha256?: true;
    files: FingerprintFile[];
    checkpoints?: Record<string, HashCheckpoint>;
  }): Promise<{ files: (FingerprintedFile | FailedFile | DeferredFile)[] }>;
}

/** Steps of every ingestion, whatever its platform. */
export interface IngestActivities {
  /** Validates the request against this worker's configuration and fixes the settings of the run. */
  prepareIngestion(input: { request: IngestRequest }): Promise<IngestPlan>;
  /** Lets steps of this run and of its slices that wait for their next attempt start now; answers how many there were. */
  hastenAttempts(input: { slices?: RunRef[] }): Promise<{ hastened: number }>;
  /** Reads what the pending steps of this run reported last. */
  readReports(input: Record<string, never>): Promise<StepReports>;
  /** Reads what an earlier run of a slice has done, for the next one to go on from. */
  readSlice(input: { run: RunRef }): Promise<{ result?: IngestResult | undefined }>;
  /** Answers at once: proof that a worker listens on a queue. */
  ping(input: Record<string, never>): Promise<{ identity: string }>;
}

/** What steps have done with the files that they are working on, by file index; heartbeats have it under the same names. */
export interface StepReports {
  files: TransferHeartbeat['files'];
  checkpoints: NonNullable<FingerprintHeartbeat['checkpoints']>;
  /** How many attempts of each step have begun, by the id of its activity: of one that is stopped now Temporal keeps none. */
  attempts?: Record<string, number>;
}

/** Heartbeat of {@link SourceActivities.fingerprintFiles}, by file index. */
export interface FingerprintHeartbeat {
  step: 'fingerprint';
  /** Bytes hashed so far. */
  bytes: Record<string, number>;
  /** Where the next attempt goes on; only of files whose bytes cost network. */
  checkpoints?: Record<string, HashCheckpoint>;
}

/** A hash under way, from which another process can go on without the bytes that were read. */
export interface HashCheckpoint {
  /** Bytes hashed. */
  bytes: number;
  /** State of the MD5, base64. */
  md5: string;
  /** CRC-32 of the chunk that has begun, as far as it was read. */
  crc: number;
  /** CRC-32 of every finished chunk, four bytes each, big endian, base64. */
  checksums: string;
}

/** Heartbeat of {@link ChongqingBimActivities.transferChunks}. */
export interface TransferHeartbeat {
  step: 'transfer';
  files: Record<string, TransferCount>;
  /** Set while chunks are refused and tried again, until one gets through, or while another ingestion sends them; without a next attempt while one is made. */
  waiting?: {
    reason: string;
    since: string;
    isRateLimit: boolean;
    /** Another ingestion sends the same content. */
    isIngestion?: true;
    nextAttemptAt?: string;
  };
}

/** What one file's transfer has done, over all attempts of the step. */
export interface TransferCount {
  /** Chunks that the platform had when it was first asked. */
  skipped: number;
  /** Their bytes. */
  bytesSkipped: number;
  /** Chunk requests that the platform accepted. */
  sent: number;
  /** Their bytes. */
  bytesSent: number;
  /** How often each chunk was accepted, as the transfer encodes it; where a later step may have to know. */
  accepted?: string;
}

/** A file to send. */
export interface TransferFile extends SourceStamp {
  index: number;
  source: string;
  name: string;
  hash: string;
  checksums: string;
  tags: string[];
  /** How often the platform had every chunk of the file and lost some before it was whole. Default: 0. */
  losses?: number;
  /** What earlier steps counted: see {@link TransferCount.accepted}. */
  accepted?: string;
}

/**
 * What the platform says of a file: complete with its record, all chunks there and the merge outstanding, or chunks
 * missing (again: it has lost them, or refused them at the merge).
 */
export type UploadState =
  | { index: number; state: 'complete'; record: FileRecord }
  | {
      index: number;
      state: 'unmerged' | 'incomplete';
      /** The merge was refused in these words, after an attempt of unknown outcome: it may be under way all the same. */
      refusal?: string;
    };

/** Outcome of a transfer. */
export type TransferredFile = UploadState & { count?: TransferCount };

/** A file of which every chunk is on the platform. */
export interface UploadedFile {
  index: number;
  name: string;
  hash: string;
  size: number;
  tags: string[];
  /** The words in which its merge was refused, while nobody knows whether it is under way. */
  refusal?: string;
}

/** A model as the conversion call takes it. */
export interface ConversionModel {
  id: string;
  name: string;
  size: number;
  hash: string;
  path: string;
  tags: string[];
  /** See {@link FileRecord}. */
  type?: string;
  /** {@link FileRecord.hash}. */
  recordHash?: string;
}

/**
 * How a conversion task ended; `running` is an answer of a last look only. `failed` holds positions in the list of models
 * that was submitted.
 */
export type ConversionOutcome =
  | { state: 'running' }
  | { state: 'done'; failed: { position: number; message: string }[] }
  | { state: 'failed'; message: string }
  | { state: 'lost' };

/** Heartbeat of {@link ChongqingBimActivities.awaitConversion}. */
export interface ConversionHeartbeat {
  step: 'convert';
  /** Mean over the models, 0 … 100. */
  percent: number;
}

/** A model as the record call takes it. */
export interface ModelRecord {
  name: string;
  hash: string;
  size: number;
  path: string;
  createdUserId: string;
  /** See {@link FileRecord}. */
  type?: string;
  /** {@link FileRecord.hash}. */
  recordHash?: string;
}

/** What the platform has of a file (dry run). */
export interface UploadStatusReport {
  index: number;
  state: 'ok';
  isComplete: boolean;
  missingChunks: number;
  bytesToSend: number;
}

/** Steps of the Chongqing BIM platform, one for each kind of call. Every input names the platform. */
export interface ChongqingBimActivities {
  /** Asks what the platform has of each file (manual section 2), for a dry run. */
  queryUploadStatus(input: {
    platform: string;
    chunkSizeBytes: number;
    files: UploadedFile[];
  }): Promise<{ files: (UploadStatusReport | FailedFile | DeferredFile)[] }>;
  /**
   * Asks what is missing, sends it, several requests at a time, and asks again (manual sections 2 and 3).
   * Files of one call are independent of each other. Heartbeats {@link TransferHeartbeat}.
   */
  transferChunks(input: {
    platform: string;
    chunkSizeBytes: number;
    /** Id of the ingestion, whose limits hold over all its slices. Absent in runs of an earlier version. */
    ingestion?: string;
    concurrency?: number;
    bwlimit?: string;
    files: TransferFile[];
  }): Promise<{ files: (TransferredFile | FailedFile | DeferredFile)[] }>;
  /** Asks for the merge of files whose chunks are all there, then for their status (manual section 3, note). */
  mergeFiles(input: {
    platform: string;
    chunkSizeBytes: number;
    files: UploadedFile[];
  }): Promise<{ files: (UploadState | FailedFile | DeferredFile)[] }>;
  /** Asks for the synchronisation of files that are still not complete (manual, `Synchronous`). */
  synchronizeFiles(input: {
    platform: string;
    files: UploadedFile[];
  }): Promise<{ files: (UploadState | FailedFile | DeferredFile)[] }>;
  /**
   * Asks until every file is complete, or lacks chunks again; where the merge was refused it is asked for again. The time
   * limit is the workflow's.
   */
  awaitMerged(input: {
    platform: string;
    chunkSizeBytes: number;
    files: UploadedFile[];
  }): Promise<{ files: (UploadState | FailedFile | DeferredFile)[] }>;
  /** Submits one conversion task (manual, `convert-model`). */
  submitConversion(input: {
    platform: string;
    modelGroupId: string;
    models: ConversionModel[];
  }): Promise<{ taskId: string }>;
  /** Asks for a task's progress until it ends (manual, `convert-process`). Heartbeats {@link ConversionHeartbeat}. */
  awaitConversion(input: {
    platform: string;
    modelGroupId: string;
    taskId: string;
    models: { hash: string; name: string }[];
    /** When the submission was answered, by Temporal's clock, in milliseconds since 1970. Default: when this step was scheduled. */
    submittedAtMs?: number;
    /** Looks once and answers `running` where the task goes on. */
    isLastLook?: true;
  }): Promise<ConversionOutcome>;
  /**
   * Creates the project record (manual, `project/create`). `mayExist`: an earlier attempt's outcome is unknown. `isDenied`,
   * `assumed` and `isGuess`: see `ProjectState`.
   */
  createProject(input: {
    platform: string;
    id: string;
    project: ProjectRequest;
    mayExist: boolean;
    isDenied?: true;
  }): Promise<{ projectId: string; assumed?: string; isGuess?: true }>;
  /** Creates the record of a model group (manual, `projectGroup/create`). */
  createModelGroup(input: {
    platform: string;
    id: string;
    name: string;
    projectId: string;
    taskId: string;
    parentId?: string;
    mayExist: boolean;
  }): Promise<{ modelGroupId: string }>;
  /** Creates the records of a group's models, all in one call (manual, `projectFile/create`). */
  createModelFiles(input: {
    platform: string;
    projectId: string;
    modelGroupId: string;
    taskId: string;
    models: ModelRecord[];
    mayExist: boolean;
  }): Promise<Record<string, never>>;
}

/** Every activity, by name. */
export type Activities = SourceActivities & IngestActivities & ChongqingBimActivities & VerificationActivities;
