import { ModelrailError } from '../errors.ts';
import { parseDuration } from '../quantities.ts';
import { told } from '../words/told.ts';

/**
 * A moment given as ISO 8601, or as a span of time before `nowMs`. Error: `InvalidRequest`, in which the moment is called
 * `name`.
 */
export function parseSince(text: string, nowMs: number, name: string): Date {
  const span = parseDuration(text);
  const date =
    span === undefined && /^\d{4}-\d{2}/.test(text) ? new Date(text) : new Date(nowMs - (span ?? Number.NaN));
  if (Number.isNaN(date.getTime())) {
    throw new ModelrailError(
      'InvalidRequest',
      told('{flag} must be a date such as 2026-11-22T08:00Z, or a span such as 2h or 7d, not "{value}"', {
        flag: name,
        value: text,
      }),
    );
  }
  return date;
}
