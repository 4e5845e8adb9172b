import { Context } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import { isErrorType } from '../contracts/errors.ts';
import { STEP_WAITING_SIGNAL } from '../contracts/names.ts';
import { MAX_EVENTS_TO_TELL, MAX_WAITS_TOLD, TELL_WAITING_AFTER_MS } from '../contracts/policies.ts';
import type { Waiting } from '../contracts/progress.ts';
import { heldUpFor, type StepWaiting, waitsFor } from '../contracts/waiting.ts';
import { cutText } from '../contracts/well-formed.ts';
import { msOptionalToNumber } from '../lib/temporal-sdk/internals.ts';

/** Time for all that telling takes: nothing waits longer for it. */
const TELL_TIMEOUT_MS = 2_000;

/** Characters of a reason: it goes into the history. */
const MAX_REASON_LENGTH = 500;

/** What the attempts of a step have told so far; goes from one to the next by heartbeat. */
export interface ToldWaits {
  /** How often the step told that it waits. */
  waitsTold?: number;
  /** True when that is the last thing that the run was told. */
  isWaitTold?: boolean;
}

/**
 * Tells a run that one of its steps waits, and that it goes on again: the run cannot see that, and its page in the Temporal UI
 * says only what it knows. At most a few times for each step, since every word is an event in the history. What goes wrong with
 * it is no concern of the step.
 */
export interface WaitingTeller {
  readonly told: ToldWaits;
  /** An attempt has failed and there will be another one. Told when the failures of a series have doubled. */
  failed(failure: ApplicationFailure, series: { failures: number; since: string }): Promise<void>;
  /** An attempt may be held up, by what it reports. */
  heldUp(report: Record<string, unknown>): void;
  /** What the step waited for is there again. */
  goesOn(): void;
}

/** The teller of one attempt, after what the ones before have told. Only within an activity. */
export function createWaitingTeller(before: ToldWaits | undefined): WaitingTeller {
  const context = Context.current();
  const { activityId, workflowExecution } = context.info;
  const told: ToldWaits = {
    ...(typeof before?.waitsTold === 'number' ? { waitsTold: before.waitsTold } : {}),
    ...(before?.isWaitTold === true ? { isWaitTold: true } : {}),
  };
  let last: Promise<void> = Promise.resolve();

  function tell(waiting: Waiting, retryEveryMs?: number): Promise<void> {
    if ((told.waitsTold ?? 0) >= MAX_WAITS_TOLD) return Promise.resolve();
    told.waitsTold = (told.waitsTold ?? 0) + 1;
    told.isWaitTold = true;
    return send({ activityId, waiting, ...(retryEveryMs === undefined ? {} : { retryEveryMs }) });
  }

  /** One after the other: what comes later is the truth. */
  function send(words: StepWaiting): Promise<void> {
    last = last
      .then(() => signalRun(words))
      .catch((error: unknown) => {
        context.log.debug('the run could not be told what its step waits for', { error });
      });
    return last;
  }

  async function signalRun(words: StepWaiting): Promise<void> {
    if (workflowExecution === undefined) return;
    const { client } = context;
    await client.connection.withDeadline(Date.now() + TELL_TIMEOUT_MS, async () => {
      const run = client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
      if (words.waiting !== undefined && (await run.describe()).historyLength > MAX_EVENTS_TO_TELL) {
        // Nor that it goes on.
        delete told.isWaitTold;
        return;
      }
      await run.signal(STEP_WAITING_SIGNAL, words);
    });
  }

  return {
    told,
    async failed({ type, message, nonRetryable, nextRetryDelay }, { failures, since }) {
      const delayMs = msOptionalToNumber(nextRetryDelay) ?? 0;
      const isLong = delayMs >= TELL_WAITING_AFTER_MS;
      const hasDoubled = Number.isInteger(Math.log2(failures));
      if (nonRetryable === true || !hasDoubled || (failures < 2 && !isLong)) return;
      const reason = cutText(message, MAX_REASON_LENGTH);
      await tell({ for: isErrorType(type) ? waitsFor(type) : 'platform', reason, since }, delayMs);
    },
    heldUp({ waiting }) {
      if (told.isWaitTold === true || !isHeldUp(waiting)) return;
      if (Date.now() - Date.parse(waiting.since) < TELL_WAITING_AFTER_MS) return;
      void tell({
        for: heldUpFor(waiting),
        reason: cutText(waiting.reason, MAX_REASON_LENGTH),
        since: waiting.since,
      });
    },
    goesOn() {
      if (told.isWaitTold !== true) return;
      delete told.isWaitTold;
      void send({ activityId });
    },
  };
}

function isHeldUp(waiting: unknown): waiting is {
  reason: string;
  since: string;
  isRateLimit?: boolean;
  isIngestion?: boolean;
} {
  return typeof waiting === 'object' && waiting !== null && 'since' in waiting && 'reason' in waiting;
}
