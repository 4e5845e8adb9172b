import { expect, test } from 'vitest';
import { hostTaskQueue } from '../../client/index.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { connect, eventually, requestFor } from './support.ts';

test('a listening worker is seen, and one that has stopped is not', async () => {
  const taskQueue = freshTaskQueue();
  await using modelrail = await connect(taskQueue);
  const worker = await startStandInWorker(taskQueue);
  expect(await modelrail.findWorker()).toEqual({ identity: worker.identity });
  expect(await modelrail.findWorker(hostTaskQueue(taskQueue, 'pc-7'), { timeoutMs: 500 })).toBeUndefined();
  await worker.stop();
  const askedAt = Date.now();
  expect(await modelrail.findWorker(taskQueue, { timeoutMs: 1_000 })).toBeUndefined();
  expect(Date.now() - askedAt).toBeLessThan(10_000);
});

test('an ingestion says since when no worker has taken it up, until one has', async () => {
  const taskQueue = freshTaskQueue();
  await using modelrail = await connect(taskQueue);
  const { id } = await modelrail.ingest(requestFor('hold'));
  const since = await modelrail.noWorkerSince(id);
  expect(Math.abs(Date.parse(since ?? '') - Date.now())).toBeLessThan(20_000);
  await modelrail.pause(id);
  expect(await modelrail.noWorkerSince(id)).toBe(since);
  await using worker = await startStandInWorker(taskQueue);
  await eventually(async () => expect(await modelrail.noWorkerSince(id)).toBeUndefined());
  await worker.stop();
  await modelrail.resume(id);
  expect(await modelrail.noWorkerSince(id)).toBeUndefined();
  await using temporal = await connectTemporalClient();
  await temporal.client.workflow.getHandle(id).terminate();
});
