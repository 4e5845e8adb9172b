import { ActivityFailure, CancelledFailure } from '@temporalio/workflow';

/** What a step that was stopped reported last; undefined when its worker could not say it any more. */
export function lastReport(error: unknown): object | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const detail: unknown = cause instanceof CancelledFailure ? cause.details?.[0] : undefined;
  // Steps of ours end with their heartbeat; Temporal ends one that no worker has with a text.
  return typeof detail === 'object' && detail !== null ? detail : undefined;
}

/** True of a file of which a report says that a call for it was not answered: what it made may be there beside what is known. */
export function isUnanswered(report: object, index: number): boolean {
  const unanswered: unknown = Reflect.get(report, 'unanswered');
  return Array.isArray(unanswered) && unanswered.includes(index);
}

/** What a report says of one file under a key of its own, by index; undefined where it says nothing, or something else. */
export function reportedOf<T>(
  report: object | undefined,
  key: string,
  index: number,
  isOne: (value: unknown) => value is T,
): T | undefined {
  const all: unknown = report === undefined ? undefined : Reflect.get(report, key);
  const one: unknown = typeof all === 'object' && all !== null ? Reflect.get(all, index) : undefined;
  return isOne(one) ? one : undefined;
}
