import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StepReports } from '../../contracts/activities.ts';
import { PAUSE_SIGNAL, RESUME_SIGNAL } from '../../contracts/names.ts';
import type { Activities } from '../../contracts/steps.ts';
import { eventually, heartbeatForever } from '../client/support.ts';
import type { transferBehindGate } from '../support/gate-workflow.ts';
import { untilSteps } from '../support/pending-steps.ts';
import { freshTaskQueue, startTestWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';

type Steps = Pick<Activities, 'transferChunks' | 'readReports'>;

const taskQueue = freshTaskQueue();
const count = { skipped: 1, bytesSkipped: 10, sent: 2, bytesSent: 20 };
const reports: StepReports = { files: { 0: count }, checkpoints: {} };
let steps: Steps;
/** Executions of the transfer; the first does not end by itself. */
let transfers = 0;
let reads = 0;
let worker: TestWorker;
let temporal: TemporalClient;

beforeAll(async () => {
  worker = await startTestWorker(taskQueue, {
    transferChunks: (input) => {
      transfers += 1;
      return transfers === 1 ? steps.transferChunks(input) : Promise.resolve({ files: [] });
    },
    readReports: (input) => {
      reads += 1;
      return steps.readReports(input);
    },
  } satisfies Steps);
  temporal = await connectTemporalClient();
});

beforeEach(() => {
  transfers = 0;
  reads = 0;
});

afterAll(async () => {
  await worker.stop();
  await temporal[Symbol.asyncDispose]();
});

async function startTransfer() {
  const workflowId = `t-${freshTaskQueue()}`;
  const run = await temporal.client.workflow.start<typeof transferBehindGate>('transferBehindGate', {
    taskQueue,
    workflowId,
  });
  await eventually(async () => expect(transfers).toBe(1));
  return run;
}

/** Sends until it is stopped, and then has nothing to say. */
const send: Steps['transferChunks'] = async () => {
  await heartbeatForever({});
  return { files: [] };
};

const neverAnswered: Steps['readReports'] = async () => {
  await heartbeatForever({});
  return reports;
};

test('a step that no worker has is stopped once it is known what it has done', async () => {
  steps = {
    async transferChunks() {
      throw ApplicationFailure.create({ message: 'passing', nextRetryDelay: '10m' });
    },
    readReports: async () => reports,
  };
  const run = await startTransfer();
  await untilSteps(run.workflowId, ([step]) => step?.isAtRest === true && step.attempt === 2);
  await run.signal(PAUSE_SIGNAL);
  await untilSteps(run.workflowId, (pending) => pending.length === 0);
  await run.signal(RESUME_SIGNAL);
  expect(await run.result()).toEqual([reports]);
});

test('what a step says at its end is newer than what it reported last', async () => {
  const end = { step: 'transfer', files: { 0: { ...count, sent: 3, bytesSent: 30 } } };
  steps = {
    async transferChunks() {
      await heartbeatForever({}).catch((error: Error) => {
        throw new CancelledFailure('stopped', [end], error);
      });
      return { files: [] };
    },
    readReports: async () => reports,
  };
  const run = await startTransfer();
  await run.signal(PAUSE_SIGNAL);
  await untilSteps(run.workflowId, (pending) => pending.length === 0);
  await run.signal(RESUME_SIGNAL);
  expect(await run.result()).toEqual([end]);
});

test('a pause stops a transfer also when nobody can say what it has done', async () => {
  steps = { transferChunks: send, readReports: neverAnswered };
  const run = await startTransfer();
  const pausedAt = Date.now();
  await run.signal(PAUSE_SIGNAL);
  await untilSteps(run.workflowId, (pending) => pending.every(({ name }) => name !== 'transferChunks'));
  expect(Date.now() - pausedAt).toBeLessThan(20_000);
  await run.signal(RESUME_SIGNAL);
  expect(await run.result()).toEqual([{}]);
});

test('a step is let alone by a pause that ends before it was stopped', async () => {
  let answer: () => void = () => undefined;
  let end: () => void = () => undefined;
  steps = {
    async transferChunks() {
      await Promise.race([heartbeatForever({}), new Promise<void>((resolve) => (end = resolve))]);
      return { files: [] };
    },
    async readReports() {
      await new Promise<void>((resolve) => (answer = resolve));
      return reports;
    },
  };
  const run = await startTransfer();
  await run.signal(PAUSE_SIGNAL);
  await eventually(async () => expect(reads).toBe(1));
  await run.signal(RESUME_SIGNAL);
  answer();
  await untilSteps(run.workflowId, (pending) => pending.length === 1);
  end();
  expect(await run.result()).toEqual([]);
  expect(transfers).toBe(1);
});
