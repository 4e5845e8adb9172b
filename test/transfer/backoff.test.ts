import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { backoffMs, wait } from '../../lib/transfer/backoff.ts';
import { stopTime } from './fake-time.ts';

test('the pause doubles from the first to the longest', () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => backoffMs(attempt, 500, 10_000))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000,
  ]);
});

test.prop([fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 10_000 }), fc.nat(100_000)])(
  'any number of tries later it is still a pause that can be waited for',
  (attempt, firstMs, more) => {
    const pause = backoffMs(attempt, firstMs, firstMs + more);
    expect(pause).toBeGreaterThanOrEqual(firstMs);
    expect(pause).toBeLessThanOrEqual(firstMs + more);
  },
);

test('a wait ends when its time is over, not before', async () => {
  const time = stopTime();
  let isOver = false;
  const over = wait(1000, new AbortController().signal).then(() => {
    isOver = true;
  });
  await time.advanceTimersByTimeAsync(999);
  expect(isOver).toBe(false);
  await time.advanceTimersByTimeAsync(1);
  await over;
});

test('a wait longer than timers can count does not end at once', async () => {
  const time = stopTime();
  const controller = new AbortController();
  let isOver = false;
  const over = wait(100_000_000_000, controller.signal).then(() => {
    isOver = true;
  });
  await time.advanceTimersByTimeAsync(24 * 24 * 3_600_000);
  expect(isOver).toBe(false);
  controller.abort(new Error('enough'));
  await expect(over).rejects.toThrow('enough');
});

test('a wait ends with the reason of its signal', async () => {
  const reason = new Error('cancelled');
  const controller = new AbortController();
  const waiting = wait(60_000, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(wait(60_000, controller.signal)).rejects.toBe(reason);
});
