import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createAdaptiveConcurrency } from '../../lib/transfer/adaptive-concurrency.ts';
import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { type Link, type LinkRun, mibPerSecond, rateFrom, rateWith, runOverLink } from './link.ts';

const MIB = 1024 ** 2;
const BOUNDS = { initial: 4, max: 16 };
const adaptive = (nowMs: () => number) => createAdaptiveConcurrency({ ...BOUNDS, nowMs });

const LONG: Link = { latencyMs: 20, bytesPerMs: mibPerSecond(1200), chunkBytes: 4 * MIB, jitter: 0.1 };
const LOOPBACK: Link = { latencyMs: 1, bytesPerMs: mibPerSecond(900), chunkBytes: 4 * MIB, jitter: 0.1 };

const changesOf = ({ limits }: LinkRun) => limits.filter(({ limit }, at) => at > 0 && limits[at - 1]?.limit !== limit);
const limitAt = ({ limits }: LinkRun, atMs: number) => limits.findLast(({ timeMs }) => timeMs <= atMs)?.limit;
const limitsBetween = ({ limits }: LinkRun, fromMs: number, toMs: number) =>
  limits.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs).map(({ limit }) => limit);

const link = fc.record({
  latencyMs: fc.integer({ min: 1, max: 150 }),
  bytesPerMs: fc.integer({ min: 20, max: 1500 }).map(mibPerSecond),
  chunkBytes: fc.constantFrom(MIB, 4 * MIB, 16 * MIB),
  jitter: fc.constantFrom(0, 0.05, 0.15),
});

test.prop([link, fc.nat(), fc.integer({ min: 1, max: 20 }), fc.nat(3), fc.integer({ min: 1, max: 20 })], {
  numRuns: 30,
})(
  'whatever the line does, there is always a request, and never more than the maximum',
  (line, seed, initial, more, standing) => {
    const max = initial + more;
    const isTooMuch = (inFlight: number, timeMs: number) => inFlight > standing || timeMs % 3000 < 200;
    const make = (nowMs: () => number) => createAdaptiveConcurrency({ initial, max, nowMs });
    const run = runOverLink(make, { ...line, isTooMuch }, 4000, seed);
    for (const { limit } of run.limits) {
      expect(limit).toBeGreaterThanOrEqual(1);
      expect(limit).toBeLessThanOrEqual(max);
    }
  },
);

test.prop([link, fc.nat()], { numRuns: 30 })(
  'finds what the line can give, and hardly more requests than that takes',
  (line, seed) => {
    const run = runOverLink(adaptive, line, 40_000, seed);
    const best = rateWith(BOUNDS.max, line);
    expect(rateFrom(run, 20_000) / best).toBeGreaterThan(0.75);
    // A single request fills the rest of the line that the others leave while they wait.
    const enough = (line.latencyMs * line.bytesPerMs) / line.chunkBytes + 1;
    const settled = limitsBetween(run, 30_000, 40_000).toSorted((a, b) => a - b);
    expect(settled[settled.length >> 1]).toBeLessThanOrEqual(Math.max(1.5 * BOUNDS.initial, 2 * enough));
  },
);

describe('a line of 20 ms', () => {
  test.prop([fc.nat()], { numRuns: 20 })('has eight requests and more within a second', (seed) => {
    const run = runOverLink(adaptive, LONG, 2000, seed);
    expect(limitAt(run, 1000)).toBeGreaterThanOrEqual(8);
  });

  test('is used as well as with eight from the start', () => {
    const fixed = runOverLink(() => createFixedConcurrency(8), LONG, 10_000);
    expect(rateFrom(runOverLink(adaptive, LONG, 10_000), 0) / rateFrom(fixed, 0)).toBeGreaterThan(0.97);
  });
});

test.prop([fc.nat()], { numRuns: 10 })('a line without latency is left in peace', (seed) => {
  const run = runOverLink(adaptive, LOOPBACK, 60_000, seed);
  expect(changesOf(run).length).toBeLessThanOrEqual(16);
  const all = limitsBetween(run, 0, 60_000);
  expect(all.filter((limit) => limit > 6).length / all.length).toBeLessThan(0.2);
});

test('a line that takes seconds for a chunk is measured as long as that takes', () => {
  const slow = { latencyMs: 50, bytesPerMs: mibPerSecond(1), chunkBytes: 4 * MIB, jitter: 0.05 };
  const run = runOverLink(adaptive, slow, 900_000);
  expect(limitAt(run, 900_000)).toBeLessThanOrEqual(6);
  expect(changesOf(run).length).toBeLessThanOrEqual(20);
});

describe('a platform that has too much to do', () => {
  test('gets half as many, once for all that were under way', () => {
    let timeMs = 0;
    const concurrency = createAdaptiveConcurrency({ initial: 8, max: 16, nowMs: () => (timeMs += 1) });
    const requests = Array.from({ length: 8 }, () => concurrency.begin());
    const limits = requests.map((request) => {
      concurrency.end(request, { acceptedBytes: 0, isOverload: true });
      return concurrency.limit;
    });
    expect(limits).toEqual(Array(8).fill(4));
    concurrency.end(concurrency.begin(), { acceptedBytes: 0, isOverload: true });
    expect(concurrency.limit).toBe(2);
  });

  test('gets fewer while it lasts, and as many as before soon after', () => {
    const isTooMuch = (_: number, timeMs: number) => timeMs >= 5000 && timeMs < 5500;
    const run = runOverLink(adaptive, { ...LONG, isTooMuch }, 10_000);
    expect(limitAt(run, 4999)).toBeGreaterThanOrEqual(8);
    expect(Math.min(...limitsBetween(run, 5000, 5600))).toBe(1);
    expect(limitAt(run, 9000)).toBeGreaterThanOrEqual(8);
  });

  test('and counts requests is found out, and rarely asked for more', () => {
    const isTooMuch = (inFlight: number) => inFlight > 6;
    const run = runOverLink(adaptive, { ...LONG, isTooMuch }, 60_000);
    const settled = limitsBetween(run, 10_000, 60_000);
    expect(settled.filter((limit) => limit >= 4 && limit <= 6).length / settled.length).toBeGreaterThan(0.8);
    expect(run.overloads / run.limits.length).toBeLessThan(0.01);
    expect(rateFrom(run, 10_000) / rateWith(6, LONG)).toBeGreaterThan(0.75);
  });
});

test('requests that are fewer than allowed tell nothing: the number stays', () => {
  let timeMs = 0;
  const concurrency = createAdaptiveConcurrency({ ...BOUNDS, nowMs: () => timeMs });
  for (let at = 0; at < 5000; at += 1) {
    const two = [concurrency.begin(), concurrency.begin()];
    for (const request of two) {
      timeMs += 10;
      concurrency.end(request, { acceptedBytes: at * MIB, isOverload: false });
    }
  }
  expect(concurrency.limit).toBe(4);
});

test('a try that a pause cuts off is given up', () => {
  let timeMs = 0;
  const concurrency = createAdaptiveConcurrency({ ...BOUNDS, nowMs: () => timeMs });
  const underWay: number[] = [];
  const end = () => concurrency.end(underWay.shift() ?? -1, { acceptedBytes: MIB, isOverload: false });
  for (let ends = 0; ends < 100 && concurrency.limit === 4; ends += 1) {
    while (underWay.length < concurrency.limit) underWay.push(concurrency.begin());
    timeMs += 10;
    end();
  }
  expect(concurrency.limit).toBe(8);
  while (underWay.length > 0) end();
  timeMs += 60_000;
  concurrency.begin();
  expect(concurrency.limit).toBe(4);
});
