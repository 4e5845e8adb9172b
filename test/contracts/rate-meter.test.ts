import { expect, test } from 'vitest';
import { createRateMeter, type RateMeter } from '../../contracts/rate-meter.ts';

/** A meter that was told these totals. */
function meterOf(...totals: [atMs: number, total: number][]): RateMeter {
  const meter = createRateMeter();
  for (const [atMs, total] of totals) meter.add(atMs, total);
  return meter;
}

test('a rate is that of the last seconds', () => {
  expect(createRateMeter().rate(0)).toBeUndefined();
  expect(meterOf([0, 0], [1000, 50], [8000, 100], [9000, 200]).rate(9000)).toBe(150 / 8);
  expect(meterOf([0, 0], [1000, 50], [6000, 50], [8000, 100], [9000, 200], [11_000, 300]).rate(11_000)).toBe(50);
});

test('a total that falls starts the measurement anew', () => {
  const meter = meterOf([0, 1_000], [1000, 2_000], [2000, 100]);
  expect(meter.rate(2000)).toBeUndefined();
  meter.add(3000, 600);
  expect(meter.rate(3000)).toBe(500);
});

test('where nothing comes any more the rate falls, and is 0 when the last total is as old as what is measured', () => {
  const meter = meterOf([0, 0], [1000, 1000], [2000, 2000]);
  const rates = [2000, 3000, 4000, 5000, 6000, 6999].map((atMs) => meter.rate(atMs) ?? Number.NaN);
  expect(rates[0]).toBe(1000);
  for (const [n, rate] of rates.slice(2).entries()) expect(rate).toBeLessThan(rates[n + 1] ?? 0);
  expect(meter.rate(7000)).toBe(0);
  expect(meter.rate(60_000)).toBe(0);
});

test('slow reports have a rate too, until the next one is late', () => {
  const meter = meterOf([0, 0], [8000, 800]);
  expect(meter.rate(8000)).toBe(100);
  expect(meter.rate(13_000)).toBe(0);
});
