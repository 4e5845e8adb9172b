import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ActivityRun } from '../../activities/run.ts';
import { attempt } from './attempt.ts';

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

test('attempts of one step share its key, and no other step has it', async () => {
  const keyOf = (options: { number: number }) => attempt(async (run) => run.stepKey, options).end;
  const [first, second] = [await keyOf({ number: 1 }), await keyOf({ number: 2 })];
  expect(second).toBe(first);
  expect(first).toMatch(/step-1$/);
  expect(first).toContain('00000000-0000-0000-0000-000000000000');
});
