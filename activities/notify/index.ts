import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Notice, NotifyActivities, NotifyOn, WatchState } from '../../contracts/notify.ts';
import { NOTIFY_DELAY, NOTIFY_HEARTBEAT_MS } from '../../contracts/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type NotifyTarget, sendNotice } from '../../lib/notify/send.ts';
import { backoffMs } from '../../lib/transfer/backoff.ts';
import { toHandOver } from '../failure.ts';
import { createWatch, type Sight, type WatchOptions } from './watch.ts';

/** Looks at Temporal for what is to be told. */
export interface Lookout {
  look(wanted: {
    /** Runs that ended since then (milliseconds since the epoch). */
    endedSinceMs: number;
    /** Since when each sync is known as it is; it is brought up to date. Undefined where no target wants to know. */
    syncs: Record<string, number> | undefined;
  }): Promise<Sight>;
}

/** What the steps act with. */
export interface NotifyDeps {
  /** By name. Error: `InvalidRequest` for a secret that is not there. */
  notifyTargets(): ReadonlyMap<string, NotifyTarget & { on: readonly NotifyOn[]; stuckAfterMs: number }>;
  lookout: Lookout;
  urlOf?: WatchOptions['urlOf'];
  /** How often is looked, how long ends are gathered, and how long one attempt watches, in milliseconds. */
  notifyPace?: { lookMs: number; gatherMs: number; watchMs: number };
}

/** A wait is told within half a minute of its time: it has to be seen twice. */
const PACE = { lookMs: 10_000, gatherMs: 60_000, watchMs: 60 * 60_000 };
/** A look may take this part of the time: Temporal has others to serve. */
const MOST_BUSY = 0.1;

/** The steps that watch and tell; outside of ingestions. */
export function createNotifyActivities(deps: NotifyDeps): NotifyActivities {
  const { lookMs, gatherMs, watchMs } = deps.notifyPace ?? PACE;

  function targets() {
    const found = deps.notifyTargets();
    if (found.size > 0) return found;
    throw new ModelrailError('InvalidRequest', sentenceOf('the configuration of this worker has no `notify`'), {
      isRetryable: true,
    });
  }

  async function watch(state: WatchState, signal: AbortSignal): Promise<{ state: WatchState; notices: Notice[] }> {
    const list = [...targets()].map(([name, { on, stuckAfterMs }]) => ({ name, on, stuckAfterMs }));
    const wantsSyncs = list.some(({ on }) => on.includes('syncLate'));
    const syncs = { ...state.syncs };
    const one = createWatch({ state, targets: list, createId: randomUUID, gatherMs, urlOf: deps.urlOf });
    for (const until = Date.now() + watchMs; ; ) {
      const beganAtMs = Date.now();
      const sight = await deps.lookout.look({
        endedSinceMs: one.endedSinceMs,
        syncs: wantsSyncs ? syncs : undefined,
      });
      const notices = one.judge(sight, Date.now());
      if (notices.length > 0 || Date.now() >= until) return { state: { ...one.state(), syncs }, notices };
      await sleep(Math.max(lookMs, (Date.now() - beganAtMs) / MOST_BUSY), undefined, { signal });
    }
  }

  return {
    watchForNotices: (state) => alive((signal) => watch(state, signal)),
    sendNotice: (notice) =>
      alive(async (signal) => {
        const target = targets().get(notice.target);
        if (target !== undefined) return await sendNotice(target, notice, signal);
        const words = sentenceOf('the configuration of this worker has no target "{target}" of `notify`', {
          target: notice.target,
        });
        throw new ModelrailError('InvalidRequest', words, { isRetryable: true });
      }),
  };
}

/** Heartbeats while it works, and gives failures the form that Temporal takes. */
async function alive<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), NOTIFY_HEARTBEAT_MS / 4);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    if (context.cancellationDetails?.workerShutdown === true) throw toHandOver(new Date().toISOString());
    if (!(error instanceof ModelrailError)) throw error;
    const { firstMs, maxMs } = NOTIFY_DELAY;
    throw ApplicationFailure.create({
      type: error.type,
      message: error.message,
      nonRetryable: !error.isRetryable,
      nextRetryDelay: error.retryAfterMs ?? backoffMs(context.info.attempt, firstMs, maxMs),
    });
  } finally {
    clearInterval(beat);
  }
}
