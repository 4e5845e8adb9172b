import { expect, test } from 'vitest';
import { createSharedLooks, type Look } from '../../../activities/fractal3d/shared-looks.ts';
import type { JobState } from '../../../platforms/fractal3d/jobs.ts';

const never = new AbortController().signal;

/** Looks at one job; each question is answered by the test, in the order in which they were asked. */
function start() {
  const looks = createSharedLooks();
  const questions: { resolve(state: JobState): void; reject(error: Error): void }[] = [];
  return {
    questions,
    look: ({ isFresh = false, signal = never, kind = 'convert' }: Partial<Look> = {}) =>
      looks.at({
        kind,
        transactionId: 't',
        isFresh,
        signal,
        ask: () => new Promise((resolve, reject) => questions.push({ resolve, reject })),
      }),
  };
}

/** Lets what was answered come to those who wait. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what one asks the others do not ask, and an end is asked for once', async () => {
  const { questions, look } = start();
  const both = [look(), look({ isFresh: true })];
  await settled();
  expect(questions).toHaveLength(1);
  questions[0]?.resolve({ status: 'Succeeded', url: 'https://signed' });
  expect(await Promise.all(both)).toEqual([{ status: 'Succeeded', url: 'https://signed' }, { status: 'Succeeded' }]);
  expect(await look()).toEqual({ status: 'Succeeded' });
  expect(questions).toHaveLength(1);
});

test('a conversion and a thumbnail of one number are two jobs', async () => {
  const { questions, look } = start();
  const both = [look(), look({ kind: 'thumbnail' })];
  await settled();
  expect(questions).toHaveLength(2);
  questions[0]?.resolve({ status: 'Succeeded' });
  questions[1]?.resolve({ status: 'Failed' });
  expect(await Promise.all(both)).toEqual([{ status: 'Succeeded' }, { status: 'Failed' }]);
  expect(await look({ kind: 'thumbnail' })).toEqual({ status: 'Failed' });
});

test('one that was called asks anew where what another asked is not the end', async () => {
  const { questions, look } = start();
  const [first, patient, called] = [look(), look(), look({ isFresh: true })];
  questions[0]?.resolve({ status: 'Pending' });
  expect(await first).toEqual({ status: 'Pending' });
  expect(await patient).toEqual({ status: 'Pending' });
  await settled();
  expect(questions).toHaveLength(2);
  questions[1]?.resolve({ status: 'Failed' });
  expect(await called).toEqual({ status: 'Failed' });
});

test('one asks for itself where another had no answer, and waits no longer than it is to', async () => {
  const { questions, look } = start();
  const over = new AbortController();
  const [first, second, third] = [look(), look(), look({ signal: over.signal })];
  over.abort(new Error('over'));
  await expect(third).rejects.toThrow('over');
  questions[0]?.reject(new Error('the platform is away'));
  await expect(first).rejects.toThrow('away');
  await settled();
  questions[1]?.resolve({ status: 'Succeeded' });
  expect(await second).toEqual({ status: 'Succeeded' });
});
