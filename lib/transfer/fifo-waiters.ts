/** Who waits for something that is scarce, in the order of asking. */
export interface Line<Wish, Given> {
  /** Who is served next; undefined when nobody waits. */
  readonly first: Waiter<Wish, Given> | undefined;
  /** Joins the end; rejects with the signal's reason when aborted, and `onLeave` is called then. */
  join(wish: Wish, signal: AbortSignal, onLeave: () => void): Promise<Given>;
}

/** Somebody in a {@link Line}. */
export interface Waiter<Wish, Given> {
  readonly wish: Wish;
  /** Takes the waiter out of the line and resolves its promise. */
  give(given: Given): void;
}

/** Makes a {@link Line} with nobody in it. */
export function createLine<Wish, Given>(): Line<Wish, Given> {
  // A set keeps the order of joining, and lets go of who stands in the middle.
  const waiters = new Set<Waiter<Wish, Given>>();
  return {
    get first() {
      return waiters.values().next().value;
    },
    join(wish, signal, onLeave) {
      return new Promise((resolve, reject) => {
        const waiter: Waiter<Wish, Given> = {
          wish,
          give(given) {
            waiters.delete(waiter);
            signal.removeEventListener('abort', onAbort);
            resolve(given);
          },
        };
        const onAbort = () => {
          waiters.delete(waiter);
          reject(signal.reason);
          onLeave();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.add(waiter);
      });
    },
  };
}
