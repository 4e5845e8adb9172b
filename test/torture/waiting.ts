import { setTimeout as sleep } from 'node:timers/promises';
import { ModelrailError } from '../../client/index.ts';

const LOOK_EVERY_MS = 50;

/** Looks until there is an answer; throws when there is none within the bound. */
export async function waitUntil<T>(what: string, boundMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + boundMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${boundMs / 1000} s for: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Calls until there is an answer: right after its start it may not, nor a worker that has just been started, or stands still. */
export async function persist<T>(what: string, boundMs: number, call: () => Promise<T | undefined>): Promise<T> {
  return await waitUntil(what, boundMs, async () => {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ModelrailError && (error.isRetryable || error.type === 'TemporalUnavailable'))
        return undefined;
      throw error;
    }
  });
}
