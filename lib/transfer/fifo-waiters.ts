/** Requests for a limited resource that wait, in the order of asking (first in, first out). */
export interface FifoWaiters<Request, Granted> {
  /** The next to be served; undefined when none waits. */
  readonly first: Waiter<Request, Granted> | undefined;
  /** Waits behind all others; rejects with the signal's reason when aborted, and calls `onAborted` then. */
  wait(request: Request, signal: AbortSignal, onAborted: () => void): Promise<Granted>;
}

/** One entry of {@link FifoWaiters}. */
export interface Waiter<Request, Granted> {
  readonly request: Request;
  /** Removes the waiter and resolves its promise. */
  grant(granted: Granted): void;
}

/** Makes {@link FifoWaiters}, empty. */
export function createFifoWaiters<Request, Granted>(): FifoWaiters<Request, Granted> {
  // A set keeps the order of insertion, and an aborted waiter is removed without a search.
  const waiters = new Set<Waiter<Request, Granted>>();
  return {
    get first() {
      return waiters.values().next().value;
    },
    wait(request, signal, onAborted) {
      return new Promise((resolve, reject) => {
        const waiter: Waiter<Request, Granted> = {
          request,
          grant(granted) {
            waiters.delete(waiter);
            signal.removeEventListener('abort', onAbort);
            resolve(granted);
          },
        };
        const onAbort = () => {
          waiters.delete(waiter);
          reject(signal.reason);
          onAborted();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.add(waiter);
      });
    },
  };
}
