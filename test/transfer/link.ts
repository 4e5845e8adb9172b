import type { Concurrency } from '../../lib/transfer/concurrency.ts';

const MIB = 1024 ** 2;

/** A line to a platform as far as it matters to how many requests are under way. */
export interface Link {
  /** What each request takes beside its bytes. */
  latencyMs: number;
  /** What all requests share. */
  bytesPerMs: number;
  chunkBytes: number;
  /** How much latency and rate float, as a share; 0 for a clock. */
  jitter?: number;
  /** True when the platform has too much to do for one more request. */
  isTooMuch?(inFlight: number, timeMs: number): boolean;
}

/** How a simulated transfer went, from one end of a request to the next. */
export interface LinkRun {
  /** The limit after each end. */
  limits: { timeMs: number; limit: number }[];
  acceptedBytes: { timeMs: number; bytes: number }[];
  overloads: number;
}

/** Keeps as many requests under way as are allowed, for so long, without taking any time of ours. */
export function runOverLink(
  make: (nowMs: () => number) => Concurrency,
  link: Link,
  durationMs: number,
  seed = 1,
): LinkRun {
  let timeMs = 0;
  const concurrency = make(() => timeMs);
  const random = createRandom(seed);
  const float = () => 1 + (link.jitter ?? 0) * (2 * random() - 1);
  const run: LinkRun = { limits: [], acceptedBytes: [], overloads: 0 };
  let inFlight: { request: number; endMs: number; isOverload: boolean }[] = [];
  let lineFreeMs = 0;
  while (timeMs < durationMs) {
    while (inFlight.length < concurrency.limit) {
      const request = concurrency.begin();
      const isOverload = link.isTooMuch?.(inFlight.length + 1, timeMs) ?? false;
      let endMs = timeMs + link.latencyMs * float();
      if (!isOverload) {
        endMs = Math.max(endMs, lineFreeMs) + (link.chunkBytes / link.bytesPerMs) * float();
        lineFreeMs = endMs;
      }
      inFlight.push({ request, endMs, isOverload });
    }
    const [first, ...others] = inFlight.toSorted((a, b) => a.endMs - b.endMs);
    if (first === undefined) throw new Error('nothing is allowed to be under way');
    timeMs = first.endMs;
    const acceptedBytes = first.isOverload ? 0 : link.chunkBytes;
    concurrency.end(first.request, { acceptedBytes, isOverload: first.isOverload });
    inFlight = others;
    run.limits.push({ timeMs, limit: concurrency.limit });
    run.acceptedBytes.push({ timeMs, bytes: acceptedBytes });
    if (first.isOverload) run.overloads += 1;
  }
  return run;
}

/** Bytes per millisecond that the platform took from a time on. */
export function rateFrom(run: LinkRun, fromMs: number): number {
  const counted = run.acceptedBytes.filter(({ timeMs }) => timeMs > fromMs);
  return counted.reduce((sum, { bytes }) => sum + bytes, 0) / ((counted.at(-1)?.timeMs ?? Number.NaN) - fromMs);
}

/** What the line gives with so many requests at a time. */
export function rateWith(requests: number, { latencyMs, bytesPerMs, chunkBytes }: Link): number {
  return Math.min(bytesPerMs, (requests * chunkBytes) / (latencyMs + chunkBytes / bytesPerMs));
}

/** MiB per second in bytes per millisecond. */
export function mibPerSecond(rate: number): number {
  return (rate * MIB) / 1000;
}

/** Numbers from 0 to 1, the same for a seed each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
