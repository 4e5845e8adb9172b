import { Context } from '@temporalio/activity';
import { expect, test, vi } from 'vitest';
import { createTransferReport } from '../../activities/chongqing-bim/transfer-report.ts';
import type { ActivityRun } from '../../activities/run.ts';
import { REPORT_WAITING_AFTER_MS } from '../../contracts/policies.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { attempt, fakeIntervals, type Heartbeat, refused } from './attempt.ts';

/** What an attempt that failed so often in a row leaves to the next one. */
const failed = (failures: number, more: Heartbeat = {}): Heartbeat => ({
  outcomeUnknown: false,
  attempt: failures,
  failures,
  failingSince: '1970-01-01T00:00:00.000Z',
  ...more,
});

/** How often a step has told, after one more failure than `failures`. */
async function toldAfter(failures: number, more: Heartbeat = {}, error: ModelrailError = refused): Promise<unknown> {
  const one = attempt(() => Promise.reject(error), {
    number: failures + 1,
    ...(failures === 0 ? {} : { heartbeatDetails: failed(failures, more) }),
  });
  await expect(one.end).rejects.toThrow(error.message);
  return one.heartbeats.at(-1)?.['waitsReported'];
}

test('a run is told when the failures of a step have doubled, and so often at most', async () => {
  fakeIntervals();
  const told = [];
  for (const failures of [0, 1, 2, 3, 4, 5, 6, 7]) told.push(await toldAfter(failures));
  expect(told).toEqual([undefined, 1, undefined, 1, undefined, undefined, undefined, 1]);
  expect(await toldAfter(1023, { waitsReported: 8 })).toBe(8);
});

test('a first failure is told when the next attempt is far away', async () => {
  fakeIntervals();
  const slow = new ModelrailError('RateLimited', 'slow down', { isRetryable: true, retryAfterMs: 600_000 });
  expect(await toldAfter(0, {}, slow)).toBe(1);
});

test('that a step goes on again ends what was told, and the series of its failures', async () => {
  fakeIntervals();
  const heartbeatDetails = failed(2, { waitsReported: 1, isWaitReported: true, step: 'convert', percent: 50 });
  const one = attempt(
    ({ answered }) => {
      answered();
      return Promise.resolve();
    },
    { number: 3, heartbeatDetails },
  );
  await one.end;
  expect(one.heartbeats.at(-1)).toMatchObject({ waitsReported: 1, step: 'convert', percent: 50 });
  for (const key of ['isWaitReported', 'failingSince', 'failures'])
    expect(one.heartbeats.at(-1)).not.toHaveProperty(key);
});

test('a step that is held up for long tells it without a failure', async () => {
  fakeIntervals();
  const waiting = { reason: '503', since: new Date(0).toISOString(), isRateLimit: false };
  const one = attempt(async ({ report }) => {
    report({ step: 'transfer', files: {}, waiting });
    await vi.advanceTimersByTimeAsync(REPORT_WAITING_AFTER_MS + 5_000);
  });
  await one.end;
  expect(one.heartbeats[0]).not.toHaveProperty('isWaitReported');
  expect(one.heartbeats.at(-1)).toMatchObject({ isWaitReported: true, waitsReported: 1 });
});

test('a step fails as ever when its run cannot be told', async () => {
  // There is no Temporal here at all.
  const one = attempt(
    () => {
      expect(() => Context.current().client).toThrow(/Client/);
      return Promise.reject(refused);
    },
    { number: 2, heartbeatDetails: failed(1) },
  );
  await expect(one.end).rejects.toThrow('connection refused');
});

/** What a transfer reports last, and what it was told. */
function reporting() {
  const reports: Heartbeat[] = [];
  const run = {
    previous: undefined,
    report: (details: Heartbeat | (() => Heartbeat)) =>
      reports.push(typeof details === 'function' ? details() : details),
  };
  // Only these two are looked at.
  const report = createTransferReport(run as unknown as ActivityRun);
  return { report, waiting: () => reports.at(-1)?.['waiting'] };
}

test('a file is held up, since the same moment, until something of it gets through', () => {
  fakeIntervals();
  const { report, waiting } = reporting();
  const failure = new ModelrailError('PlatformUnavailable', 'HTTP 503', { isRetryable: true });
  report.present(0, 0, 0);
  report.waiting(0, { failure, delayMs: 500 });
  const since = '1970-01-01T00:00:00.000Z';
  expect(waiting()).toEqual({
    reason: 'HTTP 503',
    since,
    isRateLimit: false,
    nextAttemptAt: '1970-01-01T00:00:00.500Z',
  });
  vi.setSystemTime(500);
  report.waiting(0, undefined);
  report.present(0, 0, 0);
  expect(waiting()).toEqual({ reason: 'HTTP 503', since, isRateLimit: false });
  report.waiting(0, { failure, delayMs: 1_000 });
  expect(waiting()).toMatchObject({ since, nextAttemptAt: '1970-01-01T00:00:01.500Z' });
  report.sent(1, 0, 10);
  expect(waiting()).toMatchObject({ since });
  report.sent(0, 0, 10);
  expect(waiting()).toBeUndefined();
  report.waiting(0, { failure, delayMs: 1_000 });
  expect(waiting()).toMatchObject({ since: '1970-01-01T00:00:00.500Z' });
  report.present(0, 5, 50);
  expect(waiting()).toBeUndefined();
});

test('of several files that are held up the longest is told, and none that has ended', () => {
  fakeIntervals();
  const { report, waiting } = reporting();
  const failure = (message: string) => new ModelrailError('RateLimited', message, { isRetryable: true });
  report.waiting(0, { failure: failure('first'), delayMs: 1 });
  vi.setSystemTime(1_000);
  report.waiting(1, { failure: failure('second'), delayMs: 1 });
  expect(waiting()).toMatchObject({ reason: 'first', isRateLimit: true });
  report.ended(0);
  expect(waiting()).toMatchObject({ reason: 'second' });
  report.ended(1);
  expect(waiting()).toBeUndefined();
});
