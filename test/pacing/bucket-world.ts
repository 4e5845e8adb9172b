import type { RateSample } from '../../lib/pacing/bucket-level.ts';
import type { Clock } from '../../lib/pacing/clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves on, from one thing that is to be done to the next; promises settle in between. */
  runUntil(ms: number): Promise<void>;
}

/** A clock that begins with 0. */
export function createFakeClock(): FakeClock {
  let nowMs = 0;
  let made = 0;
  const due = new Map<number, { atMs: number; callback: () => void }>();
  return {
    now: () => nowMs,
    after(ms, callback) {
      made += 1;
      const id = made;
      due.set(id, { atMs: nowMs + ms, callback });
      return () => void due.delete(id);
    },
    async runUntil(ms) {
      for (;;) {
        let first: [id: number, entry: { atMs: number; callback: () => void }] | undefined;
        for (const entry of due) if (first === undefined || entry[1].atMs < first[1].atMs) first = entry;
        if (first === undefined || first[1].atMs > ms) break;
        const [id, { atMs, callback }] = first;
        due.delete(id);
        nowMs = Math.max(nowMs, atMs);
        callback();
        await settle();
      }
      nowMs = ms;
    },
  };
}

/** Lets all promises go on that can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

/** The bucket of a server, as the document has it. */
export interface ServerBucket {
  /** A call comes; `isTaken` is false for 429. */
  call(): { isTaken: boolean; sample: RateSample };
  /** Calls that were taken, and that were refused. */
  readonly counts: { taken: number; refused: number };
  /** What it would have let through at most since its start. */
  allowed(): number;
}

/** A full bucket. */
export function createServerBucket(clock: Clock, size: { perSecond: number; capacity: number }): ServerBucket {
  const { perSecond, capacity } = size;
  const counts = { taken: 0, refused: 0 };
  let tokens = capacity;
  let atMs = clock.now();
  const startedAtMs = atMs;
  return {
    call() {
      const nowMs = clock.now();
      tokens = Math.min(capacity, tokens + (perSecond * (nowMs - atMs)) / 1_000);
      atMs = nowMs;
      const isTaken = tokens >= 1;
      if (isTaken) tokens -= 1;
      counts[isTaken ? 'taken' : 'refused'] += 1;
      const remaining = Math.floor(tokens);
      return {
        isTaken,
        sample: { perSecond, remaining, fullAfterS: Math.ceil((capacity - tokens) / perSecond) },
      };
    },
    counts,
    allowed: () => capacity + (perSecond * (clock.now() - startedAtMs)) / 1_000,
  };
}
