import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { createFairWaiters } from '../transfer/fair-waiters.ts';
import { type BucketLevel, type BucketSize, createBucketLevel, type RateSample } from './bucket-level.ts';
import { type Clock, machineClock } from './clock.ts';

/** What a call is about: `look` only asks how something stands, and gives way to what brings work further. */
export type CallClass = 'work' | 'look';

/** The right to make one call. One of these is called when it is over, once. */
export interface BucketGrant {
  /** It was answered, with what the answer says of the bucket. */
  answered(sample: RateSample): void;
  /** It was refused because the bucket was empty; the next call comes `waitMs` later at the earliest. */
  refused(sample: RateSample, waitMs: number | undefined): void;
  /** It was not answered, or the answer says nothing of this bucket. */
  lost(): void;
}

/** How a call waits for its token. */
export interface TakeOptions {
  /** Default: `work`. */
  callClass?: CallClass | undefined;
  /** Whose turn it takes where several wait: the ingestion. */
  share?: string | undefined;
}

/** Calls within a server's token bucket, which others may use too. */
export interface TokenBucket {
  /**
   * Waits for a token; rejects with the signal's reason when that aborts, and with a retryable `RateLimited` when the server has asked
   * for a wait that is longer than half a minute: such a wait is to be seen.
   */
  take(signal: AbortSignal, options?: TakeOptions): Promise<BucketGrant>;
}

/** A wait that the server asks for and that is longer is not waited for here. */
export const LONGEST_WAIT_MS = 30_000;

/** So many calls that bring work further have their turn before one that only looks, where both wait. */
const WORK_BEFORE_LOOK = 2;
/** Timers are set no longer than this: the level may be told at any time. */
const LONGEST_PAUSE_MS = 200;

/**
 * A client's side of a token bucket that its server keeps. Each answer tells the level, which is what all callers with the same
 * credential have left. The pace follows from it: the refill rate where the level is a quarter of the bucket, more above, less
 * below. So several callers come to rest at a level where all together use what comes back, each the same share, and one that does
 * not care about the level gets what it takes, without 429 for the others.
 */
export function createTokenBucket(size: BucketSize, clock: Clock = machineClock): TokenBucket {
  const level: BucketLevel = createBucketLevel(size, clock.now());
  const waiters = { work: createFairWaiters<void, BucketGrant>(), look: createFairWaiters<void, BucketGrant>() };
  /** Calls that are due; one at most, so that a rest is not followed by a burst. */
  let credit = 1;
  let countedAtMs = clock.now();
  let blockedUntilMs = Number.NEGATIVE_INFINITY;
  let worksSinceLook = 0;
  let callOff: (() => void) | undefined;

  function count(nowMs: number): void {
    const elapsedMs = nowMs - countedAtMs;
    countedAtMs = nowMs;
    // The level in the middle of that time: it grows evenly.
    level.advance(nowMs - elapsedMs / 2);
    credit = Math.min(1, credit + (level.pace(nowMs) * elapsedMs) / 1_000);
    level.advance(nowMs);
  }

  function next() {
    const { work, look } = waiters;
    const isLooksTurn = worksSinceLook >= WORK_BEFORE_LOOK || work.first === undefined;
    const isLook = look.first !== undefined && isLooksTurn;
    return { first: isLook ? look.first : work.first, isLook };
  }

  /** Lets those go whose turn has come, and sets a timer for the next one. */
  function serve(): void {
    callOff?.();
    callOff = undefined;
    const nowMs = clock.now();
    count(nowMs);
    for (;;) {
      const { first, isLook } = next();
      if (first === undefined) return;
      if (nowMs < blockedUntilMs || credit < 1 || level.tokens < 1) break;
      worksSinceLook = isLook ? 0 : worksSinceLook + 1;
      credit -= 1;
      first.grant(createGrant(nowMs));
    }
    callOff = clock.after(pauseMs(nowMs), serve);
  }

  function pauseMs(nowMs: number): number {
    if (nowMs < blockedUntilMs) return Math.max(1, Math.ceil(blockedUntilMs - nowMs));
    const pace = level.pace(nowMs);
    const ms = pace > 0 ? (1_000 * Math.max(0, 1 - credit)) / pace : LONGEST_PAUSE_MS;
    return Math.min(LONGEST_PAUSE_MS, Math.max(1, Math.ceil(ms)));
  }

  function createGrant(sentAtMs: number): BucketGrant {
    const number = level.spend();
    let isOver = false;
    const end = (take: (nowMs: number) => void): void => {
      if (isOver) return;
      isOver = true;
      const nowMs = clock.now();
      count(nowMs);
      take(nowMs);
      serve();
    };
    return {
      answered: (sample) => end((nowMs) => level.learn(sample, { number, sentAtMs, nowMs })),
      refused: (sample, waitMs = 0) =>
        end((nowMs) => {
          level.learn({ ...sample, remaining: 0 }, { number, sentAtMs, nowMs });
          level.empty();
          blockedUntilMs = Math.max(blockedUntilMs, nowMs + Math.max(waitMs, 1_000 / level.perSecond));
          refuseWaiting(nowMs);
        }),
      lost: () => end(() => undefined),
    };
  }

  /** The failure of a call that would wait too long; undefined where it would not. */
  function longWait(nowMs: number): ModelrailError | undefined {
    // Times are fractions: a sum and a difference of them may be some trillionths more.
    const retryAfterMs = Math.round(blockedUntilMs - nowMs);
    if (retryAfterMs <= LONGEST_WAIT_MS) return undefined;
    const words = sentenceOf('the platform asks for no calls for another {seconds} s (Retry-After)', {
      seconds: Math.ceil(retryAfterMs / 1_000),
    });
    return new ModelrailError('RateLimited', words, { isRetryable: true, isOverload: true, retryAfterMs });
  }

  /** Lets nothing wait that would wait too long. */
  function refuseWaiting(nowMs: number): void {
    const failure = longWait(nowMs);
    if (failure === undefined) return;
    for (const waiting of [waiters.work, waiters.look]) {
      for (let { first } = waiting; first !== undefined; { first } = waiting) first.refuse(failure);
    }
  }

  return {
    async take(signal, { callClass = 'work', share } = {}) {
      signal.throwIfAborted();
      const failure = longWait(clock.now());
      if (failure !== undefined) throw failure;
      const turn = waiters[callClass].wait(undefined, { signal, share, onAborted: serve });
      serve();
      return turn;
    },
  };
}
