import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SyncDeclaration } from '../../client/index.ts';
import { memoryWorkflowId, rangeWorkflowId, SYNC_RANGE_WORKFLOW } from '../../contracts/sync/memory.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';
import { holdByHand } from './hold-by-hand.ts';

let system: TestSystem;
let declaration: SyncDeclaration;

beforeAll(async () => {
  system = await startSystem();
  declaration = {
    source: system.models,
    host: 'test-host',
    every: '1h',
    platform: 'cq',
    project: { id: 'given' },
    group: { name: 'handover' },
  };
  await system.worker();
});
afterAll(() => system[Symbol.asyncDispose]());

test('without a worker nothing is deleted, and with one it is', async () => {
  const { syncs } = system.client;
  const name = `kept-${Date.now()}`;
  await syncs.create(name, declaration);
  await (await system.worker()).kill();

  await expect(syncs.delete(name)).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    message: expect.stringContaining('no worker listens on task queue'),
  });

  expect(await syncs.get(name)).toMatchObject({ name, paused: false });
  await system.worker();
  expect(await syncs.delete(name)).toEqual({ forgotten: 0 });
  await expect(syncs.get(name)).rejects.toMatchObject({ type: 'NotFound' });
  await expect(syncs.delete(name)).rejects.toMatchObject({ type: 'NotFound' });
});

test('a deletion that was interrupted is ended by another, and the name is free again', async () => {
  const { syncs } = system.client;
  const name = `halfway-${Date.now()}`;
  await syncs.create(name, declaration);
  await withTemporalClient((temporal) => temporal.schedule.getHandle(`sync-${name}`).delete());

  expect(await syncs.delete(name)).toEqual({ forgotten: 0 });

  await expect(syncs.delete(name)).rejects.toMatchObject({ type: 'NotFound' });
  await syncs.create(name, declaration);
  expect(await syncs.get(name)).toMatchObject({ name, remembered: { files: 0 } });
});

test('a deletion that was interrupted is ended by the command, too', async () => {
  const { syncs } = system.client;
  const name = `halfway-cli-${Date.now()}`;
  await syncs.create(name, declaration);
  await withTemporalClient((temporal) => temporal.schedule.getHandle(`sync-${name}`).delete());

  expect(await system.modelrail('sync', 'delete', name)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('would forget the files that it delivered'),
  });
  expect(await system.modelrail('sync', 'delete', name, '--yes')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`${name} is deleted`),
  });

  expect(await system.modelrail('sync', 'delete', name, '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`there is no sync ${name}`),
  });
  await syncs.create(name, declaration);
});

test.each([[[]], [['--yes']]])('a sync that does not exist is no question (%j)', async (flags) => {
  expect(await system.modelrail('sync', 'delete', 'nope', ...flags)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/there is no sync nope(?!.*confirm)/s),
  });
});

test('a sync stays while a run holds it that its schedule does not know', async () => {
  const { syncs } = system.client;
  const name = `held-${Date.now()}`;
  await syncs.create(name, declaration);
  const other = { ...declaration, source: `${system.models}/other` };
  await withTemporalClient(async (temporal) => {
    const run = await holdByHand(temporal, system.taskQueue, name);
    const held = { type: 'AlreadyExists', message: expect.stringContaining(run.workflowId) };
    await expect(syncs.delete(name)).rejects.toMatchObject(held);
    await expect(syncs.put(name, other, { reset: true })).rejects.toMatchObject(held);
    await expect(syncs.import(name, [])).rejects.toMatchObject(held);
    expect(await syncs.get(name)).toMatchObject({ paused: false });
    await temporal.workflow.getHandle(run.workflowId).terminate('a test');
  });
  await syncs.import(name, []);
  expect(await syncs.put(name, other, { reset: true })).toMatchObject({ op: 'update' });
  expect(await syncs.delete(name)).toEqual({ forgotten: 0 });
});

test('what an interrupted change left open is ended with the sync', async () => {
  const { syncs } = system.client;
  const name = `stray-${Date.now()}`;
  await syncs.create(name, declaration);
  await withTemporalClient(async (temporal) => {
    const stray = await temporal.workflow.start(SYNC_RANGE_WORKFLOW, {
      workflowId: rangeWorkflowId(name, '1-stray'),
      taskQueue: system.taskQueue,
      args: [{ tag: '0'.repeat(32) }, new Uint8Array()],
      typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: name }],
    });
    await syncs.delete(name);
    await expect.poll(async () => (await stray.describe()).status.name).toBe('COMPLETED');
  });
});

test('without a worker a sync stays whose memory was terminated', async () => {
  const { syncs } = system.client;
  const name = `lost-${Date.now()}`;
  await syncs.create(name, declaration);
  expect(await syncs.get(name)).toMatchObject({ remembered: { files: 0 } });
  await withTemporalClient((temporal) => temporal.workflow.getHandle(memoryWorkflowId(name)).terminate('a test'));
  await (await system.worker()).kill();

  await expect(syncs.delete(name)).rejects.toMatchObject({ type: 'UnexpectedResponse' });

  expect(await syncs.get(name)).toMatchObject({ name });
  await system.worker();
  expect(await syncs.delete(name)).toEqual({ forgotten: 0 });
});

test('a memory that ended before any worker took it up has nothing to be forgotten', async () => {
  const { syncs } = system.client;
  const name = `untold-${Date.now()}`;
  await (await system.worker()).kill();
  await syncs.create(name, declaration);
  await withTemporalClient((temporal) => temporal.workflow.getHandle(memoryWorkflowId(name)).terminate('a test'));

  expect(await syncs.delete(name)).toEqual({ forgotten: 0 });

  await expect(syncs.get(name)).rejects.toMatchObject({ type: 'NotFound' });
  await syncs.create(name, declaration);
  expect(await syncs.get(name)).toMatchObject({ name });
});
