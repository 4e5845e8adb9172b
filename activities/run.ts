import { setMaxListeners } from 'node:events';
import { CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ingestionIdOf } from '../contracts/names.ts';
import { HEARTBEAT_TIMEOUT_MS, HEARTBEATS_PER_TIMEOUT } from '../contracts/policies.ts';
import { watchCalls } from '../lib/http/call-watch.ts';
import { announce, mayHaveActed } from './announce.ts';
import { isWrongShape, toActivityFailure, toHandOver } from './failure.ts';
import { createOwnHeartbeats, type Heartbeats } from './heartbeats.ts';
import { createSilence } from './silence.ts';
import { spareFromWorkerStop } from './spared-call.ts';
import { createWaitNotifier } from './wait-notifier.ts';

/** What an activity knows of its own execution. */
export interface ActivityRun {
  /** Aborted when the step is cancelled, the worker stops, or a newer attempt takes over. */
  signal: AbortSignal;
  /** True when an earlier attempt of this step may have had effects that are not known. */
  mayHaveHappened: boolean;
  /** True when an earlier attempt died: `previous` need not have all that was done. */
  hasDied: boolean;
  /** As `signal`, but so many milliseconds after the stop of the worker: for a request under way that makes something. */
  cutAfter(graceMs: number): AbortSignal;
  /** What the attempt before reported last; undefined on the first, or when it died before its first heartbeat. */
  previous: Record<string, unknown> | undefined;
  workflowId: string;
  /** The run of that workflow. */
  runId: string;
  /** Id of the ingestion, or of the run of a sync, that the step works for. */
  ingestion: string;
  /** Same for all attempts of one step. */
  stepKey: string;
  /**
   * Milliseconds since a moment of Temporal's clock (default: when the step was scheduled). This machine's clock may differ
   * from that one, so only spans are taken from it; the time that this attempt waited for a worker is left out.
   */
  ageMs(sinceMs: number | undefined): number;
  /**
   * Tells what the attempt has done; of reports that come close upon each other the first and the last are told. A function
   * is called when a report leaves: for what is costly to put together.
   */
  report(details: Record<string, unknown> | (() => Record<string, unknown>)): void;
  /**
   * Reports, and that from now on the attempt may have an effect; returns when the server has it. For steps with the option
   * `announces`. After an error nothing may be sent.
   */
  announce(details: Record<string, unknown>): Promise<void>;
  /** What the step waits for has answered: what failed before is over, also for a step that comes no further by it. */
  answered(): void;
  /** Ends this attempt in favour of a newer one of the same step. */
  supersede(): void;
}

/**
 * Reports that come closer upon each other go out as one: each costs the worker a copy of all counts, a group reports for every
 * chunk and file, and the SDK holds most of them back in any case.
 */
const OWN_HEARTBEATS = createOwnHeartbeats({ mergeMs: 100 });

/** Reserved keys in the heartbeats of every step. */
interface RunDetails {
  /** False: this attempt and every earlier one are known to have had no effect. */
  outcomeUnknown: boolean;
  /** Who says so. An attempt that dies soon after its start leaves the words of the one before it standing. */
  attempt: number;
  /** The attempt has ended, and this is its last report. */
  hasEnded?: true;
  /** An earlier one has not. */
  hasDied?: true;
  /** When the present series of failed attempts began: since then the step came no further. */
  failingSince?: string;
  /** Attempts in this series; those that died without a report are not counted. */
  failures?: number;
  /** The most that the figures of one report have added up to, over all attempts. */
  furthest?: number;
  /** Attempts that ended with an answer of the wrong shape. */
  wrongShapes?: number;
}

/** How a step differs from the others. */
export interface ActivityOptions {
  /** When its heartbeats leave the worker. */
  heartbeats?: Heartbeats;
  /** With so many answers of the wrong shape it has failed: each may have had an effect. */
  maxWrongShapes?: number;
  /** Its attempts announce that they may have an effect: one that died before has had none. */
  announces?: boolean;
}

/** Makes an activity of a function: heartbeats, cancellation, and failures in the form the workflow expects. */
export function asActivity<Input, Output>(
  work: (input: Input, run: ActivityRun) => Promise<Output>,
  { heartbeats = OWN_HEARTBEATS, maxWrongShapes, announces = false }: ActivityOptions = {},
): (input: Input) => Promise<Output> {
  return async (input) => {
    const context = Context.current();
    const { attempt } = context.info;
    const beganAtMs = performance.now();
    const previous = asRecord(context.info.heartbeatDetails);
    const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = context.info;
    // A reset of the step counts its attempts from 1 again: only the first of all is scheduled when the step is.
    const wasReset = attempt === 1 && currentAttemptScheduledTimestampMs !== scheduledTimestampMs;
    const isFirst = attempt === 1 && previous === undefined && !wasReset;
    const isKnown = previous?.outcomeUnknown === false && previous['attempt'] === attempt - 1;
    const mayHaveHappened = announces ? mayHaveActed(previous, wasReset) : !isFirst && !isKnown;
    const hasLastWords = previous?.hasEnded === true && previous['attempt'] === attempt - 1;
    const hasDied = previous?.hasDied === true || (!isFirst && !hasLastWords);
    const superseded = new AbortController();

    const before = withoutSeries(previous);
    let readDetails = () => before;
    // Until the attempt ends with a known outcome, dying counts as unknown.
    let standing: RunDetails = { outcomeUnknown: true, attempt };
    if (typeof previous?.failingSince === 'string') standing.failingSince = previous.failingSince;
    if (typeof previous?.failures === 'number') standing.failures = previous.failures;
    if (typeof previous?.furthest === 'number') standing.furthest = previous.furthest;
    if (typeof previous?.wrongShapes === 'number') standing.wrongShapes = previous.wrongShapes;
    if (hasDied) standing.hasDied = true;
    const notifier = createWaitNotifier(previous);
    // A checkpoint's checksums and the numbers of files are figures too, but no amounts; what is under way may come to nothing.
    // What came from the attempt before is no progress.
    let isNoted = true;
    const noteProgress = () => {
      if (isNoted) return;
      isNoted = true;
      const { checkpoints: _checkpoints, unanswered: _files, underWay: _underWay, ...amounts } = readDetails();
      const sum = sumOf(amounts);
      if (sum <= (standing.furthest ?? 0)) return;
      standing.furthest = sum;
      endSeries();
    };
    const endSeries = () => {
      delete standing.failingSince;
      delete standing.failures;
      notifier.resumed();
    };
    const heartbeat = () => {
      noteProgress();
      const details = readDetails();
      notifier.stalled(details);
      return { ...details, ...standing, ...notifier.state, ...silence.state() };
    };
    const beat = () => {
      context.heartbeat(heartbeat());
      turn.told();
    };
    // Also while there is nothing to report: a step that waits is alive.
    const intervalMs = (context.info.heartbeatTimeoutMs ?? HEARTBEAT_TIMEOUT_MS) / HEARTBEATS_PER_TIMEOUT;
    const turn = heartbeats.join(beat, intervalMs);
    const silence = createSilence(() => turn.ask());

    const signal = AbortSignal.any([context.cancellationSignal, superseded.signal]);
    // Every file of a group listens; Node takes more than ten for a leak.
    setMaxListeners(0, signal);
    const { workflowId = '', runId = '' } = context.info.workflowExecution ?? {};
    const run: ActivityRun = {
      signal,
      mayHaveHappened,
      hasDied,
      cutAfter: (graceMs) => spareFromWorkerStop(context, signal, graceMs),
      previous,
      workflowId,
      runId,
      ingestion: ingestionIdOf(workflowId),
      stepKey: `${runId}/${context.info.activityId}`,
      ageMs: (sinceMs = context.info.scheduledTimestampMs) =>
        context.info.currentAttemptScheduledTimestampMs - sinceMs + (performance.now() - beganAtMs),
      report(next) {
        readDetails = typeof next === 'function' ? next : () => next;
        isNoted = false;
        turn.ask();
      },
      announce(details) {
        readDetails = () => details;
        return announce(context, heartbeat());
      },
      answered() {
        if (standing.failingSince === undefined) return;
        endSeries();
        beat();
      },
      supersede: () => superseded.abort(new Error('a newer attempt of this step has taken over')),
    };

    try {
      return await watchCalls(silence.watch, () => work(input, run));
    } catch (error) {
      const isHandOver = context.cancellationDetails?.workerShutdown === true;
      if (error instanceof CancelledFailure && !isHandOver)
        throw new CancelledFailure(error.message, [readDetails()], error);
      noteProgress();
      const failingSince = standing.failingSince ?? stalledSince(readDetails()) ?? new Date().toISOString();
      if (error instanceof CancelledFailure) {
        // What is told while the work ends is where the next attempt goes on.
        standing.hasEnded = true;
        beat();
        throw toHandOver(failingSince);
      }
      const failures = (standing.failures ?? 0) + 1;
      if (isWrongShape(error)) standing.wrongShapes = (standing.wrongShapes ?? 0) + 1;
      const failure = toActivityFailure(error, {
        ...standing,
        mayHaveHappened,
        attempt,
        failures,
        failingSince,
        maxWrongShapes,
      });
      standing = { ...standing, outcomeUnknown: failure.outcomeUnknown, hasEnded: true, failingSince, failures };
      if (failure.error instanceof ApplicationFailure) {
        await notifier.failed(failure.error, { failures, since: failingSince });
      }
      // The last heartbeat before a failure always reaches the server: the next attempt can rely on it.
      beat();
      throw failure.error;
    } finally {
      turn.leave();
    }
  };
}

/** What all amounts in a report add up to: bytes, chunks and percents only grow, unless a step begins anew. */
function sumOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + sumOf(part), 0);
}

/** What an attempt before has reported, without what it said of failures, of its calls and of its end. */
function withoutSeries(previous: Record<string, unknown> = {}): Record<string, unknown> {
  const {
    failingSince: _since,
    failures: _failures,
    hasEnded: _hasEnded,
    waitsReported: _told,
    isWaitReported: _isTold,
    silentSince: _silence,
    underWay: _underWay,
    ...details
  } = previous;
  return details;
}

/** When a transfer began to be held up that has not sent anything since. */
function stalledSince({ waiting }: Record<string, unknown>): string | undefined {
  const isStalled = typeof waiting === 'object' && waiting !== null && 'since' in waiting;
  return isStalled && typeof waiting.since === 'string' ? waiting.since : undefined;
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  // Heartbeats of these activities are always objects.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
