import type { ErrorType } from './errors.ts';
import { WAITING_FOR, type Waiting } from './progress.ts';

/** What a step reports to its run: that it waits, or, without `waiting`, that it has resumed. */
export interface StepWaiting {
  activityId: string;
  waiting?: Waiting;
  /** Milliseconds between two attempts. */
  retryEveryMs?: number;
}

/** The most urgent of several reasons to wait. */
export function mostUrgent(found: readonly Waiting[]): Waiting | undefined {
  const rank = (waiting: Waiting) => WAITING_FOR.indexOf(waiting.for);
  return [...found].sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))[0];
}

/** What a step waits for when it stalls within an attempt. */
export function stalledFor({
  isRateLimit,
  isIngestion,
}: {
  isRateLimit?: boolean;
  isIngestion?: boolean;
}): Waiting['for'] {
  if (isIngestion === true) return 'ingestion';
  return isRateLimit === true ? 'rate' : 'platform';
}

/** Failures whose cause lies on the disk of the host that ran the step. */
const HOST_FAILURES: readonly ErrorType[] = ['SourceNotFound', 'SourceChanged', 'SourceNotAllowed'];

/** What a step waits for that failed with an error of this type and is tried again. */
export function waitsFor(type: ErrorType): Waiting['for'] {
  if (type === 'RateLimited') return 'rate';
  return HOST_FAILURES.includes(type) ? 'host' : 'platform';
}
