import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ChongqingBimActivities, UploadedFile } from '../../contracts/chongqing-bim/activities.ts';
import { heartbeatForever } from '../client/support.ts';
import type { waitForMerge } from '../support/merge-workflow.ts';
import { untilSteps } from '../support/pending-steps.ts';
import { freshTaskQueue, startTestWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';

type MergeActivities = Pick<ChongqingBimActivities, 'awaitMerged' | 'synchronizeFiles'>;
type Outcomes = Awaited<ReturnType<MergeActivities['awaitMerged']>>;

/** Long enough for any machine. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 1_500;

const taskQueue = freshTaskQueue();
const record = { id: 'r', path: '/r', createdUserId: 'u' };
let steps: MergeActivities;
let worker: TestWorker;
let temporal: TemporalClient;

beforeAll(async () => {
  worker = await startTestWorker(taskQueue, {
    awaitMerged: (input) => steps.awaitMerged(input),
    synchronizeFiles: (input) => steps.synchronizeFiles(input),
  } satisfies MergeActivities);
  temporal = await connectTemporalClient();
});

afterAll(async () => {
  await worker.stop();
  await temporal[Symbol.asyncDispose]();
});

function start(names: string[], limitMs: number) {
  const files = names.map((name, index): UploadedFile => ({ index, name, hash: 'h', size: 1, tags: [] }));
  const workflowId = `t-${freshTaskQueue()}`;
  return temporal.client.workflow.start<typeof waitForMerge>('waitForMerge', {
    taskQueue,
    workflowId,
    args: [{ files, limitMs }],
  });
}

async function never(): Promise<Outcomes> {
  await heartbeatForever({});
  return { files: [] };
}

test('when the time is over the platform is asked once more, and only what is still not complete fails', async () => {
  const error = { type: 'PlatformRefused', message: 'no' } as const;
  steps = {
    awaitMerged: never,
    synchronizeFiles: async () => ({
      files: [
        { index: 0, state: 'complete', record },
        { index: 1, state: 'unmerged' },
        { index: 2, state: 'incomplete' },
        { index: 3, state: 'failed', error },
        { index: 4, state: 'deferred', error },
      ],
    }),
  };
  const { files } = await (await start(['a', 'b', 'c', 'd', 'e'], 1_000)).result();
  const late = (name: string) => ({
    type: 'UnexpectedResponse',
    message: `the platform has every chunk of ${name} but did not complete the file within 1 s`,
    told: [
      {
        text: 'the platform has every chunk of {name} but did not complete the file within {limit}',
        filling: { name, limit: '1 s' },
      },
    ],
  });
  expect(files).toEqual([
    { index: 0, state: 'complete', record },
    { index: 1, state: 'failed', error: late('b') },
    { index: 2, state: 'incomplete' },
    { index: 3, state: 'failed', error },
    { index: 4, state: 'failed', error: late('e') },
  ]);
});

test('a further attempt and a resume have what is left of the time; a pause uses none', async () => {
  const limits: number[] = [];
  let attempts = 0;
  const begin = () => {
    attempts += 1;
    limits.push(Context.current().info.scheduleToCloseTimeoutMs ?? Number.NaN);
  };
  steps = {
    async awaitMerged(input) {
      begin();
      if (attempts === 1) throw new Error('passing');
      return attempts === 2
        ? never()
        : { files: input.files.map(({ index }) => ({ index, state: 'complete', record })) };
    },
    synchronizeFiles: never,
  };
  const startedAt = performance.now();
  const run = await start(['a'], LIMIT_MS);
  await vi.waitUntil(() => attempts === 2, { timeout: 20_000 });
  await run.signal('pause');
  await untilSteps(run.workflowId, (pending) => pending.length === 0);
  await sleep(PAUSE_MS);
  await run.signal('resume');
  expect(await run.result()).toMatchObject({ files: [{ state: 'complete' }] });
  const tookMs = performance.now() - startedAt;
  const [first, second, third = Number.NaN] = limits;
  expect([first, second]).toEqual([LIMIT_MS, LIMIT_MS]);
  // The retry policy's first pause was between the two attempts.
  expect(LIMIT_MS - third).toBeGreaterThanOrEqual(1_000);
  // However long all else took, most of our pause is not in it.
  expect(LIMIT_MS - third).toBeLessThan(tookMs - PAUSE_MS / 2);
});
