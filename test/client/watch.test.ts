import { expect, test } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, heartbeatForever, requestFor, startClientRig } from './support.ts';

const { modelrail, client } = await startClientRig();

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

test('after the worker has died no progress is invented', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  const count = { skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  const ownWorker = await startStandInWorker(queue, () => heartbeatForever({ step: 'transfer', files: { 0: count } }));
  const { id } = await own.ingest(requestFor('send'));
  await eventually(async () => expect((await own.get(id)).files[0]?.upload.sent).toBe(3));
  await ownWorker.stop();
  const seen: IngestProgress[] = [];
  const watching = (async () => {
    for await (const state of own.watch(id, { intervalMs: 50 })) seen.push(state);
  })();
  for (let looks = 0; looks < 3; looks += 1) await own.get(id);
  await client.workflow.getHandle(id).terminate();
  await watching;
  const open = seen.filter((state) => state.closedAt === undefined);
  expect(new Set(open.map((state) => state.files[0]?.upload.bytesSent))).toEqual(new Set([300]));
  expect(new Set(open.map((state) => state.percent))).toEqual(new Set([35]));
  expect(new Set(seen.map((state) => state.note)).size).toBe(1);
  await own.close();
});

test('what begins anew shows no lower percentage than before', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  let bytes = 800;
  const ownWorker = await startStandInWorker(queue, () =>
    heartbeatForever(() => ({ step: 'fingerprint', bytes: { 0: bytes } })),
  );
  const { id } = await own.ingest(requestFor('step:fingerprint'));
  const seen: IngestProgress[] = [];
  for await (const state of own.watch(id, { intervalMs: 50 })) {
    seen.push(state);
    if (state.files[0]?.percent !== 8 || bytes !== 800) continue;
    bytes = 100;
    await eventually(async () => expect((await own.get(id)).files[0]?.percent).toBe(1));
    await client.workflow.getHandle(id).terminate();
  }
  const percents = seen.map(({ files, percent }) => [files[0]?.percent, percent]);
  expect(percents.at(-1)).toEqual([8, 8]);
  expect(seen.at(-1)?.closedAt).toBeDefined();
  await ownWorker.stop();
  await own.close();
});
