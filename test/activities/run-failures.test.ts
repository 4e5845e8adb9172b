import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test, vi } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { attempt, cut, fakeIntervals, type Heartbeat, refused } from './attempt.ts';

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

  test('by an answer of the wrong shape counts, over all attempts, where such answers are bounded', async () => {
    const strange = new ModelrailError('UnexpectedResponse', 'the answer has an unexpected shape', {
      outcomeUnknown: true,
    });
    const ends: unknown[] = [];
    let heartbeatDetails: Heartbeat | undefined;
    for (const [index, error] of [refused, strange, cut, strange].entries()) {
      const one = attempt(() => Promise.reject(error), { number: index + 1, heartbeatDetails, maxWrongShapes: 2 });
      ends.push(await one.end.catch((failure: unknown) => failure));
      heartbeatDetails = one.heartbeats.at(-1);
    }
    expect(ends).toMatchObject([false, false, false, true].map((nonRetryable) => ({ nonRetryable })));
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

  test('comes back later and later, until the step came further, whatever the number of its attempts', async () => {
    let heartbeatDetails: Heartbeat | undefined;
    const delays: unknown[] = [];
    for (const [number, bytes] of [
      [1, 5],
      [2, 5],
      [9, 5],
      [10, 6],
      [11, 6],
    ] as const) {
      const one = attempt(
        ({ report }) => {
          report({ step: 'transfer', files: { 0: { bytes } } });
          return Promise.reject(refused);
        },
        { number, heartbeatDetails },
      );
      const failure: unknown = await one.end.catch((error: unknown) => error);
      delays.push(failure instanceof ApplicationFailure && failure.nextRetryDelay);
      heartbeatDetails = one.heartbeats.at(-1);
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 1_000, 2_000]);
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
