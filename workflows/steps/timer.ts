/** Time that counts towards a limit: only while something is measured, so that a pause does not use it up. */
export interface Timer {
  /** Milliseconds, all measures together. */
  readonly limitMs: number;
  /** Runs `work`, which is told how much of the limit is left. */
  measure<T>(work: (remainingMs: number) => Promise<T>): Promise<T>;
}

/** A timer of which nothing is used yet. */
export function createTimer(limitMs: number): Timer {
  let remainingMs = limitMs;
  return {
    limitMs,
    async measure(work) {
      const startedAt = Date.now();
      try {
        return await work(Math.max(1, remainingMs));
      } finally {
        remainingMs -= Date.now() - startedAt;
      }
    },
  };
}
