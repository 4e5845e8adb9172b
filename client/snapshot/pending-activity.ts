import protos, { type temporal as proto } from '@temporalio/proto';
import type { ConversionHeartbeat, FingerprintHeartbeat, TransferHeartbeat } from '../../contracts/activities.ts';
import type { ErrorType, FailureDetails } from '../../contracts/errors.ts';
import { HAND_OVER, isErrorType } from '../../contracts/errors.ts';
import { HEARTBEAT_TIMEOUT_MS } from '../../contracts/policies.ts';
import { englishOf, parseSentences, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { optionalTsToMs } from '../../lib/temporal-sdk/internals.ts';
import { readFirstPayload } from '../../lib/temporal-sdk/payloads.ts';
import type { Run } from '../runs/run.ts';

const { PendingActivityState, TimeoutType } = protos.temporal.api.enums.v1;

/** A heartbeat of one of our activities. */
export type Heartbeat = FingerprintHeartbeat | TransferHeartbeat | ConversionHeartbeat;

/** Why the last attempt of an activity failed. */
export interface AttemptFailure {
  type: ErrorType;
  message: string;
  /** By which that is said in other languages. */
  told?: Sentence[];
  /** When the present series of failures began (ISO 8601). */
  since?: string;
  /** True when the worker that ran it was lost, or stopped. */
  isWorkerLost: boolean;
}

/** An activity that Temporal has not seen the end of. Times are milliseconds since the epoch. */
export interface PendingActivity {
  name: string;
  taskQueue: string;
  /** The host whose own queue it is on; absent when every worker may take it. */
  host: string | undefined;
  /** `waiting` for its next attempt; `scheduled`, for a worker to take it; `started`, at a worker. */
  state: 'waiting' | 'scheduled' | 'started';
  scheduledAt: number | undefined;
  startedAt: number | undefined;
  heartbeatAt: number | undefined;
  /** Milliseconds without a heartbeat after which Temporal takes the worker for dead. */
  heartbeatTimeoutMs: number;
  nextAttemptAt: number | undefined;
  failure: AttemptFailure | undefined;
  heartbeat: Heartbeat | undefined;
  /** When the present series of failed attempts began (ISO 8601); undefined when the step has come further since. */
  failingSince: string | undefined;
  /** Since when no call of the step has had an answer or moved a byte (ISO 8601); undefined where that is not long. */
  silentSince: string | undefined;
}

/** The pending activities of a run. */
export function pendingActivities(run: Run): PendingActivity[] {
  return (run.raw.pendingActivities ?? []).map((raw) => ({
    name: raw.activityType?.name ?? '',
    ...queueOf(raw, run),
    state: stateOf(raw),
    scheduledAt: optionalTsToMs(raw.scheduledTime),
    startedAt: optionalTsToMs(raw.lastStartedTime),
    heartbeatAt: optionalTsToMs(raw.lastHeartbeatTime),
    heartbeatTimeoutMs: optionalTsToMs(raw.activityOptions?.heartbeatTimeout) || HEARTBEAT_TIMEOUT_MS,
    nextAttemptAt: optionalTsToMs(raw.nextAttemptScheduleTime),
    failure: raw.lastFailure ? parseFailure(raw.lastFailure) : undefined,
    ...parseHeartbeat(raw.heartbeatDetails),
  }));
}

/** A host's queue has the name of the host behind an `@`; see `hostTaskQueue`. */
function queueOf(
  raw: proto.api.workflow.v1.IPendingActivityInfo,
  run: Run,
): Pick<PendingActivity, 'taskQueue' | 'host'> {
  const taskQueue = raw.activityOptions?.taskQueue?.name || run.taskQueue;
  const at = taskQueue === run.taskQueue ? -1 : taskQueue.lastIndexOf('@');
  return { taskQueue, host: at < 0 ? undefined : taskQueue.slice(at + 1) };
}

function stateOf(raw: proto.api.workflow.v1.IPendingActivityInfo): PendingActivity['state'] {
  if (raw.state !== PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED) return 'started';
  return raw.nextAttemptScheduleTime ? 'waiting' : 'scheduled';
}

const WORDLESS = sentenceOf('the last attempt failed without a message');

/** A failure of one of our activities as it was told to Temporal. */
export function parseFailure(failure: proto.api.failure.v1.IFailure): AttemptFailure {
  const ours = findOurs(failure) ?? failure;
  const type = ours.applicationFailureInfo?.type;
  const details = readFirstPayload(ours.applicationFailureInfo?.details) as FailureDetails | undefined; // as: first detail of every failure of ours
  const told = ours.message ? parseSentences(details?.told) : [WORDLESS];
  return {
    type: isErrorType(type) ? type : 'Internal',
    message: ours.message || englishOf(WORDLESS),
    ...(told.length === 0 ? {} : { told }),
    ...(typeof details?.since === 'string' ? { since: details.since } : {}),
    isWorkerLost: type === HAND_OVER || failure.timeoutFailureInfo?.timeoutType === TimeoutType.TIMEOUT_TYPE_HEARTBEAT,
  };
}

/** The failure that one of our activities made; what it was caused by is for the log. */
function findOurs(failure: proto.api.failure.v1.IFailure): proto.api.failure.v1.IFailure | undefined {
  for (let at: typeof failure | null | undefined = failure; at; at = at.cause) {
    if (isErrorType(at.applicationFailureInfo?.type)) return at;
  }
  return undefined;
}

function parseHeartbeat(
  details: proto.api.common.v1.IPayloads | null | undefined,
): Pick<PendingActivity, 'heartbeat' | 'failingSince' | 'silentSince'> {
  const value = readFirstPayload(details);
  if (typeof value !== 'object' || value === null) {
    return { heartbeat: undefined, failingSince: undefined, silentSince: undefined };
  }
  const failingSince =
    'failingSince' in value && typeof value.failingSince === 'string' ? value.failingSince : undefined;
  const silentSince = 'silentSince' in value && typeof value.silentSince === 'string' ? value.silentSince : undefined;
  const step = 'step' in value ? value.step : undefined;
  const isOurs = step === 'fingerprint' || step === 'transfer' || step === 'convert';
  return { heartbeat: isOurs ? (value as Heartbeat) : undefined, failingSince, silentSince }; // as: only our own activities name these steps
}
