import { fc, test } from '@fast-check/vitest';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { HEARTBEAT_TIMEOUT_MS } from '../../contracts/policies.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { attempt, type Heartbeat } from './attempt.ts';

const refused = new ModelrailError('PlatformUnavailable', 'connection refused', { isRetryable: true });
const cut = new ModelrailError('PlatformUnavailable', 'cut', { isRetryable: true, outcomeUnknown: true });

async function mayHaveHappened(options: { number: number; heartbeatDetails?: Heartbeat }): Promise<boolean> {
  let answer = false;
  await attempt(async (run) => {
    answer = run.mayHaveHappened;
  }, options).end;
  return answer;
}

function fakeIntervals(): void {
  vi.useFakeTimers({ now: 0, toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

describe('heartbeats', () => {
  test('say at once what is reported, and of many reports the first and soon the last', async () => {
    const { heartbeats, end } = attempt(async ({ report }) => {
      for (let bytes = 1; bytes <= 100; bytes += 1) report({ step: 'a', bytes });
      await vi.waitFor(() => expect(heartbeats).toHaveLength(2));
      report({ step: 'a', bytes: 101 });
      await vi.waitFor(() => expect(heartbeats).toHaveLength(3));
    });
    await end;
    expect(heartbeats).toMatchObject([{ bytes: 1 }, { bytes: 100 }, { bytes: 101 }]);
  });

  test('come once an interval from a step that reports as often', async () => {
    fakeIntervals();
    let finish = () => {};
    const { heartbeats, end } = attempt(async ({ report }) => {
      const reporting = setInterval(() => report({ step: 'wait' }), HEARTBEAT_TIMEOUT_MS / 3);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      clearInterval(reporting);
    });
    for (let look = 0; look < 3; look += 1) {
      vi.advanceTimersByTime(HEARTBEAT_TIMEOUT_MS / 3);
      // The pause behind a report is of real time.
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
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

  test('is not known of one that died without a word', async () => {
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
      heartbeatDetails: { outcomeUnknown: false, attempt: 1 },
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
    const last = attempt(async (run) => run.mayHaveHappened, { number, heartbeatDetails });
    expect(await last.end).toBe(fates.some((end) => end !== 'refused'));
  });

  test('is not known when the count of attempts began anew', async () => {
    const heartbeatDetails = { outcomeUnknown: false, attempt: 3 };
    expect(await mayHaveHappened({ number: 1, heartbeatDetails })).toBe(true);
  });
});

describe('a failure', () => {
  test('is Temporal’s, with type, retry and details', async () => {
    const { end } = attempt(() => Promise.reject(new ModelrailError('PlatformRefused', '不存在')));
    const failure: unknown = await end.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: 'PlatformRefused', message: '不存在', nonRetryable: true });
  });

  test('leaves what was reported to the next attempt', async () => {
    const { end, heartbeats } = attempt(({ report }) => {
      report({ step: 'transfer', files: { 0: 5 } });
      return Promise.reject(cut);
    });
    await expect(end).rejects.toThrow('cut');
    expect(heartbeats.at(-1)).toMatchObject({ step: 'transfer', files: { 0: 5 }, outcomeUnknown: true });
  });

  test('knows since when the step fails', async () => {
    fakeIntervals();
    const first = attempt(() => Promise.reject(refused));
    await expect(first.end).rejects.toMatchObject({ details: [{ since: '1970-01-01T00:00:00.000Z' }] });
    vi.setSystemTime(60_000);
    const second = attempt(() => Promise.reject(refused), {
      number: 2,
      heartbeatDetails: first.heartbeats.at(-1),
    });
    await expect(second.end).rejects.toMatchObject({ details: [{ since: '1970-01-01T00:00:00.000Z' }] });
  });

  /** When the series of failures began, of an attempt at `nowMs` that reports these figures and fails. */
  async function failAt(nowMs: number, number: number, reports: Heartbeat[], heartbeatDetails?: Heartbeat) {
    vi.setSystemTime(nowMs);
    const one = attempt(
      ({ report }) => {
        for (const details of reports) report(details);
        return Promise.reject(refused);
      },
      { number, heartbeatDetails },
    );
    await expect(one.end).rejects.toThrow('connection refused');
    const last = one.heartbeats.at(-1);
    return { last, sinceMs: Date.parse(String(last?.['failingSince'])) };
  }

  test('begins a new series when the step came further since the last one', async () => {
    fakeIntervals();
    const sent = (bytes: number, more: Heartbeat = {}) => ({ step: 'transfer', files: { 0: { bytes } }, ...more });
    const first = await failAt(1_000, 1, [sent(5)]);
    expect(first.sinceMs).toBe(1_000);
    const second = await failAt(2_000, 2, [sent(5), sent(5, { waiting: { reason: 'busy' } })], first.last);
    expect(second.sinceMs).toBe(1_000);
    const third = await failAt(3_000, 3, [sent(5), sent(6)], second.last);
    expect(third.sinceMs).toBe(3_000);
    const fourth = await failAt(4_000, 4, [sent(6)], third.last);
    expect(fourth.sinceMs).toBe(3_000);
  });

  test('belongs to the same series when the step began anew and did not come as far as before', async () => {
    fakeIntervals();
    const hashed = (bytes: number) => ({ step: 'fingerprint', bytes: { 0: bytes } });
    const first = await failAt(1_000, 1, [hashed(90)]);
    const second = await failAt(2_000, 2, [hashed(10)], first.last);
    const third = await failAt(3_000, 3, [hashed(50)], second.last);
    expect([second.sinceMs, third.sinceMs]).toEqual([1_000, 1_000]);
    expect((await failAt(4_000, 4, [hashed(91)], third.last)).sinceMs).toBe(4_000);
  });

  test('is not told from the checksums in a checkpoint whether the step came further', async () => {
    fakeIntervals();
    const hashed = (bytes: number, crc: number) => ({
      step: 'fingerprint',
      bytes: { 0: bytes },
      checkpoints: { 0: { bytes, md5: '', crc, checksums: '' } },
    });
    const first = await failAt(1_000, 1, [hashed(90, 0xffff_ffff)]);
    const second = await failAt(2_000, 2, [hashed(91, 0)], first.last);
    expect(second.sinceMs).toBe(2_000);
    const third = await failAt(3_000, 3, [hashed(91, 0xffff_ffff)], second.last);
    expect(third.sinceMs).toBe(2_000);
  });

  test('of the wrong shape is final when it is the fifth', async () => {
    const odd = new ModelrailError('UnexpectedResponse', 'odd');
    await expect(attempt(() => Promise.reject(odd), { number: 4 }).end).rejects.toMatchObject({ nonRetryable: false });
    await expect(attempt(() => Promise.reject(odd), { number: 5 }).end).rejects.toMatchObject({ nonRetryable: true });
  });
});

/** Work that ends when its signal does. */
