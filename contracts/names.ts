/** Name of the workflow that any Temporal client may start with an `IngestRequest`. */
export const INGEST_WORKFLOW = 'ingest';

/** Name of the workflow that works a part of a large ingestion's files; `ingest` alone starts it. */
export const SLICE_WORKFLOW = 'ingestSlice';

/** Signal: a platform has called about jobs of the run, `{ jobs }`. */
export const CALLBACK_SIGNAL = 'callback';
/** Query: answers an `IngestProgress`. */
export const PROGRESS_QUERY = 'progress';
/** Query: answers the `IngestResult` that a retry of the run starts from. */
export const RESULT_QUERY = 'result';
/** Signal: stops transfers and hashing at the next safe point. */
export const PAUSE_SIGNAL = 'pause';
/** Signal: goes on after a pause. */
export const RESUME_SIGNAL = 'resume';
/** Signal: `SendingLimits` hold from now on in place of those of the request. */
export const SET_SIGNAL = 'set';
/** Update: cuts short the wait before the next attempt. */
export const RETRY_UPDATE = 'retry';

/** Signal of a step to its run: a `StepWaiting`. */
export const STEP_WAITING_SIGNAL = 'stepWaiting';

/** Signal of a slice to its ingestion: a `SliceReport`. */
export const SLICE_REPORT_SIGNAL = 'sliceReport';
/** Signal of an ingestion to a slice that wants to register its models: a `RegistrationDecision`. */
export const REGISTRATION_SIGNAL = 'registration';

/** The id of a slice's run: no ingestion's, since that has no slash. */
export function sliceWorkflowId(ingestion: string, from: number, count: number): string {
  return `${ingestion}/files-${from + 1}-${from + count}`;
}

/** The id of the ingestion that a run belongs to: its own, or that of the one whose slice it is. */
export function ingestionIdOf(workflowId: string): string {
  return workflowId.split('/', 1)[0] ?? '';
}

/** Search attributes, with their Temporal types. */
export const SEARCH_ATTRIBUTES = {
  ModelrailPlatform: 'Keyword',
  ModelrailStatus: 'Keyword',
  ModelrailStage: 'Keyword',
  ModelrailProject: 'Keyword',
  ModelrailSync: 'Keyword',
  ModelrailHash: 'KeywordList',
} as const;

/** `ModelrailHash` holds the first files only: Temporal allows 2,048 bytes for one value. */
export const MAX_HASHES_IN_SEARCH_ATTRIBUTE = 50;

/** Memo key: SHA-256 of the canonical request, by which a second start of the same id is judged. */
export const REQUEST_DIGEST_MEMO = 'requestDigest';
/** Memo key: who started the ingestion, `USER@HOST` or the name of a service. */
export const STARTED_BY_MEMO = 'startedBy';
/** Memo key: the labels of the request; absent without any. */
export const LABELS_MEMO = 'labels';
/** Memo key: the last `ProgressSummary`, for when no worker can answer the query. */
export const SUMMARY_MEMO = 'summary';
/** Memo key: the first of what a cancelled run left on the platform; a run that ends otherwise has it in its result. */
export const LEFTOVERS_MEMO = 'leftovers';
/** Memo key: the `SendingLimits` that were set while it ran; what the request has stands only in the request. */
export const LIMITS_MEMO = 'limits';

/** Memo key: the targets of `notify` that the request names; absent without any. */
export const NOTIFY_MEMO = 'notify';

/** Memo key: the `SkippedSource`s that its client left out. */
export const SKIPPED_MEMO = 'skipped';
/** Memo key: the sentences by which their reasons are said in other languages, each once. */
export const SKIPPED_TOLD_MEMO = 'skippedTold';

/** Default task queue. */
export const DEFAULT_TASK_QUEUE = 'modelrail';

/** The name of a host: a part of the name of a task queue, and of messages. */
export const HOST_PATTERN = /^[^\p{Cc}\p{Cs}\p{Z}/\\]{1,255}$/u;

/** {@link HOST_PATTERN} in words, as the end of a sentence. */
export const HOST_RULE = 'must be 1 to 255 characters without blanks, slashes and control characters';

/** The queue on which the worker of `host` takes the steps that read its local files. */
export function hostTaskQueue(taskQueue: string, host: string): string {
  return `${taskQueue}@${host}`;
}

/** An ingestion's id: a Temporal workflow id that is also safe in a URL, a file name and a shell. */
export const INGESTION_ID_PATTERN = /^[A-Za-z0-9._-]{1,200}$/;
