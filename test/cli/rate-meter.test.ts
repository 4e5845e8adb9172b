import { expect, test } from 'vitest';
import { createRateMeter } from '../../cli/render/rate-meter.ts';

test('a rate is that of the last seconds', () => {
  const meter = createRateMeter();
  expect(meter.rate()).toBeUndefined();
  for (const [atMs, total] of [
    [0, 0],
    [1000, 50],
    [8000, 100],
    [9000, 200],
  ] as const)
    meter.add(atMs, total);
  expect(meter.rate()).toBe(100);
});

test('a total that falls starts the measurement anew', () => {
  const meter = createRateMeter();
  meter.add(0, 1_000);
  meter.add(1000, 2_000);
  meter.add(2000, 100);
  expect(meter.rate()).toBeUndefined();
  meter.add(3000, 600);
  expect(meter.rate()).toBe(500);
});
