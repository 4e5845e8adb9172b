import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue } from '../support/stand-in-worker.ts';
import { connect, eventually, requestFor } from './support.ts';

test('the test server has them all', async () => {
  await using modelrail = await connect(freshTaskQueue());
  expect(await modelrail.checkSearchAttributes()).toEqual({ missing: [], conflicting: [] });
  expect(await modelrail.registerSearchAttributes()).toEqual([]);
});

test('in a bare namespace they are missed, registered, and usable at once', async () => {
  const namespace = `bare-${randomUUID()}`;
  const connection = await Connection.connect({ address: temporalAddress() });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 } as never,
  });
  await using modelrail = await connect(freshTaskQueue(), { namespace });
  await eventually(async () =>
    expect(await modelrail.checkSearchAttributes()).toEqual({
      missing: Object.keys(SEARCH_ATTRIBUTES),
      conflicting: [],
    }),
  );
  const refusal = { type: 'InvalidRequest', message: expect.stringContaining('modelrail doctor --fix') };
  await eventually(async () => expect(modelrail.ingest(requestFor('hold'))).rejects.toMatchObject(refusal));
  await expect(modelrail.list({ platform: 'cq' })[Symbol.asyncIterator]().next()).rejects.toMatchObject(refusal);
  const both = await Promise.all([modelrail.registerSearchAttributes(), modelrail.registerSearchAttributes()]);
  expect(both[0]).toEqual(Object.keys(SEARCH_ATTRIBUTES));
  expect(await modelrail.checkSearchAttributes()).toEqual({ missing: [], conflicting: [] });
  expect(await modelrail.ingest(requestFor('hold'))).toMatchObject({ isAttached: false });
  await connection.close();
});

test('one of another type is told, not touched', async () => {
  const namespace = `odd-${randomUUID()}`;
  const connection = await Connection.connect({ address: temporalAddress() });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 } as never,
  });
  const odd = { namespace, searchAttributes: { ModelrailHash: 1 } };
  await eventually(() => connection.operatorService.addSearchAttributes(odd));
  await using modelrail = await connect(freshTaskQueue(), { namespace });
  await eventually(async () =>
    expect((await modelrail.checkSearchAttributes()).conflicting).toEqual([
      { name: 'ModelrailHash', expected: 'KeywordList', actual: expect.any(String) },
    ]),
  );
  await connection.close();
});
