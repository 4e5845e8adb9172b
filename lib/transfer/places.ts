import type { Concurrency, RequestEnd } from './concurrency.ts';
import { createFairWaiters } from './fair-waiters.ts';

/** The chunk requests that a platform gets at a time, over all files and ingestions of a worker. */
export interface Places {
  /** Requests that may be under way now; may change with every request that ends. */
  readonly limit: number;
  /** Requests that are under way. */
  readonly taken: number;
  /**
   * Waits for a place; rejects with the signal's reason when aborted. Each share, such as an ingestion, has its turn; within
   * one, places are given in the order of asking.
   */
  acquire(signal: AbortSignal, share?: string): Promise<Place>;
}

/** The right to have one request under way. */
export interface Place {
  /** Gives the place back, once, and tells how the request ended. */
  free(end: RequestEnd): void;
}

/** Makes {@link Places}, as many as `concurrency` allows at each moment. */
export function createPlaces(concurrency: Concurrency): Places {
  const waiters = createFairWaiters<undefined, Place>();
  let taken = 0;

  function take(): Place {
    taken += 1;
    const request = concurrency.begin();
    return {
      free(end) {
        // The limit may follow from how this one ended.
        concurrency.end(request, end);
        taken -= 1;
        serve();
      },
    };
  }

  function serve(): void {
    while (waiters.first !== undefined && taken < concurrency.limit) waiters.first.grant(take());
  }

  return {
    get limit() {
      return concurrency.limit;
    },
    get taken() {
      return taken;
    },
    async acquire(signal, share) {
      signal.throwIfAborted();
      const isFree = waiters.first === undefined && taken < concurrency.limit;
      return isFree ? take() : waiters.wait(undefined, { signal, share, onAborted: serve });
    },
  };
}
