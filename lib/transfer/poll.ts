import { backoffMs, wait } from './backoff.ts';

const FIRST_PAUSE_MS = 200;

/** Looks until there is an answer: at once, then in growing pauses up to the interval (milliseconds). */
export async function poll<T>(options: {
  look(): Promise<T | undefined>;
  intervalMs: number;
  signal: AbortSignal;
}): Promise<T> {
  for (let looks = 1; ; looks += 1) {
    const answer = await options.look();
    if (answer !== undefined) return answer;
    await wait(backoffMs(looks, FIRST_PAUSE_MS, options.intervalMs), options.signal);
  }
}
