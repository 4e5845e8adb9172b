import { expect, test } from 'vitest';
import { poll } from '../../lib/transfer/poll.ts';
import { stopTime } from './fake-time.ts';

const forever = new AbortController().signal;

test('an answer that is there is given at once', async () => {
  expect(await poll({ look: async () => 0, intervalMs: 60_000, signal: forever })).toBe(0);
});

test('it looks in growing pauses, which end at the interval', async () => {
  const time = stopTime();
  const looks: number[] = [];
  const answer = poll({
    async look() {
      looks.push(Date.now());
      return looks.length === 7 ? 'done' : undefined;
    },
    intervalMs: 2000,
    signal: forever,
  });
  await time.runAllTimersAsync();
  expect(await answer).toBe('done');
  expect(looks).toEqual([0, 200, 600, 1400, 3000, 5000, 7000]);
});

test('a look that fails ends it', async () => {
  const failure = new Error('refused');
  await expect(poll({ look: () => Promise.reject(failure), intervalMs: 1, signal: forever })).rejects.toBe(failure);
});

test('it ends with the reason of its signal while it pauses', async () => {
  const reason = new Error('cancelled');
  const controller = new AbortController();
  const polling = poll({
    async look() {
      queueMicrotask(() => controller.abort(reason));
      return undefined;
    },
    intervalMs: 60_000,
    signal: controller.signal,
  });
  await expect(polling).rejects.toBe(reason);
});
