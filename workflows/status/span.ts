const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A span of time for a message, in one unit that does not round it to nothing: `500 ms`, `90 s`, `90 min`, `2 h`. */
export function spanInWords(spanMs: number): string {
  if (spanMs < SECOND_MS) return `${Math.round(spanMs)} ms`;
  if (spanMs < 2 * MINUTE_MS && spanMs % MINUTE_MS !== 0) return `${Math.round(spanMs / 100) / 10} s`;
  if (spanMs < 2 * HOUR_MS && spanMs % HOUR_MS !== 0) return `${Math.round(spanMs / MINUTE_MS)} min`;
  return `${Math.round((spanMs / HOUR_MS) * 10) / 10} h`;
}
