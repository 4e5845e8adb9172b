import { expect, test } from 'vitest';
import { clientFor, settingsFor, startStub, statusAnswer } from './support.ts';

const HASH = 'ABCDEF0123456789ABCDEF0123456789';
const hash = HASH.toLowerCase();
const modelGroupId = '11111111-2222-4333-8444-555555555555';
const record = { id: 'f-1', name: 'house.rvt', path: 'u/0/house.rvt', createdUserId: 'u-1', hash: HASH, size: 29531 };
/** Fields that we do not use, in shapes that no manual has. */
const ODD = { createdUserName: 7, createdAt: { seconds: 1 }, url: ['x'], tags: 'none', more: null };

test.each([
  [
    { status: '1', unUploadChunks: ['3', 7] },
    { status: 'partial', missingChunks: [3, 7] },
  ],
  [
    { status: 2, hash: { any: 'shape' }, file: { ...record, type: '.rvt', size: '29531', ...ODD } },
    {
      status: 'complete',
      missingChunks: [],
      record: {
        id: 'f-1',
        path: 'u/0/house.rvt',
        createdUserId: 'u-1',
        name: 'house.rvt',
        type: '.rvt',
        hash,
        hashAsRecorded: HASH,
        size: 29531,
      },
    },
  ],
])('numbers may be text, and what is not used may have any shape: %j', async (item, expected) => {
  const stub = await startStub(() => statusAnswer(item));
  await expect(clientFor(settingsFor(stub.url)).uploadStatus({ hash })).resolves.toEqual(expected);
});

test('item: null is an unknown hash', async () => {
  const stub = await startStub(() => ({ json: { item: null, success: true, code: '200' } }));
  const client = clientFor(settingsFor(stub.url));
  const expected = { status: 'unknown', missingChunks: [] };
  await expect(client.uploadStatus({ hash })).resolves.toEqual(expected);
  await expect(client.synchronize({ hash })).resolves.toEqual(expected);
});

test('of the answer to a submission only the task id is looked at', async () => {
  const item = { taskId: 't-1', id: 4, projectId: [], modelList: 'later', taskState: null };
  const stub = await startStub(() => ({ json: { item, success: true, code: {} } }));
  const call = clientFor(settingsFor(stub.url)).convertModel({ modelGroupId, models: [] });
  await expect(call).resolves.toEqual({ taskId: 't-1' });
});

test('what the platform says of a conversion is bounded, well-formed and without secrets; percents may be text', async () => {
  const said = String.raw`token-1 and bim-key-8 \ud83d ${'很长'.repeat(5_000)}`;
  const model = { modelName: 'a.rvt', hash: HASH, percent: '12.5', errorMessage: '@' };
  const taskState = { found: true, done: true, successed: true, message: '@' };
  const item = { id: {}, taskId: 't', modelList: [model, { ...model, percent: '50 %' }], taskState };
  const body = JSON.stringify({ item, success: true }).replaceAll('@', said);
  const stub = await startStub(() => ({ status: 200, body }));
  const progress = await clientFor(settingsFor(stub.url)).convertProcess({ modelGroupId, taskId: 't' });
  expect(progress.models.map(({ percent }) => percent)).toEqual([12.5, 50]);
  for (const words of [progress.message, ...progress.models.map(({ errorMessage }) => errorMessage)]) {
    expect(words).toMatch(/^\*\*\* and \*\*\* \ufffd 很长.*…$/);
    expect(words.length).toBeLessThanOrEqual(2_000);
  }
});

test('an id or path that is longer than any platform’s is of the wrong shape', async () => {
  const long = 'x'.repeat(2_001);
  const stub = await startStub(() => statusAnswer({ status: 2, file: { ...record, path: long } }));
  const call = clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  await expect(call).rejects.toThrow('item.file.path');
});
