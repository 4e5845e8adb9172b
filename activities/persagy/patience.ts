import { ModelrailError } from '../../lib/errors.ts';
import { backoffMs, wait } from '../../lib/transfer/backoff.ts';
import type { PersagyClient } from '../../platforms/persagy/client.ts';
import { endpoints } from '../../platforms/persagy/endpoints.ts';

/** Attempts at one of the many calls of a step, before the step leaves the rest to the next attempt. */
const ATTEMPTS = 6;
const PAUSE = { firstMs: 100, maxMs: 3_000 };

/**
 * Tries again, within a step of hundreds of calls, what is worth another try: one lost answer would else cost all of them anew, and
 * where some are lost all the time no attempt would come to its end. `isAgain`: an attempt before may have had its effect.
 */
export async function withPatience<T>(work: (isAgain: boolean) => Promise<T>, signal: AbortSignal): Promise<T> {
  let isAgain = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(isAgain);
    } catch (error) {
      if (!(error instanceof ModelrailError) || !error.isRetryable || attempt >= ATTEMPTS) throw error;
      isAgain ||= error.outcomeUnknown;
      await wait(error.retryAfterMs ?? backoffMs(attempt, PAUSE.firstMs, PAUSE.maxMs), signal);
    }
  }
}

/** Calls of a client of which those that read are tried again. */
export function patientReads(client: PersagyClient): PersagyClient {
  return {
    ...client,
    call: (name, input, signal = new AbortController().signal) =>
      endpoints[name].effect === 'read'
        ? withPatience(() => client.call(name, input, signal), signal)
        : client.call(name, input, signal),
  };
}
