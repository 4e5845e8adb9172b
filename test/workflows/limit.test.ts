import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createLimit } from '../../workflows/steps/limit.ts';

/** Lets everything go on that waits for nothing but promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test.prop([
  fc.integer({ min: 1, max: 4 }),
  fc.array(fc.record({ isFailing: fc.boolean(), turn: fc.nat(10) }), { minLength: 1, maxLength: 15 }),
])('no more at a time than there are places, all of them used, in order, whatever fails', async (places, works) => {
  const limit = createLimit(places);
  const started: number[] = [];
  const running: { finish(): void; turn: number }[] = [];
  const ends = works.map(({ isFailing, turn }, index) =>
    limit(
      () =>
        new Promise<number>((resolve, reject) => {
          started.push(index);
          const finish = () => (isFailing ? reject(new Error(String(index))) : resolve(index));
          running.push({ turn, finish });
          expect(running.length).toBeLessThanOrEqual(places);
        }),
    ),
  );
  const all = Promise.allSettled(ends);
  for (let left = works.length; left > 0; left -= 1) {
    await settle();
    expect(running).toHaveLength(Math.min(places, left));
    running.sort((a, b) => a.turn - b.turn);
    running.shift()?.finish();
  }
  const results = await all;
  expect(results.map(({ status }) => status)).toEqual(
    works.map(({ isFailing }) => (isFailing ? 'rejected' : 'fulfilled')),
  );
  expect(started).toEqual([...works.keys()]);
});

test('a place that is given on is not given twice', async () => {
  const limit = createLimit(1);
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await settle();
    running -= 1;
  };
  const first = limit(work);
  const second = limit(work);
  const third = first.then(() => limit(work));
  await Promise.all([first, second, third]);
  expect(most).toBe(1);
});
