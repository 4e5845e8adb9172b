import { EXIT } from './exit-codes.ts';

/** A wish to stop, from Ctrl-C, SIGTERM, or the end of the process that started this one. */
export interface StopSignal extends Disposable {
  readonly signal: AbortSignal;
}

const STOPPING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/**
 * Aborts at the first Ctrl-C or SIGTERM, and when a parent that holds a channel to us is gone, however it died. The
 * second one calls `onSecond` (by default nothing is waited for any more). `more`: further signals; SIGHUP is none of the usual ones,
 * since a handler would undo `nohup`.
 */
export function stopSignal(
  process: NodeJS.Process,
  onSecond = () => process.exit(EXIT.detached),
  more: readonly NodeJS.Signals[] = [],
): StopSignal {
  const signals = [...STOPPING, ...more];
  const controller = new AbortController();
  const onSignal = () => (controller.signal.aborted ? onSecond() : controller.abort());
  const onDisconnect = () => controller.abort();
  for (const one of signals) process.on(one, onSignal);
  process.on('disconnect', onDisconnect);
  // Waiting for the parent's end alone is no reason to stay.
  process.channel?.unref();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const one of signals) process.off(one, onSignal);
      process.off('disconnect', onDisconnect);
    },
  };
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The value of `work`, or undefined as soon as the signal aborts; a failure after that is ignored. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return await Promise.race([
    work.catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    }),
    aborted(signal).then(() => undefined),
  ]);
}
