import type { IngestRequest } from '../contracts/request.ts';

export { adviceFor, adviceOn, pausedAdvice, waitingAdvice } from '../contracts/advice.ts';
export type { PlatformChange } from '../contracts/changes.ts';
export { ERROR_TYPES, type ErrorInfo, type ErrorType, isErrorType, type KeptError } from '../contracts/errors.ts';
export type { Labels } from '../contracts/labels.ts';
export type { SendingLimits } from '../contracts/limits.ts';
export type {
  Manifest,
  ManifestChunks,
  ManifestFile,
  ManifestRemote,
  ManifestRun,
  ManifestSource,
  ManifestStage,
  ManifestStep,
  ManifestTotals,
} from '../contracts/manifest.ts';
export { formatText, type ModelFormat } from '../contracts/model-format.ts';
export { DEFAULT_TASK_QUEUE, hostTaskQueue, INGESTION_ID_PATTERN } from '../contracts/names.ts';
export type { GivenUpNotice, NoticeType } from '../contracts/notify.ts';
export type { OperationAnswer, OperationCall } from '../contracts/operations.ts';
export {
  type DryRunReport,
  type FileProgress,
  type FileStatus,
  INGEST_STATUSES,
  type IngestProgress,
  type IngestStatus,
  type LeftOutSource,
  type RunRef,
  type SkippedSource,
  type SliceProgress,
  STAGES,
  type Stage,
  type TaskRef,
  type UploadProgress,
  type Waiting,
} from '../contracts/progress.ts';
export type {
  DeliveryReport,
  ReportedChanges,
  ReportedFile,
  ReportedIngestion,
  ReportedVerification,
  ReportTotals,
  UnlikeCheck,
} from '../contracts/report.ts';
export type { FileRequest, IngestOptions, IngestRequest } from '../contracts/request.ts';
export type { Phrase, Sentence } from '../contracts/sentences.ts';
export type { SyncDeclaration } from '../contracts/sync/declaration.ts';
export type { MirrorDeclaration, MirroredFields, MirrorMap, RecurringDeclaration } from '../contracts/sync/mirror.ts';
export type { Deletion, PlannedDeletions, PlannedFile, SyncPlan } from '../contracts/sync/plan.ts';
export type { SyncFailure, SyncReport, SyncSkipped, SyncStatus } from '../contracts/sync/report.ts';
export {
  type FileVerification,
  type UndeliveredFile,
  VERIFICATION_STATES,
  type VerificationCheck,
  type VerificationState,
  type VerifyReport,
} from '../contracts/verification.ts';
export { ModelrailError, type ModelrailErrorOptions } from '../lib/errors.ts';
export type { RememberedFile } from '../lib/sync/remembered.ts';
export type { Told } from '../lib/words/words.ts';
export { createModelrail } from './create-modelrail.ts';
export type {
  IngestFilter,
  IngestionCount,
  IngestPage,
  IngestStarted,
  IngestStartOptions,
  IngestSummary,
  Modelrail,
  ModelrailOptions,
  Notifications,
  OpenSync,
  Overview,
  OverviewGroup,
  OverviewOptions,
  PlatformCall,
  ReportOptions,
  RetryOptions,
  RetryStarted,
  SearchAttributeCheck,
  VerifyOptions,
  WaitingIngestion,
  WatchOptions,
  WorkerInfo,
} from './modelrail.ts';
export type { CallOptions, PlatformWork } from './operations/types.ts';
export type { PlatformOptional } from './runs/check-request.ts';
export { createIngestionId } from './runs/ingest.ts';
export type { SyncDifference } from './syncs/differences.ts';
export type {
  MissedRun,
  SyncApplied,
  SyncApplyOptions,
  SyncDetails,
  SyncImportOptions,
  SyncInfo,
  SyncPut,
  SyncRun,
  SyncSpec,
  SyncStep,
  Syncs,
  SyncTriggered,
  TriggerOptions,
} from './syncs/types.ts';

/** The project that a request names, for platforms that have projects. */
export type ProjectRequest = NonNullable<IngestRequest['project']>;
/** The model group that a request names. */
export type GroupRequest = NonNullable<IngestRequest['group']>;
