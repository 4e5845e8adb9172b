import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { forEachFile } from '../../activities/groups.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { cut } from './attempt.ts';

const forever = new AbortController().signal;
const final = new ModelrailError('SourceNotFound', 'gone');
const busy = new ModelrailError('PlatformUnavailable', 'busy', { isRetryable: true, retryAfterMs: 5 });
const odd = new ModelrailError('UnexpectedResponse', 'unexpected shape');
const down = new ModelrailError('PlatformUnavailable', 'down', { isRetryable: true });

/** Runs work as an attempt of a step. */
function asAttempt<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
  return new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') }).run(work);
}

/** Runs a group whose files end as listed: an error, or well. */
function run(ends: (Error | 'ok')[], { signal = forever, attempt = 1 } = {}) {
  const files = ends.map((end, position) => ({ index: 10 + position, end }));
  const work = async ({ index, end }: { index: number; end: Error | 'ok' }) => {
    if (end === 'ok') return { index, state: 'ok' as const };
    throw end;
  };
  return asAttempt(() => forEachFile(files, signal, work), attempt);
}

describe('a group of files', () => {
  test('gives each file its own end, in the order of the files', async () => {
    expect(await run(['ok', final, busy, 'ok'])).toEqual([
      { index: 10, state: 'ok' },
      { index: 11, state: 'failed', error: { type: 'SourceNotFound', message: 'gone' } },
      { index: 12, state: 'deferred', error: { type: 'PlatformUnavailable', message: 'busy' } },
      { index: 13, state: 'ok' },
    ]);
  });

  test('in which no file came to an end fails as the first that failed', async () => {
    await expect(run([busy, down])).rejects.toBe(busy);
  });

  test('in which no file came to an end fails as one that may have had an effect', async () => {
    await expect(run([busy, cut, down])).rejects.toBe(cut);
  });

  test('in which one failed for good goes on without the others', async () => {
    expect(await run([busy, final])).toMatchObject([{ state: 'deferred' }, { state: 'failed' }]);
    expect(await run([final, final])).toMatchObject([{ state: 'failed' }, { state: 'failed' }]);
  });

  test('tries a file again whose answer has the wrong shape, and at the fifth attempt gives up on it alone', async () => {
    expect(await run(['ok', odd])).toMatchObject([
      { state: 'ok' },
      { state: 'deferred', error: { message: odd.message } },
    ]);
    await expect(run([odd, odd], { attempt: 4 })).rejects.toBe(odd);
    await expect(run([odd, down], { attempt: 4 })).rejects.toBe(odd);
    expect(await run([odd, down], { attempt: 5 })).toMatchObject([{ state: 'failed' }, { state: 'deferred' }]);
  });

  test('without files is done', async () => {
    expect(await run([])).toEqual([]);
  });

  test('works on no more files at a time than it is told', async () => {
    let running = 0;
    let most = 0;
    const files = Array.from({ length: 7 }, (_, index) => ({ index }));
    const work = async ({ index }: { index: number }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { index };
    };
    expect(await asAttempt(() => forEachFile(files, forever, work, 3))).toEqual(files);
    expect(most).toBe(3);
    expect(await asAttempt(() => forEachFile([], forever, work, 0))).toEqual([]);
  });

  test('works on all its files at the same time when it is told nothing', async () => {
    let waiting = 0;
    let letAllGo = () => {};
    const allThere = new Promise<void>((resolve) => {
      letAllGo = resolve;
    });
    const files = [{ index: 0 }, { index: 1 }, { index: 2 }];
    const work = async ({ index }: { index: number }) => {
      waiting += 1;
      if (waiting === 3) letAllGo();
      await allThere;
      return { index, state: 'ok' as const };
    };
    const outcomes = await asAttempt(() => forEachFile(files, forever, work));
    expect(outcomes).toHaveLength(3);
  });

  test('throws an error that nobody foresaw, after all files have ended', async () => {
    const bug = new TypeError('bug');
    let isOver = false;
    const files = [{ index: 0 }, { index: 1 }];
    const work = async ({ index }: { index: number }) => {
      if (index === 0) throw bug;
      await new Promise((resolve) => setImmediate(resolve));
      isOver = true;
      return { index };
    };
    const group = asAttempt(() => forEachFile(files, forever, work));
    await expect(group).rejects.toBe(bug);
    expect(isOver).toBe(true);
  });

  test('that was aborted has no outcome, whatever its files made of it', async () => {
    const reason = new Error('cancelled');
    await expect(run(['ok', busy, final], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
