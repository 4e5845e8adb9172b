import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import type { HttpAnswer } from '../../lib/http/http.ts';

/** The platform's time, as far as this machine's clock does not tell it. */
export interface PlatformClock {
  /** Milliseconds by which the platform is ahead of this machine; 0 while they differ by a minute at most. */
  readonly offsetMs: number;
  /** The moment to sign with. */
  now(): number;
  /** Learns from an answer of the platform's own. */
  learn(answer: Pick<HttpAnswer, 'headers'>, sentAtMs: number): void;
  /** True when the offset has become another one, by more than a minute, than the one that a call was signed with. */
  isOther(signedWithMs: number): boolean;
}

/** Clocks that differ by no more are alike. */
const TOLERANCE_MS = 60_000;
/** No platform's clock is outside of these years. */
const EARLIEST_MS = Date.parse('2022-01-01T00:00:00Z');
const LATEST_MS = Date.parse('2100-01-01T00:00:00Z');

/** How this machine's clock differs from the platform's, in words; undefined of one that does not. */
export function describeOffset(offsetMs: number): Phrase | undefined {
  if (offsetMs === 0) return undefined;
  const minutes = `${Math.round(Math.abs(offsetMs) / 60_000)}`;
  return offsetMs > 0
    ? phraseOf("{minutes} min behind the platform's", { minutes })
    : phraseOf("{minutes} min ahead of the platform's", { minutes });
}

/** Makes a clock that begins with this machine's time. */
export function createPlatformClock(now: () => number = Date.now): PlatformClock {
  let offsetMs = 0;
  return {
    get offsetMs() {
      return offsetMs;
    },
    now: () => now() + offsetMs,
    learn({ headers }, sentAtMs) {
      const toldMs = plausibleDate(headers);
      const receivedAtMs = now();
      // The answer was made at some moment in between: where that is long, it tells nothing.
      if (toldMs === undefined || receivedAtMs - sentAtMs > TOLERANCE_MS) return;
      const isExplainedBy = (offset: number) =>
        toldMs - offset >= sentAtMs - TOLERANCE_MS && toldMs - offset <= receivedAtMs + TOLERANCE_MS;
      if (isExplainedBy(offsetMs)) return;
      offsetMs = isExplainedBy(0) ? 0 : toldMs - receivedAtMs;
    },
    isOther: (signedWithMs) => Math.abs(offsetMs - signedWithMs) > TOLERANCE_MS,
  };
}

/** The moment at which the platform made an answer; undefined where a cache may have kept it, or no clock shows such a time. */
function plausibleDate(headers: HttpAnswer['headers']): number | undefined {
  const { date, age } = headers;
  if (typeof date !== 'string' || age !== undefined) return undefined;
  const ms = Date.parse(date);
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined;
}
