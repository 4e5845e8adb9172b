import { CallError } from './call.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** No answer, too many requests, and a Temporal or a gateway that is away. */
const PASSING = [0, 429, 502, 503, 504];

/** Waits so many milliseconds. Error: that of the signal. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

/**
 * Asks until there is an answer: what passes is waited for, as long as the gateway says or ever longer. `onWait` is told why, and
 * undefined once it was answered. Errors: {@link CallError} for a refusal that stays, and that of the signal.
 */
export async function patiently<Answer>(
  ask: () => Promise<Answer>,
  onWait: (why: CallError | undefined) => void,
  signal: AbortSignal,
): Promise<Answer> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const answer = await ask();
      onWait(undefined);
      return answer;
    } catch (error) {
      if (!(error instanceof CallError) || !PASSING.includes(error.status)) throw error;
      onWait(error);
      await sleep(error.retryAfterMs ?? pauseMs, signal);
    }
  }
}
