import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSharedHeartbeats } from '../../activities/heartbeats.ts';
import type { ActivityRun } from '../../activities/run.ts';
import { attempt, refused } from './attempt.ts';

/** Work that ends when its signal does. */
function untilAborted({ signal }: ActivityRun): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

describe('an attempt is ended', () => {
  test('by a cancellation, which carries what was reported last', async () => {
    const { end, environment } = attempt((run) => {
      run.report({ step: 'transfer', files: { 0: 5 } });
      return untilAborted(run);
    });
    environment.cancel();
    const failure: unknown = await end.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(failure).toMatchObject({ details: [{ step: 'transfer', files: { 0: 5 } }] });
  });

  test('by the end of its worker, with all that it reported, and goes on elsewhere in a second', async () => {
    const { end, environment, heartbeats } = attempt(
      async ({ report, signal }) => {
        report({ step: 'fingerprint', bytes: { 0: 5 } });
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        report({ step: 'fingerprint', bytes: { 0: 6 } });
        signal.throwIfAborted();
      },
      { number: 7 },
    );
    environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(end).rejects.toMatchObject({ nonRetryable: false, nextRetryDelay: 1_000 });
    expect(heartbeats.at(-1)).toMatchObject({ bytes: { 0: 6 }, outcomeUnknown: true, attempt: 7 });
  });

  test('by a newer attempt of the same step', async () => {
    const { end } = attempt((run) => {
      queueMicrotask(run.supersede);
      return untilAborted(run);
    });
    await expect(end).rejects.toThrow('a newer attempt of this step has taken over');
  });

  test('without complaints from Node however many files listen for it', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    await attempt(async ({ signal }) => {
      for (let count = 0; count < 50; count += 1) signal.addEventListener('abort', () => undefined);
      // Warnings come with the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    }).end;
    expect(warnings).toEqual([]);
  });
});

describe('a call that makes something', () => {
  const stop = new ActivityCancellationDetails({ workerShutdown: true });

  /** An attempt whose call ends when it is cut, and the signal of the call. */
  function calling() {
    const signals: AbortSignal[] = [];
    const one = attempt((run) => {
      const cut = run.cutAfter(60_000);
      signals.push(cut);
      return new Promise((_, reject) => cut.addEventListener('abort', () => reject(cut.reason)));
    });
    return { ...one, isCut: () => signals.some((signal) => signal.aborted) };
  }

  test('is cut by the stop of its worker only after its grace, and then handed over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { end, environment, isCut } = calling();
    environment.cancel('WORKER_SHUTDOWN', stop);
    vi.advanceTimersByTime(59_999);
    expect(isCut()).toBe(false);
    vi.advanceTimersByTime(1);
    await expect(end).rejects.toMatchObject({ type: 'HandOver' });
  });

  test('is cut by a cancellation at once', async () => {
    const { end, environment } = calling();
    environment.cancel();
    await expect(end).rejects.toBeInstanceOf(CancelledFailure);
  });

  test('that ends after the stop of its worker ends the step as ever', async () => {
    const { end, environment } = attempt(async (run) => {
      const cut = run.cutAfter(60_000);
      await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
      return cut.aborted ? 'cut' : 'done';
    });
    environment.cancel('WORKER_SHUTDOWN', stop);
    await expect(end).resolves.toBe('done');
  });
});

describe('a report that others of the worker held back', () => {
  /** A measure that nothing fits into any more. */
  function exhausted() {
    const shared = createSharedHeartbeats({ perSecond: 1, tickMs: 60_000 });
    const turn = shared.join(() => turn.told(), 60_000);
    turn.ask();
    onTestFinished(() => turn.leave());
    return shared;
  }

  test('is told by the heartbeat of a failure, and counts as progress', async () => {
    const { end, heartbeats } = attempt(
      ({ report }) => {
        report({ step: 'convert', percent: 5 });
        report({ step: 'convert', percent: 6 });
        return Promise.reject(refused);
      },
      { shared: exhausted(), heartbeatDetails: { outcomeUnknown: false, attempt: 1, failures: 3 }, number: 2 },
    );
    await expect(end).rejects.toThrow('connection refused');
    expect(heartbeats).toMatchObject([{ percent: 6, furthest: 6, failures: 1 }]);
  });

  test('is told by the heartbeat of a hand-over', async () => {
    const { end, environment, heartbeats } = attempt(
      (run) => {
        run.report({ step: 'convert', percent: 7 });
        return untilAborted(run);
      },
      { shared: exhausted() },
    );
    environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(end).rejects.toMatchObject({ nextRetryDelay: 1_000 });
    expect(heartbeats).toMatchObject([{ percent: 7 }]);
  });

  test('is carried by a cancellation', async () => {
    const { end, environment } = attempt(
      (run) => {
        run.report({ step: 'convert', percent: 8 });
        return untilAborted(run);
      },
      { shared: exhausted() },
    );
    environment.cancel();
    await expect(end).rejects.toMatchObject({ details: [{ step: 'convert', percent: 8 }] });
  });
});

test('attempts of one step share its key, and no other step has it', async () => {
  const keyOf = (options: { number: number }) => attempt(async (run) => run.stepKey, options).end;
  const [first, second] = [await keyOf({ number: 1 }), await keyOf({ number: 2 })];
  expect(second).toBe(first);
  expect(first).toMatch(/step-1$/);
  expect(first).toContain('00000000-0000-0000-0000-000000000000');
});

test('the age of a moment is a span of Temporal’s clock, whatever this machine’s says', async () => {
  const info = { scheduledTimestampMs: 1_000, currentAttemptScheduledTimestampMs: 41_000 };
  const ageOf = (sinceMs: number | undefined) => attempt(async (run) => run.ageMs(sinceMs), { info }).end;
  const age = await ageOf(11_000);
  expect(age).toBeGreaterThanOrEqual(30_000);
  expect(age).toBeLessThan(39_000);
  expect(await ageOf(undefined)).toBeGreaterThanOrEqual(40_000);
});
