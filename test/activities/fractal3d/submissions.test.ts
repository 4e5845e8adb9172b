import { expect, test } from 'vitest';
import { createSubmissionActivities } from '../../../activities/fractal3d/submissions.ts';
import { runStep, startSession } from './support.ts';

/** Few calls have a token at once: the others wait. */
const SMALL = { keyBucket: { capacity: 3, perSecond: 2 } };

async function start() {
  const { platform, session } = await startSession(SMALL, {
    auth: 'key',
    timeouts: { connect: '2s', request: '2s' },
  });
  const { submitFractal3dConversions: step } = createSubmissionActivities({ session, webhooks: undefined });
  const files = Array.from({ length: 12 }, (_, index) => ({
    index,
    name: `${index}.step`,
    source: { url: 'http://127.0.0.1:1/none' },
    target: 'e3dx' as const,
  }));
  return { platform, step, input: { platform: 'drawings', files } };
}

/** The indices of files of which a further conversion may be there. */
function perhapsTwice(files: readonly { index: number }[]): number[] {
  return files.flatMap((file) => ('mayBeTwice' in file ? [file.index] : []));
}

test('a worker that stops tells of the calls that were under way, and of no others', async () => {
  const { platform, step, input } = await start();
  await platform.fault({ match: { endpoint: 'convert' }, kind: 'delay', delayMs: 60_000, times: 1, after: 1 });
  const first = runStep(step, input);
  await platform.untilFault();
  first.stopWorker();
  await expect(first.end).rejects.toMatchObject({ type: 'HandOver' });
  await platform.call('POST', 'reset');
  const { files } = await runStep(step, input, { attempt: 2, heartbeatDetails: first.last() }).end;
  expect(files.every(({ state }) => state === 'ok')).toBe(true);
  expect(perhapsTwice(files)).toHaveLength(1);
});

test('of a worker that died without a report any file may have been asked for', async () => {
  const { step, input } = await start();
  const few = { ...input, files: input.files.slice(0, 2) };
  const told = { made: { 0: { transactionId: 'known' } }, unanswered: [], outcomeUnknown: true, attempt: 1 };
  const { files } = await runStep(step, few, { attempt: 2, heartbeatDetails: told }).end;
  expect(files[0]).toEqual({ index: 0, state: 'ok', transactionId: 'known' });
  expect(perhapsTwice(files)).toEqual([1]);
});
