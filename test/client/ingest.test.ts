import { expect, test } from 'vitest';
import { createModelrail, INGESTION_ID_PATTERN } from '../../client/index.ts';
import { temporalAddress } from '../support/provided.ts';
import { eventually, freshId, requestFor, startClientRig } from './support.ts';

const { taskQueue, modelrail, client } = await startClientRig();

const ended = (id: string) => eventually(async () => expect((await modelrail.get(id)).closedAt).toBeDefined());

test('an ingestion without an id gets one, and tells its story in Temporal', async () => {
  const started = await modelrail.ingest(requestFor('hold', ['/m/a.ifc', '/m/b.rvt']));
  expect(started.id).toMatch(INGESTION_ID_PATTERN);
  expect(started.id).toMatch(/^\d{8}-\d{6}-[0-9a-z]{6}$/);
  expect(started.isAttached).toBe(false);
  const run = await client.workflow.getHandle(started.id).describe();
  expect(run.runId).toBe(started.runId);
  expect(run.memo?.['requestDigest']).toMatch(/^[0-9a-f]{64}$/);
  expect(await run.staticSummary()).toBe('2 files → cq / Bridge');
  expect(await run.staticDetails()).toContain('**Project** `Bridge` (new)\n\n**Group** `hold`\n\n**2 files**');
  expect(await run.staticDetails()).toContain('- `/m/b.rvt`');
  expect(await run.staticDetails()).toMatch(/no worker answers: start one with `modelrail worker`$/);
  expect(run.searchAttributes).toMatchObject({ ModelrailPlatform: ['cq'], ModelrailProject: ['B-1'] });
  await modelrail.cancel(started.id);
});

test('the same id and request attaches, whatever the order of keys', async () => {
  const id = freshId();
  const { group, ...rest } = requestFor('hold');
  const first = await modelrail.ingest({ ...rest, group: group ?? {} }, { id });
  const second = await modelrail.ingest(requestFor('hold'), { id });
  expect(second).toEqual({ id, runId: first.runId, isAttached: true });
  await modelrail.cancel(id);
});

test('an ended ingestion is attached to, with when and how it ended, and nothing is started', async () => {
  const id = freshId();
  const first = await modelrail.ingest(requestFor('partial'), { id });
  await ended(id);
  const second = await modelrail.ingest(requestFor('partial'), { id });
  expect(second).toMatchObject({ id, runId: first.runId, isAttached: true, status: 'partial' });
  expect(second.closedAt).toBe((await modelrail.get(id)).closedAt);
});

test('the same id with another request is refused', async () => {
  const id = freshId();
  await modelrail.ingest(requestFor('hold'), { id });
  await expect(modelrail.ingest(requestFor('hold', ['/m/other.ifc']), { id })).rejects.toMatchObject({
    type: 'AlreadyExists',
    message: expect.stringContaining(id),
  });
  await modelrail.cancel(id);
});

test('a run of a foreign client is compared by its input', async () => {
  const id = freshId();
  const request = requestFor('hold');
  await client.workflow.start('ingest', { workflowId: id, taskQueue, args: [request] });
  expect(await modelrail.ingest(request, { id })).toMatchObject({ isAttached: true });
  await expect(modelrail.ingest(requestFor('complete'), { id })).rejects.toMatchObject({ type: 'AlreadyExists' });
  await modelrail.cancel(id);
});

test('an id that belongs to another workflow is refused, and so is everything that would touch that workflow', async () => {
  const id = freshId();
  const handle = await client.workflow.start('somethingElse', { workflowId: id, taskQueue });
  await expect(modelrail.ingest(requestFor('hold'), { id })).rejects.toMatchObject({ type: 'AlreadyExists' });
  await expect(modelrail.get(id)).rejects.toMatchObject({ type: 'NotFound' });
  await expect(modelrail.cancel(id)).rejects.toMatchObject({ type: 'NotFound' });
  await handle.terminate();
});

test.each([
  ['an id with a space', { id: 'no good', request: requestFor('hold') }],
  ['an empty id', { id: '', request: requestFor('hold') }],
  ['no files', { id: 'x', request: requestFor('hold', []) }],
  ['a relative path', { id: 'x', request: requestFor('hold', ['models/a.ifc']) }],
  ['an address with a user', { id: 'x', request: requestFor('hold', ['https://ada:secret@host/a.ifc']) }],
  ['more than 1.5 MiB', { id: 'x', request: requestFor('hold', [`/${'x'.repeat(1.5 * 1024 * 1024)}`]) }],
])('%s is refused before anything starts', async (_what, { id, request }) => {
  await expect(modelrail.ingest(request, { id })).rejects.toMatchObject({ type: 'InvalidRequest' });
});

test('paths of Windows are absolute too', async () => {
  const started = await modelrail.ingest(requestFor('hold', ['C:\\models\\a.ifc', '\\\\server\\share\\b.ifc']));
  await modelrail.cancel(started.id);
});

test('a large request with names in other scripts is taken', async () => {
  const sources = Array.from({ length: 1_000 }, (_, index) => `/模型/${'长'.repeat(60)}🏠-${index}.ifc`);
  const started = await modelrail.ingest(requestFor('complete', sources));
  await ended(started.id);
  expect((await modelrail.get(started.id)).files).toHaveLength(1_000);
});

test('a platform that the library was not given is refused', async () => {
  await using knowing = await createModelrail({ address: temporalAddress(), taskQueue, platforms: ['eq', 'other'] });
  await expect(knowing.ingest(requestFor('hold'))).rejects.toMatchObject({
    type: 'InvalidRequest',
    message: 'platform "cq" is not configured (there are eq, other)',
  });
});
