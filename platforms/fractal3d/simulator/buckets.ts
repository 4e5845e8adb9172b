/** Size of a bucket. */
export interface BucketSize {
  capacity: number;
  /** Tokens that come back in a second. */
  perSecond: number;
}

/** What callers without a key or token have together, by their address (接口限流策略). */
export const ANONYMOUS_BUCKET: BucketSize = { capacity: 100, perSecond: 10 };

/** The buckets of all callers, in memory: a platform that starts again has full ones. */
export interface Buckets {
  /** Takes a token of the caller's bucket, where there is one; answers the headers that tell about it. */
  take(caller: string, size: BucketSize): { isTaken: boolean; headers: Record<string, string> };
  clear(): void;
}

/** Makes the buckets, all full. `now` is in milliseconds. */
export function createBuckets(now: () => number = () => performance.now()): Buckets {
  const levels = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(caller, { capacity, perSecond }) {
      const nowMs = now();
      const level = levels.get(caller) ?? { tokens: capacity, atMs: nowMs };
      const tokens = Math.min(capacity, level.tokens + (perSecond * (nowMs - level.atMs)) / 1_000);
      const isTaken = tokens >= 1;
      const left = isTaken ? tokens - 1 : tokens;
      levels.set(caller, { tokens: left, atMs: nowMs });
      return {
        isTaken,
        headers: {
          'x-ratelimit-limit': String(perSecond),
          'x-ratelimit-remaining': String(Math.floor(left)),
          'x-ratelimit-reset': String(Math.ceil((capacity - left) / perSecond)),
        },
      };
    },
    clear: () => levels.clear(),
  };
}
