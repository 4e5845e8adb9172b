import { Context } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import { type FailureDetails, isErrorType } from '../contracts/errors.ts';
import { STEP_WAITING_SIGNAL } from '../contracts/names.ts';
import { MAX_EVENTS_TO_REPORT, MAX_WAITS_REPORTED, REPORT_WAITING_AFTER_MS } from '../contracts/policies.ts';
import type { Waiting } from '../contracts/progress.ts';
import { parseSentences, type Sentence } from '../contracts/sentences.ts';
import { type StepWaiting, stalledFor, waitsFor, withShortReason } from '../contracts/waiting.ts';
import { msOptionalToNumber } from '../lib/temporal-sdk/internals.ts';
import { stepWatch } from './step-watch.ts';

/** Time limit of one notification: nothing waits longer for it. */
const NOTIFY_TIMEOUT_MS = 2_000;

/** Characters of a reason: it goes into the history. */
const MAX_REASON_LENGTH = 500;

/** What the attempts of a step have reported so far; passed from one attempt to the next by heartbeat. */
export interface WaitNotifierState {
  /** How often the step reported that it waits. */
  waitsReported?: number;
  /** True when a wait was the last report to the run. */
  isWaitReported?: boolean;
}

/**
 * Reports to a run that one of its steps waits, and that it has resumed. The run cannot see that by itself, and its page in the
 * Temporal UI shows only what the run knows. At most a few reports for each step, since each adds events to the history. A
 * report that fails does not fail the step.
 */
export interface WaitNotifier {
  readonly state: WaitNotifierState;
  /** An attempt has failed and will be retried. Reported when the number of failures in a series has doubled. */
  failed(failure: ApplicationFailure, series: { failures: number; since: string }): Promise<void>;
  /** Checks a progress report for a stall within the attempt, and reports it to the run. */
  stalled(report: Record<string, unknown>): void;
  /** The step makes progress again. */
  resumed(): void;
}

/** Makes the notifier of one attempt; `before` is the state that the previous attempt left. Only within an activity. */
export function createWaitNotifier(before: WaitNotifierState | undefined): WaitNotifier {
  const context = Context.current();
  const { activityId, workflowExecution } = context.info;
  const watch = stepWatch.getStore();
  /** Since when the stall lasts that the worker was told last. */
  let toldStall: string | undefined;
  const state: WaitNotifierState = {
    ...(typeof before?.waitsReported === 'number' ? { waitsReported: before.waitsReported } : {}),
    ...(before?.isWaitReported === true ? { isWaitReported: true } : {}),
  };
  let last: Promise<void> = Promise.resolve();

  function reportWait(waiting: Waiting, retryEveryMs?: number): Promise<void> {
    if ((state.waitsReported ?? 0) >= MAX_WAITS_REPORTED) return Promise.resolve();
    state.waitsReported = (state.waitsReported ?? 0) + 1;
    state.isWaitReported = true;
    return send({
      activityId,
      waiting: withShortReason(waiting, MAX_REASON_LENGTH),
      ...(retryEveryMs === undefined ? {} : { retryEveryMs }),
    });
  }

  /** In order: the latest report must arrive last. */
  function send(report: StepWaiting): Promise<void> {
    last = last
      .then(() => signalRun(report))
      .catch((error: unknown) => {
        context.log.debug('could not report to the run what its step waits for', { error });
      });
    return last;
  }

  async function signalRun(report: StepWaiting): Promise<void> {
    if (workflowExecution === undefined) return;
    const { client } = context;
    await client.connection.withDeadline(Date.now() + NOTIFY_TIMEOUT_MS, async () => {
      const run = client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
      if (report.waiting !== undefined && (await run.describe()).historyLength > MAX_EVENTS_TO_REPORT) {
        // Without a report of the wait, none of its end either.
        delete state.isWaitReported;
        return;
      }
      await run.signal(STEP_WAITING_SIGNAL, report);
    });
  }

  return {
    state,
    async failed({ type, message, details, nonRetryable, nextRetryDelay }, { failures, since }) {
      const delayMs = msOptionalToNumber(nextRetryDelay) ?? 0;
      const isLong = delayMs >= REPORT_WAITING_AFTER_MS;
      const hasDoubled = Number.isInteger(Math.log2(failures));
      if (nonRetryable === true || !hasDoubled || (failures < 2 && !isLong)) return;
      const told = parseSentences((details?.[0] as FailureDetails | undefined)?.told); // as: first detail of every failure of ours
      const why = { reason: message, ...(told.length === 0 ? {} : { told }) };
      await reportWait({ for: isErrorType(type) ? waitsFor(type) : 'platform', ...why, since }, delayMs);
    },
    stalled({ waiting }) {
      if (!isStalled(waiting)) return;
      if (toldStall !== waiting.since) watch?.stalled({ ...waiting, for: stalledFor(waiting) });
      toldStall = waiting.since;
      if (state.isWaitReported === true) return;
      if (Date.now() - Date.parse(waiting.since) < REPORT_WAITING_AFTER_MS) return;
      const { reason, told, since } = waiting;
      void reportWait({ for: stalledFor(waiting), reason, ...(told === undefined ? {} : { told }), since });
    },
    resumed() {
      toldStall = undefined;
      watch?.progressed();
      if (state.isWaitReported !== true) return;
      delete state.isWaitReported;
      void send({ activityId });
    },
  };
}

function isStalled(waiting: unknown): waiting is {
  reason: string;
  told?: Sentence[];
  since: string;
  nextAttemptAt?: string;
  isRateLimit?: boolean;
  isIngestion?: boolean;
  isSource?: boolean;
} {
  return typeof waiting === 'object' && waiting !== null && 'since' in waiting && 'reason' in waiting;
}
