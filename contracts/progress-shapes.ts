import { ERROR_TYPES, type ErrorInfo } from './errors.ts';
import type { ModelFormat } from './model-format.ts';
import {
  FILE_STATUSES,
  type FileProgress,
  INGEST_STATUSES,
  type RunRef,
  type SliceProgress,
  STAGES,
  type UploadProgress,
  WAITING_FOR,
  type Waiting,
} from './progress.ts';
import { isSentence } from './sentences.ts';
import {
  isBoolean,
  isCount,
  isNumber,
  isPositive,
  isText,
  listOf,
  mapOf,
  matching,
  oneOf,
  optional,
  shaped,
} from './shapes.ts';

/** An MD5, as search attributes take it. */
export const isHash = matching(/^[0-9a-f]{32}$/);
/** Of a run: its id becomes part of a call to Temporal. */
export const isRunRef = shaped<RunRef>({ workflowId: isText, runId: isText });
export const isErrorInfo = shaped<ErrorInfo>({
  type: oneOf(ERROR_TYPES),
  message: isText,
  isSummary: optional(oneOf([true])),
});
export const isStage = oneOf(STAGES);
export const isStatus = oneOf(INGEST_STATUSES);

/** Why something waits. */
export const isWaiting = shaped<Waiting>({
  for: oneOf(WAITING_FOR),
  reason: isText,
  told: optional(listOf(isSentence)),
  since: isText,
  nextAttemptAt: optional(isText),
  host: optional(isText),
});

const isUpload = shaped<UploadProgress>({
  chunks: isCount,
  sent: isCount,
  skipped: isCount,
  bytesSkipped: isCount,
  bytesSent: isCount,
  bytesUnderWay: optional(isCount),
  instant: isBoolean,
  asked: optional(oneOf([true])),
});

/** What a run says of a file. */
export const isFileProgress = shaped<FileProgress>({
  source: isText,
  name: isText,
  size: isCount,
  hash: (value) => value === '' || value === null || isHash(value),
  status: oneOf(FILE_STATUSES),
  stage: isStage,
  percent: isNumber,
  upload: isUpload,
  fileId: optional(isText),
  path: optional(isText),
  remote: optional(mapOf(isText)),
  sameAs: optional(isText),
  format: optional(shaped<ModelFormat>({ kind: isText, version: optional(isText) })),
  warning: optional(isText),
  notes: optional(listOf(isText)),
  saved: optional(isText),
  error: optional(isErrorInfo),
});

/** What a run says of a slice. */
export const isSliceProgress = shaped<SliceProgress>({
  from: isCount,
  count: isPositive,
  run: optional(isRunRef),
  previous: optional(isRunRef),
  status: isStatus,
  stage: isStage,
  percent: isNumber,
  delivered: isCount,
  failed: isCount,
  error: optional(isErrorInfo),
  waiting: optional(isWaiting),
});
