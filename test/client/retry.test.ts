import { WorkflowIdReusePolicy } from '@temporalio/common';
import { expect, test } from 'vitest';
import { startRun } from '../../client/runs/start-run.ts';
import { connectTemporal } from '../../client/temporal/temporal.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, requestFor, startClientRig } from './support.ts';

const { taskQueue, modelrail, client } = await startClientRig();

const closed = (id: string) =>
  eventually(async () => {
    const state = await modelrail.get(id);
    expect(state.closedAt).toBeDefined();
    return state;
  });

test('an open run goes on at once', async () => {
  const { id, runId } = await modelrail.ingest(requestFor('hold'));
  expect(await modelrail.retry(id)).toEqual({ id, runId, isNewRun: false, retriedNow: 2 });
  await modelrail.cancel(id);
});

test('one of a sync goes on at once while it is open, and is left to the next run of the sync once it has ended', async () => {
  const start = async (scenario: string) => {
    const { workflowId } = await client.workflow.start(INGEST_WORKFLOW, {
      workflowId: `handover-g1-b1-${freshId()}`,
      taskQueue,
      args: [requestFor(scenario, ['/m/a.ifc', '/m/b.ifc'])],
      typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: 'handover' }],
    });
    return workflowId;
  };
  const open = await start('hold');
  expect(await modelrail.retry(open)).toMatchObject({ isNewRun: false });
  await modelrail.cancel(open);
  const ended = await start('partial');
  const { runId } = await closed(ended);
  await expect(modelrail.retry(ended)).rejects.toMatchObject({
    type: 'AlreadyExists',
    message: expect.stringContaining('modelrail sync trigger handover'),
  });
  expect(await modelrail.get(ended)).toMatchObject({ runId });
});

test('a partial run is followed by another that knows what was done', async () => {
  const request = requestFor('partial', ['/m/a.ifc', '/m/b.ifc']);
  const first = await modelrail.ingest(request);
  expect((await closed(first.id)).status).toBe('partial');
  const second = await modelrail.retry(first.id);
  expect(second).toMatchObject({ id: first.id, isNewRun: true });
  expect(second.runId).not.toBe(first.runId);
  const state = await closed(first.id);
  expect(state).toMatchObject({
    status: 'completed',
    runId: second.runId,
    leftovers: [`goes on with project-of-${first.runId}`],
  });
  const run = await client.workflow.getHandle(first.id).describe();
  expect(await run.staticSummary()).toBe('2 files → cq / Bridge');
  expect(run.searchAttributes).toMatchObject({ ModelrailPlatform: ['cq'], ModelrailProject: ['B-1'] });
  expect(await modelrail.ingest(request, { id: first.id })).toMatchObject({ isAttached: true, status: 'completed' });
});

test('a failed run is followed by another that knows what was attempted', async () => {
  const first = await modelrail.ingest(requestFor('fail'));
  await closed(first.id);
  await modelrail.retry(first.id);
  expect((await closed(first.id)).leftovers).toEqual([`goes on with project-of-${first.runId}`]);
});

test.each(['cancelled', 'terminated'])('of a %s run the worker is asked what it has done', async (how) => {
  const first = await modelrail.ingest(requestFor('hold'));
  await eventually(async () => expect(await modelrail.get(first.id)).not.toHaveProperty('note'));
  if (how === 'cancelled') await modelrail.cancel(first.id);
  else await client.workflow.getHandle(first.id).terminate();
  await closed(first.id);
  const second = await modelrail.retry(first.id);
  expect(second.isNewRun).toBe(true);
  await eventually(async () =>
    expect((await modelrail.get(first.id)).leftovers).toEqual([`goes on with project-of-${first.runId}`]),
  );
  await modelrail.cancel(first.id);
});

test('a completed run has nothing to retry', async () => {
  const { id } = await modelrail.ingest(requestFor('complete'));
  await closed(id);
  await expect(modelrail.retry(id)).rejects.toMatchObject({
    type: 'AlreadyExists',
    message: expect.stringContaining('nothing to retry'),
  });
});

test('retries at the same time make one run', async () => {
  const { id, runId } = await modelrail.ingest(requestFor('partial'));
  await closed(id);
  const retries = await Promise.all([modelrail.retry(id), modelrail.retry(id), modelrail.retry(id)]);
  const runIds = new Set(retries.map((retry) => retry.runId));
  expect(runIds.size).toBe(1);
  expect(runIds).not.toContain(runId);
  expect(await countRuns(id)).toBe(2);
});

test('a retry that starts late gets the run of the one before it, even when that has ended', async () => {
  await using temporal = disposable(await connectTemporal({ address: temporalAddress(), taskQueue }));
  const request = requestFor('partial');
  const { id, runId } = await modelrail.ingest(request);
  await closed(id);
  const again = { id, request, reusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE, startKey: `retry-${runId}` };
  const early = await startRun(temporal, again);
  await eventually(async () => expect(await modelrail.get(id)).toMatchObject({ runId: early, status: 'partial' }));
  expect(await startRun(temporal, again)).toBe(early);
  expect(await countRuns(id)).toBe(2);
});

async function countRuns(id: string): Promise<number> {
  const runs = new Set<string>();
  for await (const run of client.workflow.list({ query: `WorkflowId = '${id}'` })) runs.add(run.runId);
  return runs.size;
}

function disposable<T extends { close(): Promise<void> }>(owner: T): T & AsyncDisposable {
  return Object.assign(owner, { [Symbol.asyncDispose]: () => owner.close() });
}

test('a run that no worker ever took up starts anew after it was terminated', async () => {
  const own = await connect(freshTaskQueue());
  const first = await own.ingest(requestFor('hold'));
  await client.workflow.getHandle(first.id).terminate();
  const second = await own.retry(first.id);
  expect(second).toMatchObject({ isNewRun: true });
  await client.workflow.getHandle(first.id).terminate();
  await own.close();
});

test('what only a worker knows is not guessed without one', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  const ownWorker = await startStandInWorker(queue);
  const { id } = await own.ingest(requestFor('hold'));
  await eventually(async () => expect(await own.get(id)).not.toHaveProperty('note'));
  await ownWorker.stop();
  await expect(own.retry(id)).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    message: expect.stringContaining('no worker'),
  });
  await client.workflow.getHandle(id).terminate();
  await expect(own.retry(id)).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    message: expect.stringContaining('no worker'),
  });
  await own.close();
});

test('an open run whose worker ended in the middle of its work is said to need one', async () => {
  const queue = freshTaskQueue();
  await using alone = await connect(queue);
  const { id } = await alone.ingest(requestFor('hold'));
  const { workflowService } = client;
  // What a worker makes of a run that it cannot work: Temporal takes no update while the last task failed.
  for (let failures = 0; failures < 3; failures += 1) {
    const { taskToken } = await client.withDeadline(Date.now() + 60_000, () =>
      workflowService.pollWorkflowTaskQueue({ namespace: 'default', taskQueue: { name: queue }, identity: 'ends' }),
    );
    await workflowService.respondWorkflowTaskFailed({ namespace: 'default', taskToken, identity: 'ends' });
  }
  const refused = await alone.retry(id).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    type: 'UnexpectedResponse',
    message: `no worker answered for ingestion ${id}: start one with \`modelrail worker\` and retry again`,
  });
  await alone.cancel(id);
});
