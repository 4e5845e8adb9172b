/** What a bucket is taken for until its server tells. */
export interface BucketSize {
  /** Tokens that come back in a second. */
  perSecond: number;
  /** Tokens that it holds at most. */
  capacity: number;
}

/** What an answer says of the bucket, as far as it does. */
export interface RateSample {
  /** Tokens that come back in a second. */
  perSecond?: number | undefined;
  /** Tokens that are left. */
  remaining?: number | undefined;
  /** Seconds until the bucket is full. */
  fullAfterS?: number | undefined;
}

/** Which call an answer is of. */
export interface AnsweredCall {
  /** As {@link BucketLevel.spend} gave it. */
  number: number;
  sentAtMs: number;
  nowMs: number;
}

/** How full a server's bucket is, as far as it can be known here. */
export interface BucketLevel {
  readonly tokens: number;
  readonly perSecond: number;
  /** Lets tokens come back up to this time. */
  advance(nowMs: number): void;
  /** Takes a token for a call; answers the call's number. */
  spend(): number;
  learn(sample: RateSample, call: AnsweredCall): void;
  /** The server has none left. */
  empty(): void;
  /** Calls in a second that this level allows. */
  pace(nowMs: number): number;
}

/** Part of the bucket at which the pace is what comes back. */
const RESTING_PART = 1 / 4;
/** The same in seconds of what comes back, at most: a bucket may be told to be far larger than it is. */
const RESTING_MAX_S = 5;
/** A level that was told longer ago says little: others may have used the bucket. */
const STALE_AFTER_MS = 2_000;
/** Part of the bucket that is counted on then. */
const STALE_PART = 1 / 20;
/** An answer that took longer may tell the level of when it was asked for, or that of now. */
const SLOW_ANSWER_MS = 1_500;
/** One that took longer than this, such as that to a large file, says too little. */
const OLD_ANSWER_MS = 30_000;
/** A bucket that takes longer to be full is none: the figure means something else. */
const MAX_FULL_AFTER_S = 3_600;

/** A level that nothing is known of yet. */
export function createBucketLevel(size: BucketSize, nowMs: number): BucketLevel {
  let { perSecond, capacity } = size;
  let tokens = capacity;
  let advancedAtMs = nowMs;
  let spent = 0;
  let toldOf = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let most = 0;
  let leastCapacity = Number.POSITIVE_INFINITY;

  function learnSize({ perSecond: rate, remaining, fullAfterS }: RateSample): void {
    if (rate !== undefined && rate > 0 && rate !== perSecond) {
      perSecond = rate;
      leastCapacity = Number.POSITIVE_INFINITY;
      most = 0;
    }
    if (remaining === undefined) return;
    most = Math.max(most, remaining);
    // Seconds are whole ones, so each sample tells at most so much too much.
    const isTold = fullAfterS !== undefined && fullAfterS >= 0 && fullAfterS <= MAX_FULL_AFTER_S;
    if (isTold) leastCapacity = Math.min(leastCapacity, remaining + fullAfterS * perSecond);
    if (Number.isFinite(leastCapacity)) capacity = Math.max(1, leastCapacity);
    capacity = Math.max(capacity, most);
  }

  const resting = () => Math.max(1, Math.min(capacity * RESTING_PART, perSecond * RESTING_MAX_S));

  return {
    get tokens() {
      return tokens;
    },
    get perSecond() {
      return perSecond;
    },
    advance(now) {
      const elapsedMs = Math.max(0, now - advancedAtMs);
      advancedAtMs = Math.max(advancedAtMs, now);
      tokens = Math.min(capacity, tokens + (perSecond * elapsedMs) / 1_000);
    },
    spend() {
      tokens -= 1;
      spent += 1;
      return spent;
    },
    learn(sample, { number, sentAtMs, nowMs: now }) {
      learnSize(sample);
      const { remaining } = sample;
      // Calls overtake each other: an earlier one has nothing new to say.
      const tookMs = now - sentAtMs;
      if (remaining === undefined || number < toldOf || tookMs > OLD_ANSWER_MS) return;
      toldOf = number;
      toldAtMs = now;
      // Calls that were made since are most likely not counted in it.
      const left = remaining - (spent - number);
      const isSlow = tookMs > SLOW_ANSWER_MS;
      tokens = Math.min(capacity, isSlow ? Math.min(remaining, left + (perSecond * tookMs) / 1_000) : left);
    },
    empty() {
      tokens = Math.min(tokens, 0);
    },
    pace(now) {
      const isStale = now - toldAtMs > STALE_AFTER_MS;
      const counted = isStale ? Math.min(tokens, Math.max(1, capacity * STALE_PART)) : tokens;
      return counted <= 0 ? 0 : (perSecond * counted) / resting();
    },
  };
}
