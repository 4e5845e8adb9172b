import { setTimeout as sleep } from 'node:timers/promises';
import { ModelrailError } from '../errors.ts';

/** Attempts in all: what fails longer than their pauses is no matter of a moment. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 1_000;
/** The longest that a server's `Retry-After` is waited for within an attempt of a step. */
const LONGEST_PAUSE_MS = 60_000;

/** Does something that may fail in passing, such as a request: again, after a moment, what is worth it. Throws what the last attempt did. */
export async function persist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ModelrailError) || !error.isRetryable || failures >= ATTEMPTS) throw error;
      const pauseMs = Math.max(FIRST_PAUSE_MS * 2 ** (failures - 1), error.retryAfterMs ?? 0);
      await sleep(Math.min(pauseMs, LONGEST_PAUSE_MS), undefined, { signal });
    }
  }
}

/** A failure as what is not tried again now: the next run of a sync does. */
export function asLasting(error: unknown): unknown {
  if (!(error instanceof ModelrailError) || !error.isRetryable) return error;
  return new ModelrailError(error.type, error.told ?? error.message, { cause: error.cause });
}
