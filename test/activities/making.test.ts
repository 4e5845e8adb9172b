import { describe, expect, test } from 'vitest';
import { makeOfEach } from '../../activities/making.ts';
import { attempt, cut, type Heartbeat, refused } from './attempt.ts';

/** What becomes of the call for each file in an attempt, by file index. */
type Calls = Record<number, Error | 'made'>;

/** What a step answers of two files after attempts whose calls end so; a `killed` one is not there to tell its last words. */
async function outcomesAfter(...attempts: readonly { calls: Calls; killed?: true }[]) {
  let heartbeatDetails: Heartbeat | undefined;
  let number = 1;
  for (const { calls, killed } of attempts) {
    const one = attempt(
      (run) =>
        makeOfEach([{ index: 0 }, { index: 1 }], run, async ({ index }) => {
          const end = calls[index];
          if (end instanceof Error) throw end;
          return { id: `${index}-${number}` };
        }),
      { number, heartbeatDetails },
    );
    const ended = await one.end.catch(() => undefined);
    if (ended !== undefined && killed === undefined) return ended as { index: number; state: string }[]; // as: what the step gives
    heartbeatDetails = killed === undefined ? one.heartbeats.at(-1) : one.heartbeats[0];
    number += 1;
  }
  throw new Error('no attempt came to an end');
}

test('a call without an answer is no progress of its step, whatever the number of its file', async () => {
  const step = (end: Error, options = {}) =>
    attempt((run) => makeOfEach([{ index: 7 }], run, () => Promise.reject(end)), options);
  const first = step(refused);
  await expect(first.end).rejects.toThrow('connection refused');
  const second = step(cut, { number: 2, heartbeatDetails: first.heartbeats.at(-1) });
  await expect(second.end).rejects.toThrow('cut');
  expect(second.heartbeats.at(-1)).toMatchObject({ unanswered: [7], failures: 2 });
});

describe('what may be on the platform twice', () => {
  const MADE: Calls = { 0: 'made', 1: 'made' };

  test('is what had no answer, and nothing else of its step', async () => {
    expect(await outcomesAfter({ calls: { 0: cut, 1: refused } }, { calls: MADE })).toEqual([
      { index: 0, state: 'ok', id: '0-2', mayBeTwice: true },
      { index: 1, state: 'ok', id: '1-2' },
    ]);
  });

  test('is known though the failure of another file was told first', async () => {
    expect(await outcomesAfter({ calls: { 0: refused, 1: cut } }, { calls: { 0: 'made', 1: refused } })).toMatchObject([
      { index: 0, state: 'ok' },
      { index: 1, state: 'deferred', mayBeTwice: true },
    ]);
  });

  test('is all that an attempt which died had not told', async () => {
    const [first, second] = await outcomesAfter({ calls: { 0: 'made', 1: cut }, killed: true }, { calls: MADE });
    expect(first).toEqual({ index: 0, state: 'ok', id: '0-1' });
    expect(second).toEqual({ index: 1, state: 'ok', id: '1-2', mayBeTwice: true });
  });

  test('is still told when later attempts die, or fail', async () => {
    expect(
      await outcomesAfter(
        { calls: { 0: refused, 1: refused }, killed: true },
        { calls: { 0: 'made', 1: refused }, killed: true },
        { calls: { 1: refused } },
      ),
    ).toMatchObject([
      { index: 0, state: 'ok', id: '0-2', mayBeTwice: true },
      { index: 1, state: 'deferred', mayBeTwice: true },
    ]);
  });
});
