import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChongqingBimActivities, UploadedFile } from '../../contracts/chongqing-bim/activities.ts';
import { heartbeatForever } from '../client/support.ts';
import type { waitForMerge } from '../support/merge-workflow.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue } from '../support/stand-in-worker.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';

type MergeActivities = Pick<ChongqingBimActivities, 'awaitMerged' | 'synchronizeFiles'>;
type Outcomes = Awaited<ReturnType<MergeActivities['awaitMerged']>>;

const taskQueue = freshTaskQueue();
const record = { id: 'r', path: '/r', createdUserId: 'u' };
let steps: MergeActivities;
let worker: Worker;
let running: Promise<void>;
let nativeConnection: NativeConnection;
let temporal: TemporalClient;

beforeAll(async () => {
  nativeConnection = await NativeConnection.connect({ address: temporalAddress() });
  worker = await Worker.create({
    connection: nativeConnection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('../support/merge-workflow.ts', import.meta.url)),
    activities: {
      awaitMerged: (input) => steps.awaitMerged(input),
      synchronizeFiles: (input) => steps.synchronizeFiles(input),
    } satisfies MergeActivities,
    maxHeartbeatThrottleInterval: '100ms',
  });
  running = worker.run();
  temporal = await connectTemporalClient();
});

afterAll(async () => {
  worker.shutdown();
  await running;
  await temporal[Symbol.asyncDispose]();
  await nativeConnection.close();
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
  const untilBegun = async (count: number) => {
    while (attempts < count) await sleep(20);
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
  const run = await start(['a'], 4_000);
  await untilBegun(2);
  await run.signal('pause');
  await sleep(3_000);
  await run.signal('resume');
  expect(await run.result()).toMatchObject({ files: [{ state: 'complete' }] });
  const [first, second, third = Number.NaN] = limits;
  expect([first, second]).toEqual([4_000, 4_000]);
  // The retry policy's first pause was between the two attempts.
  expect(third).toBeLessThanOrEqual(3_000);
  expect(third).toBeGreaterThan(1_500);
});
