export { type ErrorInfo, type ErrorType, isErrorType } from '../contracts/errors.ts';
export { DEFAULT_TASK_QUEUE, hostTaskQueue, INGESTION_ID_PATTERN } from '../contracts/names.ts';
export {
  type DryRunReport,
  type FileProgress,
  type FileStatus,
  INGEST_STATUSES,
  type IngestProgress,
  type IngestStatus,
  STAGES,
  type Stage,
  type TaskRef,
  type UploadProgress,
  type Waiting,
} from '../contracts/progress.ts';
export type { FileRequest, GroupRequest, IngestOptions, IngestRequest, ProjectRequest } from '../contracts/request.ts';
export { ModelrailError } from '../lib/errors.ts';
export { createModelrail } from './create-modelrail.ts';
export { createIngestionId } from './ingest.ts';
export type {
  IngestFilter,
  IngestPage,
  IngestStarted,
  IngestSummary,
  Modelrail,
  ModelrailOptions,
  RetryStarted,
  SearchAttributeCheck,
  WatchOptions,
  WorkerSighting,
} from './modelrail.ts';
