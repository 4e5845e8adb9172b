import type { WireAnswer } from './exchange.ts';

/** A header's value; the first when it came more than once. */
export function headerOf(headers: WireAnswer['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A longer wait is a mistake, or not meant for a program that is to come to its end. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds to wait by `Retry-After`, in seconds or as a date, an hour at most; undefined without a readable one. A date is taken
 * against the answer's own `Date`, so that two clocks that differ do no harm.
 */
export function retryAfterMs(headers: WireAnswer['headers'], nowMs: number): number | undefined {
  const value = headerOf(headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(MAX_RETRY_AFTER_MS, Math.round(Number(value) * 1000));
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const sentAt = Date.parse(headerOf(headers, 'date') ?? '');
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, until - (Number.isNaN(sentAt) ? nowMs : sentAt)));
}

/** The id by which the other side finds a request in its logs, when it tells one. */
export function requestIdOf(headers: WireAnswer['headers']): string | undefined {
  for (const name of ['x-request-id', 'x-correlation-id', 'traceparent']) {
    const value = headerOf(headers, name)?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
