import { orAborted } from '../../or-aborted.ts';

/** Work that is under way, and how many wait for it. */
interface Work<T> {
  result: Promise<T>;
  stop: AbortController;
  waiting: number;
}

/**
 * Does what several ask for at the same time once, by its key: a caller that asks while it is under way waits for its result. One whose
 * signal aborts waits no longer; when none waits any more, the work is stopped.
 */
export function createSharedWork<T>(): (
  key: string,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T> {
  const underWay = new Map<string, Work<T>>();

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Work<T> {
    const stop = new AbortController();
    const result = work(stop.signal);
    const begun: Work<T> = { result, stop, waiting: 0 };
    const forget = () => {
      if (underWay.get(key) === begun) underWay.delete(key);
    };
    result.then(forget, forget);
    stop.signal.addEventListener('abort', forget, { once: true });
    underWay.set(key, begun);
    return begun;
  }

  return async (key, work, signal) => {
    signal.throwIfAborted();
    const shared = underWay.get(key) ?? begin(key, work);
    shared.waiting += 1;
    try {
      return await orAborted(shared.result, signal);
    } finally {
      shared.waiting -= 1;
      if (shared.waiting === 0) shared.stop.abort(signal.reason);
    }
  };
}
