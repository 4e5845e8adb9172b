import { setMaxListeners } from 'node:events';
import type { Context } from '@temporalio/activity';

/**
 * A signal for a call that makes something on the platform: it aborts as `signal` does, but `graceMs` after the stop of the
 * worker. A call that is cut then is made again by another worker, and may have its effect twice.
 */
export function spareFromWorkerStop(context: Context, signal: AbortSignal, graceMs: number): AbortSignal {
  const cut = new AbortController();
  setMaxListeners(0, cut.signal);
  const onAbort = () => {
    const isWorkerStop =
      signal.reason === context.cancellationSignal.reason && context.cancellationDetails?.workerShutdown === true;
    if (!isWorkerStop) return cut.abort(signal.reason);
    // A call that has ended by then is no reason to stay.
    setTimeout(() => cut.abort(signal.reason), graceMs).unref();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return cut.signal;
}
