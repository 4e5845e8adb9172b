import { fc, test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import { HEARTBEAT_TIMEOUT_MS } from '../../contracts/policies.ts';
import { attempt, cut, fakeIntervals, fakeTimers, type Heartbeat, refused } from './attempt.ts';

async function mayHaveHappened(options: { number: number; heartbeatDetails?: Heartbeat }): Promise<boolean> {
  let answer = false;
  await attempt(async (run) => {
    answer = run.mayHaveHappened;
  }, options).end;
  return answer;
}

describe('heartbeats', () => {
  test('say at once what is reported, and of many reports the first and soon the last', async () => {
    const { heartbeats, end } = attempt(async ({ report }) => {
      for (let bytes = 1; bytes <= 100; bytes += 1) report({ step: 'a', bytes });
      await vi.waitFor(() => expect(heartbeats).toHaveLength(2), { timeout: 30_000 });
      report({ step: 'a', bytes: 101 });
      await vi.waitFor(() => expect(heartbeats).toHaveLength(3), { timeout: 30_000 });
    });
    await end;
    expect(heartbeats).toMatchObject([{ bytes: 1 }, { bytes: 100 }, { bytes: 101 }]);
  });

  test('come once an interval from a step that reports as often', async () => {
    fakeTimers();
    let finish = () => {};
    const { heartbeats, end } = attempt(async ({ report }) => {
      const reporting = setInterval(() => report({ step: 'wait' }), HEARTBEAT_TIMEOUT_MS / 3);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      clearInterval(reporting);
    });
    vi.advanceTimersByTime(HEARTBEAT_TIMEOUT_MS);
    finish();
    await end;
    expect(heartbeats).toHaveLength(3);
  });

  test('go on while there is nothing to report, well within their time-out, and end with the attempt', async () => {
    fakeIntervals();
    let finish = () => {};
    const { heartbeats, end } = attempt(({ report }) => {
      report({ step: 'wait' });
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    heartbeats.length = 0;
    vi.advanceTimersByTime(HEARTBEAT_TIMEOUT_MS);
    expect(heartbeats.length).toBeGreaterThanOrEqual(2);
    expect(heartbeats.at(-1)).toMatchObject({ step: 'wait' });
    finish();
    await end;
    heartbeats.length = 0;
    vi.advanceTimersByTime(10 * HEARTBEAT_TIMEOUT_MS);
    expect(heartbeats).toEqual([]);
  });

  test('repeat what the attempt before said until there is something new', async () => {
    fakeIntervals();
    const heartbeatDetails = { step: 'transfer', files: { 0: 5 }, outcomeUnknown: true, attempt: 1 };
    const { heartbeats, end } = attempt(
      async ({ previous, report }) => {
        expect(previous).toEqual(heartbeatDetails);
        vi.advanceTimersByTime(HEARTBEAT_TIMEOUT_MS);
        report({ step: 'transfer', files: { 0: 6 } });
      },
      { number: 2, heartbeatDetails },
    );
    await end;
    expect(heartbeats[0]).toMatchObject({ step: 'transfer', files: { 0: 5 } });
    expect(heartbeats.at(-1)).toMatchObject({ step: 'transfer', files: { 0: 6 } });
  });
});

describe('whether earlier attempts may have had effects', () => {
  test('is clear for the first', async () => {
    expect(await mayHaveHappened({ number: 1 })).toBe(false);
  });

  test('is not known of one that died without a report', async () => {
    expect(await mayHaveHappened({ number: 2 })).toBe(true);
  });

  test.each([
    ['refused', refused, false],
    ['cut', cut, true],
    ['a bug', new TypeError('bug'), true],
  ])('is what the failure of the one before says: %s', async (_, error, expected) => {
    const first = attempt(() => Promise.reject(error));
    await expect(first.end).rejects.toThrow(error.message);
    expect(first.heartbeats.at(-1)).toMatchObject({ outcomeUnknown: expected, attempt: 1 });
    expect(await mayHaveHappened({ number: 2, heartbeatDetails: first.heartbeats.at(-1) ?? {} })).toBe(expected);
  });

  test('is not known while an attempt is under way', async () => {
    const { heartbeats, end } = attempt(async ({ report }) => report({ step: 'x' }), {
      number: 2,
      heartbeatDetails: { outcomeUnknown: false, attempt: 1, hasEnded: true },
    });
    await end;
    expect(heartbeats).toEqual([{ step: 'x', outcomeUnknown: true, attempt: 2 }]);
  });

  const fate = fc.constantFrom('refused', 'cut', 'killed at once', 'killed later');
  test.prop([fc.array(fate, { maxLength: 8 })])('is clear only when every one of them ended without', async (fates) => {
    // The server keeps the last words that reached it, over attempts that leave none.
    let heartbeatDetails: Heartbeat | undefined;
    let number = 1;
    for (const end of fates) {
      const error = end === 'refused' ? refused : cut;
      const one = attempt(
        ({ report }) => {
          if (end === 'killed later') report({ step: 'x' });
          return Promise.reject(error);
        },
        { number, heartbeatDetails },
      );
      await expect(one.end).rejects.toThrow(error.message);
      // Of a process that was killed, what came after is not.
      if (end === 'killed later') heartbeatDetails = one.heartbeats[0];
      else if (end !== 'killed at once') heartbeatDetails = one.heartbeats.at(-1);
      number += 1;
    }
    const last = attempt(async ({ mayHaveHappened, hasDied }) => ({ mayHaveHappened, hasDied }), {
      number,
      heartbeatDetails,
    });
    expect(await last.end).toEqual({
      mayHaveHappened: fates.some((end) => end !== 'refused'),
      hasDied: fates.some((end) => end.startsWith('killed')),
    });
  });

  test('is not known when the count of attempts began anew', async () => {
    const heartbeatDetails = { outcomeUnknown: false, attempt: 3 };
    expect(await mayHaveHappened({ number: 1, heartbeatDetails })).toBe(true);
  });
});
