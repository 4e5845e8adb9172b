import type { Concurrency } from './concurrency.ts';
import { createThroughputMeter, type Throughput } from './throughput-meter.ts';

/** Bounds of {@link createAdaptiveConcurrency}, in requests at a time. */
export interface AdaptiveConcurrencyOptions {
  /** What it begins with; only an overload leads below it. */
  initial: number;
  max: number;
  /** Monotonic clock in milliseconds. */
  nowMs?: () => number;
}

/** How the number is tried while it is sought, and once it is known about. */
const PHASES = {
  /**
   * Eager: twice as many, kept for little, after a short look: from 4 to 16 within a second on a line of 20 ms. Too many
   * cost little, too few on a long line most of it.
   */
  seeking: { step: 2, minGain: 0.1, measureMs: 200 },
  /**
   * Exact: on a line with room nearly all of the added requests shows as throughput, on a full one nothing; below a
   * quarter a request is worth neither its memory nor a busier platform.
   */
  settled: { step: 1.5, minGain: 0.25, measureMs: 500 },
} as const;

/** The time between two tries: doubles with each that brings nothing. */
const FIRST_HOLD_MS = 2_000;
const MAX_HOLD_MS = 60_000;

/** How long after an overload nothing is tried. */
const OVERLOAD_HOLD_MS = 1_000;

/** A time without any request that a measurement may contain: what passes between two of them when one is allowed. */
const MAX_GAP_MS = 20;

/** A pause in the requests after which a try is given up, since nothing can be compared any more. */
const MAX_PAUSE_MS = 1_000;

/** How long the number that was too much is kept away from: a platform that counts requests will count them again. */
const CEILING_MS = 30_000;

/**
 * Finds how many requests at a time a platform is best served with: more as long as throughput grows with them, fewer when
 * they do as well, half as many when the platform has too much to do.
 *
 * Throughput is measured with the number as it is, then with another one, which stays if it is worth it; tries that fail
 * are further and further apart, now up, now down. What ended while fewer requests than allowed were under way tells
 * nothing and is left out.
 */
export function createAdaptiveConcurrency(options: AdaptiveConcurrencyOptions): Concurrency {
  const nowMs = options.nowMs ?? (() => performance.now());
  const { max } = options;
  const meter = createThroughputMeter();
  let limit = Math.min(options.initial, max);
  let begun = 0;
  let ended = 0;
  let idleSinceMs = nowMs();
  /** Requests before this number began under another limit. */
  let firstOfLimit = 0;
  let phase: keyof typeof PHASES = 'seeking';
  let direction: 'up' | 'down' = 'up';
  /** What was there before the present try. */
  let before: { limit: number; bytesPerMs: number } | undefined;
  let failedTries = 0;
  let holdUntilMs = Number.NEGATIVE_INFINITY;
  let ceiling = { limit: max, untilMs: Number.NEGATIVE_INFINITY };

  function change(to: number): void {
    limit = to;
    firstOfLimit = begun;
    before = undefined;
    meter.restart();
  }

  /** Once for all that were under way: their failures are one and the same. */
  function shrink(request: number, timeMs: number): void {
    meter.restart();
    if (request < firstOfLimit) return;
    // What is too much even alone says nothing of the number.
    ceiling = { limit: limit - 1, untilMs: limit > 1 ? timeMs + CEILING_MS : timeMs };
    holdUntilMs = timeMs + OVERLOAD_HOLD_MS;
    phase = 'seeking';
    direction = 'up';
    failedTries = 0;
    change(Math.max(1, Math.floor(limit / 2)));
  }

  /** The number to try next; the present one when there is none. */
  function nextLimit(timeMs: number): number {
    const { step } = PHASES[phase];
    // Half of the way to a number that was too much.
    const room = timeMs < ceiling.untilMs ? (ceiling.limit - limit) / 2 : max - limit;
    const more = limit + Math.ceil(Math.max(0, Math.min(limit * (step - 1), room)));
    if (phase === 'seeking') return more;
    // What it begins with costs hardly anything, and with less a line that gets better is found out slowly.
    const fewer = Math.min(limit, Math.max(options.initial, Math.floor(limit / step)));
    if (direction === 'up') return more > limit ? more : fewer;
    return fewer < limit ? fewer : more;
  }

  function tryAnother(bytesPerMs: number, timeMs: number): void {
    const attempt = { limit, bytesPerMs };
    const next = nextLimit(timeMs);
    if (next === limit) return settle(timeMs);
    change(next);
    before = attempt;
  }

  function settle(timeMs: number): void {
    phase = 'settled';
    holdUntilMs = timeMs + Math.min(MAX_HOLD_MS, FIRST_HOLD_MS * 2 ** failedTries);
  }

  /** Compares a try with what was before. */
  function judge(measured: Throughput, from: { limit: number; bytesPerMs: number }, timeMs: number): void {
    if (!measured.isUsed) return change(from.limit);
    const isUp = limit > from.limit;
    const wanted = from.bytesPerMs * (1 + PHASES[phase].minGain * (limit / from.limit - 1));
    if (measured.bytesPerMs < wanted) {
      direction = isUp ? 'down' : 'up';
      settle(timeMs);
      failedTries += 1;
      return change(from.limit);
    }
    failedTries = 0;
    before = undefined;
    if (isUp) tryAnother(measured.bytesPerMs, timeMs);
    else settle(timeMs);
  }

  return {
    get limit() {
      return limit;
    },
    begin() {
      const idleMs = begun === ended ? nowMs() - idleSinceMs : 0;
      if (idleMs > MAX_GAP_MS) meter.restart();
      // Throughput of another time is nothing to compare with.
      if (idleMs > MAX_PAUSE_MS && before !== undefined) change(before.limit);
      begun += 1;
      return begun - 1;
    },
    end(request, { acceptedBytes, isOverload }) {
      const timeMs = nowMs();
      const isUsed = begun - ended >= limit;
      ended += 1;
      idleSinceMs = timeMs;
      if (isOverload) shrink(request, timeMs);
      // Told of those that began before a change, the measurement would be half of what was before.
      if (isOverload || request < firstOfLimit) return;
      meter.add({ timeMs, bytes: acceptedBytes, isUsed });
      // Until the next try the measurement goes on: the longer it is, the less it owes to chance.
      if (timeMs < holdUntilMs) return;
      const measured = meter.read(limit, PHASES[phase].measureMs);
      if (measured === undefined) return;
      meter.restart();
      if (before !== undefined) judge(measured, before, timeMs);
      else if (measured.isUsed) tryAnother(measured.bytesPerMs, timeMs);
    },
  };
}
