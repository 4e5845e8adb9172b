import { expect, test, vi } from 'vitest';
import { createSilence } from '../../activities/silence.ts';
import { beginCall, type CallUnderWay } from '../../lib/http/call-watch.ts';
import { attempt, fakeIntervals } from './attempt.ts';

/** The silence of one attempt under a clock of the test's; `over` counts its ends. */
function scene() {
  fakeIntervals();
  let over = 0;
  const silence = createSilence(() => {
    over += 1;
  });
  return {
    begin: () => silence.watch.begun(),
    at(second: number): number | undefined {
      vi.setSystemTime(second * 1_000);
      const { silentSince } = silence.state();
      return silentSince === undefined ? undefined : Date.parse(silentSince) / 1_000;
    },
    over: () => over,
  };
}

test('a call without an answer is silent from its beginning, or from the last byte that moved', () => {
  const { begin, at, over } = scene();
  at(10);
  const call = begin();
  expect([at(12), at(13), at(40)]).toEqual([undefined, 10, 10]);
  call.moved();
  expect([over(), at(42), at(50)]).toEqual([1, undefined, 40]);
  call.ended(true);
  expect([over(), at(60), at(600)]).toEqual([2, undefined, undefined]);
});

test('as long as one of several calls moves there is no silence', () => {
  const { begin, at } = scene();
  begin();
  const other = begin();
  for (const second of [2, 4, 6]) {
    expect(at(second)).toBeUndefined();
    other.moved();
  }
  expect(at(30)).toBe(6);
});

test('a silence goes on over attempts that end without an answer', () => {
  const { begin, at } = scene();
  begin().ended(false);
  expect(at(60)).toBeUndefined();
  const second = begin();
  expect(at(61)).toBe(0);
  second.ended(true);
  at(100);
  begin();
  expect(at(110)).toBe(100);
});

test('a step tells of the silence by its heartbeats, and at once when it is over', async () => {
  fakeIntervals();
  let call: CallUnderWay | undefined;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { end, heartbeats } = attempt(async () => {
    call = beginCall();
    await done;
  });
  vi.advanceTimersByTime(10_000);
  expect(heartbeats.at(-1)).toMatchObject({ silentSince: '1970-01-01T00:00:00.000Z' });
  const before = heartbeats.length;
  call?.moved();
  expect(heartbeats.slice(before)).toEqual([expect.not.objectContaining({ silentSince: expect.anything() })]);
  finish();
  await end;
});

test('an attempt does not tell of the silence of the one before', async () => {
  const heartbeatDetails = { step: 'transfer', files: {}, silentSince: '1970-01-01T00:00:00.000Z', underWay: { 0: 5 } };
  const { end, heartbeats } = attempt(({ report }) => Promise.resolve(report(heartbeatDetails)), {
    number: 2,
    heartbeatDetails,
  });
  await end;
  const silent = attempt(() => Promise.reject(new Error('x')), { number: 2, heartbeatDetails });
  await expect(silent.end).rejects.toThrow('x');
  expect(heartbeats).toHaveLength(1);
  expect(silent.heartbeats.at(-1)).not.toHaveProperty('silentSince');
  expect(silent.heartbeats.at(-1)).not.toHaveProperty('underWay');
});
