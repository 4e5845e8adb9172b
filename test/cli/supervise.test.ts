import { describe, expect, test } from 'vitest';
import { type RunningPart, supervise } from '../../cli/system/supervise.ts';

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve: (value) => resolve(value) };
}

/** A part whose end the test decides. */
function makePart(log: string[], name: string): RunningPart & { die(): void } {
  const { promise: closed, resolve } = deferred<string>();
  log.push(`start ${name}`);
  return {
    pid: 1,
    closed,
    die: () => resolve('signal SIGKILL'),
    lastWords: () => log.push(`last words of ${name}`),
    async stop() {
      log.push(`stop ${name}`);
      resolve('exit code 0');
    },
    kill: () => resolve('signal SIGKILL'),
  };
}

describe('a supervised part', () => {
  test('is started again when it dies, and told so', async () => {
    const log: string[] = [];
    const again = deferred<void>();
    let starts = 0;
    const supervised = await supervise(
      'the worker',
      async () => {
        starts += 1;
        if (starts === 2) again.resolve(undefined);
        return makePart(log, String(starts));
      },
      (text) => log.push(text),
    );
    supervised.first.die();
    await again.promise;
    await supervised.stop();
    expect(log).toEqual([
      'start 1',
      'the worker ended (signal SIGKILL); it is started again in 1 s',
      'last words of 1',
      'start 2',
      'stop 2',
    ]);
  });

  test('that is stopped is not started again, nor are last words told', async () => {
    const log: string[] = [];
    const supervised = await supervise(
      'it',
      async () => makePart(log, '1'),
      (text) => log.push(text),
    );
    await supervised.stop();
    expect(log).toEqual(['start 1', 'stop 1']);
  });

  test('whose first start fails is the error of the caller', async () => {
    const failing = supervise(
      'it',
      () => Promise.reject(new Error('no')),
      () => undefined,
    );
    await expect(failing).rejects.toThrow('no');
  });
});
