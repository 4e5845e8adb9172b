import type { JobState } from '../../platforms/fractal3d/jobs.ts';

/** Jobs that one step has seen to end, for another one of this worker that waits for them: an end is asked for once. */
export interface KnownEnds {
  add(transactionId: string, state: JobState): void;
  get(transactionId: string): JobState | undefined;
}

/** So many are remembered: those that nobody waits for any more make room. */
const MAX_KNOWN = 10_000;

/** Nothing is known yet. */
export function createKnownEnds(): KnownEnds {
  const known = new Map<string, JobState>();
  return {
    add(transactionId, state) {
      known.set(transactionId, state);
      if (known.size <= MAX_KNOWN) return;
      for (const oldest of known.keys()) {
        known.delete(oldest);
        break;
      }
    },
    get: (transactionId) => known.get(transactionId),
  };
}
