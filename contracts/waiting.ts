import type { ErrorType } from './errors.ts';
import { WAITING_FOR, type Waiting } from './progress.ts';
import { englishOf, type Sentence } from './sentences.ts';
import { cutText } from './well-formed.ts';

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
  isSource,
}: {
  isRateLimit?: boolean;
  isIngestion?: boolean;
  isSource?: boolean;
}): Waiting['for'] {
  if (isIngestion === true) return 'ingestion';
  if (isSource === true) return 'host';
  return isRateLimit === true ? 'rate' : 'platform';
}

/** Failures whose cause lies where the files are: on the disk of the host that ran the step, or at their server. */
const SOURCE_FAILURES: readonly ErrorType[] = ['SourceNotFound', 'SourceChanged', 'SourceNotAllowed'];

/** True for a failure of a source, not of the platform. */
export function isSourceFailure(type: ErrorType): boolean {
  return SOURCE_FAILURES.includes(type);
}

/** What a step waits for that failed with an error of this type and is tried again. */
export function waitsFor(type: ErrorType): Waiting['for'] {
  if (type === 'RateLimited') return 'rate';
  return isSourceFailure(type) ? 'host' : 'platform';
}

/** A reason of ours to wait, and by which it is said in other languages. */
export function reasonOf(sentence: Sentence): Pick<Waiting, 'reason' | 'told'> {
  return { reason: englishOf(sentence), told: [sentence] };
}

/** A wait with a reason of so many characters at most; one that is cut is English. */
export function withShortReason({ told, ...waiting }: Waiting, maxCharacters: number): Waiting {
  const reason = cutText(waiting.reason, maxCharacters);
  const isWhole = reason === waiting.reason;
  return { ...waiting, reason, ...(isWhole && told !== undefined ? { told } : {}) };
}
