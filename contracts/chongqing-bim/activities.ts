import type { DeferredFile, FailedFile, SourceStamp, TransferCount } from '../activities.ts';
import type { FileRanges } from '../file-ranges.ts';
import type { SendingLimits } from '../limits.ts';
import type { Sentence } from '../sentences.ts';
import type { ProjectRequest } from './request.ts';
import type { ChongqingBimRecord } from './state.ts';

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
  | { index: number; state: 'complete'; record: ChongqingBimRecord }
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
  /** The refusal of its merge, in the platform's words, while it is not known whether a merge is under way. */
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
  /** See {@link ChongqingBimRecord}. */
  type?: string;
  /** {@link ChongqingBimRecord.hash}. */
  recordHash?: string;
}

/**
 * How a conversion task ended; `running` is an answer of a last look only. `failed` holds positions in the list of models
 * that was submitted.
 */
export type ConversionOutcome =
  | { state: 'running' }
  | { state: 'done'; failed: { position: number; message: string; told?: Sentence[] }[] }
  | { state: 'failed'; message: string; told?: Sentence[] }
  | { state: 'lost' };

/** A model as the record call takes it. */
export interface ModelRecord {
  name: string;
  hash: string;
  size: number;
  path: string;
  createdUserId: string;
  /** See {@link ChongqingBimRecord}. */
  type?: string;
  /** {@link ChongqingBimRecord.hash}. */
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
   * Files of one call are independent of each other. Heartbeats `TransferHeartbeat`.
   */
  transferChunks(
    input: SendingLimits & {
      platform: string;
      chunkSizeBytes: number;
      /** Id of the ingestion, whose limits hold over all its slices. Absent in runs of an earlier version. */
      ingestion?: string;
      files: TransferFile[];
    },
  ): Promise<{ files: (TransferredFile | FailedFile | DeferredFile)[] }>;
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
  /** Asks for a task's progress until it ends (manual, `convert-process`). Heartbeats `ConversionHeartbeat`. */
  awaitConversion(input: {
    platform: string;
    modelGroupId: string;
    taskId: string;
    models: { hash: string; name: string }[];
    /** When the submission was answered, by Temporal's clock, in milliseconds since 1970. Default: when this step was scheduled. */
    submittedAtMs?: number;
    /** The files whose progress it tells: those of the models, and of what is delivered with them. */
    files?: FileRanges;
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
