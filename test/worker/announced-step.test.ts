import { Context } from '@temporalio/activity';
import { type Client, Connection, Client as TemporalClient } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Heartbeats } from '../../activities/heartbeats.ts';
import { type ActivityRun, asActivity } from '../../activities/run.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { freshId, requestFor } from '../client/support.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue, startTestWorker } from '../support/stand-in-worker.ts';

/** All that the server hears are the announcements. */
const silent: Heartbeats = { join: () => ({ ask() {}, told() {}, leave() {} }) };

const lost = ApplicationFailure.create({ message: 'lost', nextRetryDelay: '1ms' });

let connection: Connection;
let client: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() });
  client = new TemporalClient({ connection });
});
afterAll(() => connection.close());

/** Starts a run whose one step waits in a queue of its own, which no worker polls yet. */
async function startStep() {
  const taskQueue = freshTaskQueue();
  const stepQueue = `${taskQueue}-step`;
  const worker = await startTestWorker(taskQueue, {});
  const handle = await client.workflow.start(INGEST_WORKFLOW, {
    workflowId: freshId(),
    taskQueue,
    args: [requestFor(`step:register:${stepQueue}`)],
  });
  return { stepQueue, handle, [Symbol.asyncDispose]: () => worker.stop() };
}

function stepOf(work: (run: ActivityRun) => Promise<void>) {
  return { step: asActivity((_: object, run) => work(run), { heartbeats: silent, announces: true }) };
}

test('an attempt that never reached a worker has had no effect', async () => {
  await using run = await startStep();
  const { taskToken } = await client.withDeadline(Date.now() + 60_000, () =>
    client.workflowService.pollActivityTaskQueue({
      namespace: 'default',
      taskQueue: { name: run.stepQueue },
      identity: 'lost',
    }),
  );
  await client.activity.fail(taskToken, lost);
  const attempts: boolean[] = [];
  const step = stepOf(async ({ mayHaveHappened }) => void attempts.push(mayHaveHappened));
  await using _worker = await startTestWorker(run.stepQueue, step);
  await run.handle.result();
  expect(attempts).toEqual([false]);
});

test('one that announced may have had one, and once it is given up it may have no more', async () => {
  await using run = await startStep();
  const attempts: boolean[] = [];
  let tooLate: unknown;
  const step = stepOf(async ({ mayHaveHappened, announce }) => {
    attempts.push(mayHaveHappened);
    if (attempts.length > 1) return;
    await announce({ step: 'create' });
    // What the server does with an attempt that it hears no more of.
    await client.activity.fail(Context.current().info.taskToken, lost);
    tooLate = await announce({ step: 'create' }).catch((error: unknown) => error);
  });
  await using _worker = await startTestWorker(run.stepQueue, step);
  await run.handle.result();
  expect(attempts).toEqual([false, true]);
  expect(tooLate).toMatchObject({
    type: 'TemporalUnavailable',
    isRetryable: true,
    message: expect.stringMatching(/^Temporal could not be told of the call, so it was not made \(.+\)$/),
  });
});

test('one of a step that has been cancelled ends before its effect', async () => {
  const taskQueue = freshTaskQueue();
  let cancel = async () => {};
  let refused: unknown;
  const { step } = stepOf(async ({ announce }) => {
    await cancel();
    // The server hears of it first, and asks the step to end a moment later.
    await expect.poll(() => announce({}).catch((error: unknown) => error)).toBeInstanceOf(Error);
    refused = await announce({}).catch((error: unknown) => error);
    throw refused;
  });
  await using _worker = await startTestWorker(taskQueue, { waitForCancellation: step });
  const handle = await client.workflow.start('wait', { workflowId: freshId(), taskQueue });
  cancel = async () => void (await handle.cancel());
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(refused).toMatchObject({ name: 'CancelledFailure' });
});
