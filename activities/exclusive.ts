import { orAborted } from '../lib/or-aborted.ts';

/** An attempt of a step. */
export interface Attempt {
  /** Same for all attempts of one step. */
  stepKey: string;
  /** Id of the ingestion that the step belongs to. */
  ingestion: string;
  signal: AbortSignal;
  /** Ends the attempt in favour of a newer one. */
  supersede(): void;
}

/** A lock for each thing in this process: one attempt at a time works on it. */
export interface Exclusive {
  /**
   * Runs `work` while it holds the lock on `thing`. An older attempt of the same step is ended first: after an outage of
   * Temporal both would go on. Other work on it, also of the same attempt, is waited for. `onWait` is called with the id of
   * the other ingestion that holds the lock, and with undefined when the wait is over.
   */
  run<T>(
    thing: string,
    attempt: Attempt,
    work: () => Promise<T>,
    onWait?: (ingestion: string | undefined) => void,
  ): Promise<T>;
}

/** Holders by what they work on. */
export function createExclusive(): Exclusive {
  const holders = new Map<string, { attempt: Attempt; done: Promise<void> }>();

  return {
    async run(thing, attempt, work, onWait = () => {}) {
      let waitsFor: string | undefined;
      for (let holder = holders.get(thing); holder !== undefined; holder = holders.get(thing)) {
        const isOlder = holder.attempt !== attempt && holder.attempt.stepKey === attempt.stepKey;
        if (isOlder) holder.attempt.supersede();
        const { ingestion } = holder.attempt;
        const other = ingestion === attempt.ingestion ? undefined : ingestion;
        if (other !== waitsFor) onWait(other);
        waitsFor = other;
        await orAborted(holder.done, attempt.signal);
      }
      if (waitsFor !== undefined) onWait(undefined);
      let finish = () => {};
      const done = new Promise<void>((resolve) => {
        finish = resolve;
      });
      holders.set(thing, { attempt, done });
      try {
        return await work();
      } finally {
        holders.delete(thing);
        finish();
      }
    },
  };
}
