import { expect, test } from 'vitest';
import { ModelrailError } from '../../client/index.ts';
import { describeRun } from '../../client/runs/run.ts';
import { askWorker } from '../../client/snapshot/ask-worker.ts';
import { knownWithoutWorker, readFromHistory } from '../../client/snapshot/known-without-worker.ts';
import { connectTemporal } from '../../client/temporal/temporal.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, heartbeatForever, requestFor, startClientRig } from './support.ts';

const { taskQueue, modelrail, client } = await startClientRig({ modelrail: { uiUrl: 'http://127.0.0.1:8233/' } });

async function finished(scenario: string, sources?: string[]) {
  const { id } = await modelrail.ingest(requestFor(scenario, sources));
  return await eventually(async () => {
    const state = await modelrail.get(id);
    expect(state.closedAt).toBeDefined();
    return state;
  });
}

test('a completed ingestion is given as it ended, without what the next run alone needs', async () => {
  const state = await finished('complete');
  expect(state).toMatchObject({ status: 'completed', stage: 'done', percent: 100, files: [{ status: 'registered' }] });
  expect(state).not.toHaveProperty('resume');
  expect(state).not.toHaveProperty('waiting');
  expect(state.url).toBe(`http://127.0.0.1:8233/namespaces/default/workflows/${state.id}/${state.runId}/user-metadata`);
});

test('a failed ingestion tells the files and the error', async () => {
  const state = await finished('fail');
  expect(state).toMatchObject({
    status: 'failed',
    error: { type: 'ConversionFailed', message: 'no geometry' },
    files: [{ status: 'failed', error: { type: 'ConversionFailed' } }],
  });
  expect(state).not.toHaveProperty('resume');
});

test('a failure that is not ours is an internal one', async () => {
  const state = await finished('stray');
  expect(state).toMatchObject({ status: 'failed', error: { type: 'Internal', message: 'out of cheese' } });
});

test('an open ingestion answers through its worker', async () => {
  const { id, runId } = await modelrail.ingest(requestFor('hold'));
  await eventually(async () => expect(await modelrail.get(id)).not.toHaveProperty('note'));
  expect(await modelrail.get(id)).toMatchObject({ id, runId, status: 'running', files: [{ size: 1000 }] });
  await modelrail.cancel(id);
});

test('a cancelled ingestion is cancelled', async () => {
  const { id } = await modelrail.ingest(requestFor('hold'));
  await eventually(async () => expect(await modelrail.get(id)).not.toHaveProperty('note'));
  await modelrail.cancel(id);
  await eventually(async () => expect(await modelrail.get(id)).toMatchObject({ status: 'cancelled' }));
  expect((await modelrail.get(id)).closedAt).toBeDefined();
});

test('a terminated run has failed, by whom and why', async () => {
  const { id } = await modelrail.ingest(requestFor('hold'));
  await eventually(async () => expect(await modelrail.get(id)).not.toHaveProperty('note'));
  await client.workflow.getHandle(id).terminate('disk full');
  const state = await modelrail.get(id);
  expect(state).toMatchObject({ status: 'failed', error: { type: 'Cancelled' }, files: [{ size: 1000 }] });
  expect(state.error?.message).toMatch(/terminated in Temporal by \S+: disk full/);
});

test('a run past its time limit has failed', async () => {
  const id = freshId();
  const args = [requestFor('hold')];
  await client.workflow.start('ingest', { workflowId: id, taskQueue, args, workflowRunTimeout: '1s' });
  await eventually(async () => expect(await modelrail.get(id)).toMatchObject({ status: 'failed' }));
  expect((await modelrail.get(id)).error).toMatchObject({
    type: 'Internal',
    message: expect.stringContaining('time limit'),
  });
});

test('an unknown id is not found', async () => {
  await expect(modelrail.get(freshId())).rejects.toMatchObject({ type: 'NotFound' });
  await expect(modelrail.get('')).rejects.toMatchObject({ type: 'NotFound' });
});

test('of an id the latest run is given', async () => {
  const state = await finished('partial');
  const { runId } = await modelrail.retry(state.id);
  expect(runId).not.toBe(state.runId);
  expect((await modelrail.get(state.id)).runId).toBe(runId);
});

test('without a worker the request and the memo answer before a query would be given up', async () => {
  const absent = await connect(freshTaskQueue());
  const { id, runId } = await absent.ingest(requestFor('hold', ['/m/塔楼.ifc', 'C:\\m\\b.rvt']));
  const askedAt = Date.now();
  const state = await absent.get(id);
  expect(Date.now() - askedAt).toBeLessThan(9_000);
  expect(state).toMatchObject({ id, runId, platform: 'cq', status: 'running', percent: 0 });
  expect(state.files.map((file) => file.name)).toEqual(['塔楼.ifc', 'b.rvt']);
  expect(state.note).toContain('no worker answered');
  await absent.cancel(id);
  await client.workflow.getHandle(id).terminate();
  await absent.close();
});

test('what of a history could not be read in time is told, and read at the next look', async () => {
  const queue = freshTaskQueue();
  const temporal = await connectTemporal({ address: temporalAddress(), taskQueue: queue });
  const absent = await connect(queue);
  const { id } = await absent.ingest(requestFor('hold', ['/m/house.ifc']));
  const run = await describeRun(temporal, id);

  const unread = knownWithoutWorker(run, await readFromHistory(temporal, run, undefined, Date.now()));
  expect(unread).toMatchObject({ files: [], note: expect.stringMatching(/no worker answered.*look again/) });
  const next = await askWorker(temporal, run, { last: unread });
  expect(next).toMatchObject({ files: [{ name: 'house.ifc' }], note: expect.stringMatching(/no worker answered: /) });
  await client.workflow.getHandle(id).terminate();
  await Promise.all([absent.close(), temporal.close()]);
});

test('after the worker has gone its last figures and the closed state are still there', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  const ownWorker = await startStandInWorker(queue);
  const { id } = await own.ingest(requestFor('hold'));
  await own.pause(id);
  await eventually(async () => expect(await own.get(id)).toMatchObject({ status: 'paused' }));
  await ownWorker.stop();
  const askedAt = Date.now();
  expect(await own.get(id)).toMatchObject({
    status: 'paused',
    projectId: 'p-1',
    note: expect.stringContaining('no worker'),
  });
  expect(Date.now() - askedAt).toBeLessThan(9_000);
  await client.workflow.getHandle(id).terminate('enough');
  expect(await own.get(id)).toMatchObject({ status: 'failed', projectId: 'p-1', error: { type: 'Cancelled' } });
  await own.close();
});

test('a transfer whose worker has died keeps what was hashed and sent', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  const count = { skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 };
  const ownWorker = await startStandInWorker(queue, () => heartbeatForever({ step: 'transfer', files: { 0: count } }));
  const { id } = await own.ingest(requestFor('send'));
  const alive = await eventually(async () => {
    const state = await own.get(id);
    expect(state.files[0]?.upload.sent).toBe(3);
    return state;
  });
  await ownWorker.stop();
  const state = await own.get(id);
  const { stage, percent } = alive;
  const files = alive.files.map((file) => ({ ...file, name: 'house.ifc' }));
  expect(state).toMatchObject({
    stage,
    percent,
    projectId: 'p-1',
    files,
    note: expect.stringContaining('no worker answered'),
  });
  expect(state.files[0]).toMatchObject({ size: 1000, status: 'uploading', percent: 35 });
  await client.workflow.getHandle(id).terminate();
  await own.close();
});

test('a run that was cancelled before it knew its files gives those of the request', async () => {
  const { id } = await modelrail.ingest(requestFor('planless', ['/m/a.ifc', '/m/b.ifc']));
  await eventually(async () => expect(await modelrail.get(id)).not.toHaveProperty('note'));
  expect((await modelrail.get(id)).files.map((file) => file.status)).toEqual(['pending', 'pending']);
  await modelrail.cancel(id);
  const error = { type: 'Cancelled', message: 'the ingestion was cancelled' };
  await eventually(async () =>
    expect(await modelrail.get(id)).toMatchObject({
      status: 'cancelled',
      error,
      files: [
        { name: 'a.ifc', status: 'failed', error },
        { name: 'b.ifc', status: 'failed', error },
      ],
    }),
  );
});

test('an ingestion starts when it is asked for, not when a worker takes it up', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  const { id } = await own.ingest(requestFor('hold'));
  const before = await own.get(id);
  await using _worker = await startStandInWorker(queue);
  await eventually(async () => expect(await own.get(id)).not.toHaveProperty('note'));
  expect((await own.get(id)).startedAt).toBe(before.startedAt);
  await client.workflow.getHandle(id).terminate();
  await own.close();
});

test('a call that is under way when the client is closed ends with an error of ours', async () => {
  const own = await connect(freshTaskQueue());
  const { id } = await own.ingest(requestFor('hold'));
  const calls = [own.get(id), own.retry(id), own.findWorker()];
  await Promise.all([own.close(), ...calls.map((call) => expect(call).rejects.toBeInstanceOf(ModelrailError))]);
  await expect(own.get(id)).rejects.toBeInstanceOf(ModelrailError);
  await client.workflow.getHandle(id).terminate();
});
