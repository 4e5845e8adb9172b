import { createFairQueue } from './fair-queue.ts';

/** Requests for a limited resource that wait, each share in its turn as in a {@link FairQueue}. */
export interface FairWaiters<Request, Granted> {
  /** The next to be served; undefined when none waits. */
  readonly first: Waiter<Request, Granted> | undefined;
  /** Waits behind the others of its share; rejects with the signal's reason when aborted. */
  wait(request: Request, options: WaitOptions): Promise<Granted>;
}

/** How a request waits. */
export interface WaitOptions {
  signal: AbortSignal;
  /** Whose turn it takes. Default: one share for all that name none. */
  share?: string | undefined;
  /** Called when the signal has ended the wait. */
  onAborted?(): void;
}

/** One entry of {@link FairWaiters}. */
export interface Waiter<Request, Granted> {
  readonly request: Request;
  /** Removes the waiter and resolves its promise. */
  grant(granted: Granted): void;
  /** Removes the waiter and rejects its promise. */
  refuse(reason: unknown): void;
}

/** Makes {@link FairWaiters}, empty. */
export function createFairWaiters<Request, Granted>(): FairWaiters<Request, Granted> {
  const queue = createFairQueue<Waiter<Request, Granted>>();
  return {
    get first() {
      return queue.first;
    },
    wait(request, { signal, share = '', onAborted }) {
      return new Promise((resolve, reject) => {
        const waiter: Waiter<Request, Granted> = {
          request,
          grant(granted) {
            queue.serve(waiter);
            signal.removeEventListener('abort', onAbort);
            resolve(granted);
          },
          refuse(reason) {
            queue.delete(waiter);
            signal.removeEventListener('abort', onAbort);
            reject(reason);
          },
        };
        const onAbort = () => {
          queue.delete(waiter);
          reject(signal.reason);
          onAborted?.();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        queue.add(waiter, share);
      });
    },
  };
}
