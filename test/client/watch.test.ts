import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestProgress, Modelrail } from '../../client/index.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue, type StandInWorker, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, requestFor } from './support.ts';

const taskQueue = freshTaskQueue();
let modelrail: Modelrail;
let worker: StandInWorker;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  modelrail = await connect(taskQueue);
  worker = await startStandInWorker(taskQueue);
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection });
});

afterAll(async () => {
  await worker.stop();
  await modelrail.close();
  await connection.close();
});

test('every changed state is given once, the closed one last', async () => {
  const { id } = await modelrail.ingest(requestFor('hold'));
  await eventually(async () => expect(await modelrail.get(id)).not.toHaveProperty('note'));
  const seen: IngestProgress[] = [];
  for await (const state of modelrail.watch(id, { intervalMs: 50 })) {
    seen.push(state);
    if (seen.length === 1) await modelrail.pause(id);
    if (state.status === 'paused') await client.workflow.getHandle(id).signal('finish');
  }
  expect([...new Set(seen.map((state) => state.status))]).toEqual(['running', 'paused', 'completed']);
  const texts = seen.map((state) => JSON.stringify(state));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  expect(seen.at(-1)?.closedAt).toBeDefined();
});

test('an ended ingestion is one state', async () => {
  const { id } = await modelrail.ingest(requestFor('complete'));
  await eventually(async () => expect((await modelrail.get(id)).closedAt).toBeDefined());
  const seen: IngestProgress[] = [];
  for await (const state of modelrail.watch(id)) seen.push(state);
  expect(seen).toMatchObject([{ status: 'completed' }]);
});

test('a signal ends it, and the ingestion goes on', async () => {
  const { id } = await modelrail.ingest(requestFor('hold'));
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const state of modelrail.watch(id, { intervalMs: 60_000, signal: stop.signal })) {
    seen.push(state.status);
    setImmediate(() => stop.abort());
  }
  expect(seen).toEqual(['running']);
  expect((await modelrail.get(id)).closedAt).toBeUndefined();
  await modelrail.cancel(id);
});

test('an unknown id is an error', async () => {
  const watching = modelrail.watch(freshId())[Symbol.asyncIterator]();
  await expect(watching.next()).rejects.toMatchObject({ type: 'NotFound' });
});
