import type { Bandwidth } from './bandwidth.ts';
import { createFairWaiters } from './fair-waiters.ts';

/** Paces requests so that their bytes stay within a bandwidth on average; a request is sent as fast as it goes. */
export interface Pacer {
  /**
   * Waits until `bytes` may be sent. Each share, such as an ingestion, has its turn, and within one the order of asking counts.
   * An aborted wait uses up nothing.
   */
  take(bytes: number, signal: AbortSignal, share?: string): Promise<void>;
  /** Another bandwidth holds from now on, also for those that wait. */
  change(bandwidth: Bandwidth): void;
  /** Bytes per second at this moment; Infinity without a limit. */
  readonly bytesPerSecond: number;
  /** True when what was sent has had its time: a new pacer would do the same. */
  isIdle(): boolean;
}

/** What is asked before bytes are sent. */
export type Pace = Pick<Pacer, 'take'>;

/** Keeps within all of these; undefined where there are none. */
export function paceOf(...pacers: readonly (Pace | undefined)[]): Pace | undefined {
  const all = pacers.filter((pacer) => pacer !== undefined);
  if (all.length < 2) return all[0];
  return {
    async take(bytes, signal, share) {
      for (const pacer of all) await pacer.take(bytes, signal, share);
    },
  };
}

const MINUTE_MS = 60_000;
/** Timers may come late: so much of it is made up for. */
const MAX_CATCH_UP_MS = 1_000;

/**
 * Makes a pacer. It knows only what was sent and has not had its time yet. Nothing is booked for those that wait, so that
 * another rate, by the timetable or by {@link Pacer.change}, holds at once.
 */
export function createPacer(initial: Bandwidth): Pacer {
  let bandwidth = initial;
  /** Bytes that were sent before their time; below 0 when a waiter was released too late. */
  let ahead = 0;
  let countedAtMs = Date.now();
  /** Bytes per second since then. */
  let rate = bandwidth.rateAt(new Date(countedAtMs));
  /** Each with its bytes. */
  const waiters = createFairWaiters<number, void>();
  let timer: NodeJS.Timeout | undefined;

  /** Lets what was sent have the time since the last look. */
  function count(): void {
    const nowMs = Date.now();
    const hadTime = (rate * Math.max(0, nowMs - countedAtMs)) / 1000;
    // What was not used is not saved up.
    const least = waiters.first === undefined ? 0 : -(rate * MAX_CATCH_UP_MS) / 1000;
    rate = bandwidth.rateAt(new Date(nowMs));
    countedAtMs = nowMs;
    ahead = Number.isFinite(hadTime) && Number.isFinite(rate) ? Math.max(least, ahead - hadTime) : 0;
  }

  function letGo(): void {
    clearTimeout(timer);
    count();
    for (let next = waiters.first; next !== undefined && ahead <= 0; next = waiters.first) {
      if (Number.isFinite(rate)) ahead += next.request;
      next.grant();
    }
    if (waiters.first === undefined) return;
    // A timetable changes with a minute.
    const untilMinuteMs = MINUTE_MS - (Date.now() % MINUTE_MS);
    timer = setTimeout(letGo, Math.min(untilMinuteMs, Math.ceil((ahead / rate) * 1000)));
  }

  return {
    async take(bytes, signal, share) {
      signal.throwIfAborted();
      const isFirst = waiters.first === undefined;
      if (isFirst) {
        count();
        if (ahead <= 0) {
          if (Number.isFinite(rate)) ahead = bytes;
          return;
        }
      }
      const turn = waiters.wait(bytes, { signal, share, onAborted: letGo });
      if (isFirst) letGo();
      await turn;
    },
    change(next) {
      count();
      bandwidth = next;
      letGo();
    },
    get bytesPerSecond() {
      return bandwidth.rateAt(new Date());
    },
    isIdle() {
      count();
      return waiters.first === undefined && ahead <= 0;
    },
  };
}
