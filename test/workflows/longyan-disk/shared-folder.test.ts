import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LongyanDiskActivities } from '../../../contracts/longyan-disk/activities.ts';
import { RESUME_SIGNAL } from '../../../contracts/names.ts';
import { eventually } from '../../client/support.ts';
import { freshTaskQueue, startTestWorker, type TestWorker } from '../../support/stand-in-worker.ts';
import { connectTemporalClient, type TemporalClient } from '../../support/temporal-client.ts';
import type { makeFolderOnceResumed } from './folder-workflow.ts';

type Steps = Pick<LongyanDiskActivities, 'createLongyanFolder'>;

const taskQueue = freshTaskQueue();
let calls = 0;
let answer = () => {};
let worker: TestWorker;
let temporal: TemporalClient;

beforeAll(async () => {
  worker = await startTestWorker(taskQueue, {
    async createLongyanFolder() {
      calls += 1;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { dirId: 'd' };
    },
  } satisfies Steps);
  temporal = await connectTemporalClient();
});

beforeEach(() => {
  calls = 0;
});

afterAll(async () => {
  await worker.stop();
  await temporal[Symbol.asyncDispose]();
});

function start() {
  const workflowId = `folder-${freshTaskQueue()}`;
  return temporal.client.workflow.start<typeof makeFolderOnceResumed>('makeFolderOnceResumed', {
    taskQueue,
    workflowId,
  });
}

test('no folder is made of a paused ingestion that is cancelled', async () => {
  const run = await start();
  await run.cancel();
  const end = run.result().then(
    () => 'made',
    () => 'cancelled',
  );
  // Where the call is made, it is to have an answer.
  const poll = setInterval(() => answer(), 50);
  expect(await end).toBe('cancelled');
  clearInterval(poll);
  expect(calls).toBe(0);
});

test('a call for a folder that is under way comes to its end in spite of a cancellation', async () => {
  const run = await start();
  await run.signal(RESUME_SIGNAL);
  await eventually(async () => expect(calls).toBe(1));
  await run.cancel();
  answer();
  await expect(run.result()).resolves.toBeUndefined();
});
