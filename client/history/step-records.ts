import type { temporal as proto } from '@temporalio/proto';
import type { StepReports } from '../../contracts/activities.ts';
import type { ErrorInfo } from '../../contracts/errors.ts';
import type { ManifestStep } from '../../contracts/manifest.ts';
import { englishOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { stepInfo } from '../../contracts/steps.ts';
import { readFirstPayload } from '../../lib/temporal-sdk/payloads.ts';
import { parseFailure } from '../snapshot/pending-activity.ts';
import { type HistoryEvent, timeOf } from './run-histories.ts';

/** One step of a run, over all its attempts, with what it was given and what it answered. */
export interface StepRecord extends Omit<ManifestStep, 'run' | 'files'> {
  input: unknown;
  /** Only of a step that is done. */
  result?: unknown;
  /** By which its failure is said in other languages. */
  told?: Sentence[];
}

/** The steps in a history, in the order in which they were to be done. */
export function stepRecords(events: readonly HistoryEvent[]): StepRecord[] {
  const steps = new Map<string, StepRecord>();
  const byActivity = new Map<string, StepRecord>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const started = event.activityTaskStartedEventAttributes;
    if (scheduled) {
      const step = scheduledStep(event, scheduled);
      steps.set(String(event.eventId), step);
      byActivity.set(scheduled.activityId ?? '', step);
    }
    if (started) {
      const step = steps.get(String(started.scheduledEventId));
      if (step !== undefined) setStart(step, event, started);
    }
    const end = endOf(event);
    if (end === undefined) continue;
    const step = steps.get(String(end.scheduledEventId));
    if (step === undefined) continue;
    Object.assign(step, end.what, { endedAt: timeOf(event) });
    if (step.step === 'readReports') setAttempts(byActivity, step.result);
  }
  return [...steps.values()];
}

function scheduledStep(
  event: HistoryEvent,
  { activityType, input }: proto.api.history.v1.IActivityTaskScheduledEventAttributes,
): StepRecord {
  return {
    step: activityType?.name ?? '',
    input: readFirstPayload(input),
    attempts: 0,
    outcome: 'open',
    scheduledAt: timeOf(event),
  };
}

/** Temporal writes the start of the last attempt alone, together with the end of the step. */
function setStart(
  step: StepRecord,
  event: HistoryEvent,
  { attempt, identity, lastFailure }: proto.api.history.v1.IActivityTaskStartedEventAttributes,
): void {
  step.attempts = attempt ?? 1;
  step.startedAt = timeOf(event);
  if (identity) step.worker = identity;
  if (lastFailure) Object.assign(step, failureOf(lastFailure));
}

/** Of a step that is stopped between two attempts Temporal writes no start: how often it began was read just before. */
function setAttempts(steps: ReadonlyMap<string, StepRecord>, result: unknown): void {
  const { attempts = {} } = (result ?? {}) as Partial<StepReports>; // as: what this step answers
  for (const [activityId, begun] of Object.entries(attempts)) {
    const step = steps.get(activityId);
    if (step !== undefined && isReadWhenStopped(step)) step.attempts = begun;
  }
}

/** See `PauseGate.run`. */
function isReadWhenStopped({ step }: StepRecord): boolean {
  const reports = stepInfo(step)?.reports;
  return reports === 'fingerprint' || reports === 'transfer';
}

type StepEnd = Pick<StepRecord, 'outcome'> & Partial<Pick<StepRecord, 'result' | 'failure' | 'told'>>;

function endOf(event: HistoryEvent): { scheduledEventId: unknown; what: StepEnd } | undefined {
  const done = event.activityTaskCompletedEventAttributes;
  if (done) return { ...idOf(done), what: { outcome: 'done', result: readFirstPayload(done.result) } };
  const failed = event.activityTaskFailedEventAttributes;
  if (failed) return { ...idOf(failed), what: withFailure('failed', failed.failure) };
  const timedOut = event.activityTaskTimedOutEventAttributes;
  if (timedOut) return { ...idOf(timedOut), what: withFailure('timedOut', timedOut.failure) };
  const cancelled = event.activityTaskCanceledEventAttributes;
  return cancelled ? { ...idOf(cancelled), what: { outcome: 'cancelled' } } : undefined;
}

function idOf({ scheduledEventId }: { scheduledEventId?: unknown }): { scheduledEventId: unknown } {
  return { scheduledEventId };
}

function withFailure(
  outcome: 'failed' | 'timedOut',
  failure: proto.api.failure.v1.IFailure | null | undefined,
): StepEnd {
  return failure ? { outcome, ...failureOf(failure) } : { outcome };
}

const LOST = sentenceOf('the worker that ran it was lost or stopped');

function failureOf(failure: proto.api.failure.v1.IFailure): Pick<StepRecord, 'told'> & { failure: ErrorInfo } {
  const { type, message, told = [], isWorkerLost } = parseFailure(failure);
  return isWorkerLost
    ? { failure: { type, message: englishOf(LOST) }, told: [LOST] }
    : { failure: { type, message }, told };
}
