import { expect, test } from 'vitest';
import { BIM_API_KEY, clientFor, settingsFor, startStub, statusAnswer } from './support.ts';

const HASH = 'ABCDEF0123456789ABCDEF0123456789';
const hash = HASH.toLowerCase();
const modelGroupId = '11111111-2222-4333-8444-555555555555';
const projectId = '99999999-2222-4333-8444-555555555555';
const spelling = { type: '.rvt', hash, hashAsRecorded: hash.toUpperCase() };
const record = {
  id: 'f-1',
  name: 'house.rvt',
  path: 'u/0/house.rvt',
  createdUserId: 'u-1',
  hash: HASH,
  createdUserName: '小蛛',
  type: '.rvt',
  size: 29531,
  createdAt: '2020-08-19T14:59:57.168Z',
  url: 'http://files/house.rvt',
  tags: null,
};
const done = { json: { result: projectId, targetUrl: null, success: true, error: null, unAuthorizedRequest: false } };

test('the status is asked with hash and totalChunks=-1, below the origin', async () => {
  const stub = await startStub(() => statusAnswer({ status: 0 }));
  await clientFor(settingsFor(stub.url, { baseUrl: `${stub.url}/` })).uploadStatus({ hash: HASH });
  expect(stub.calls()[0]).toMatchObject({
    method: 'GET',
    path: '/api/v1/FlowJs/UploadFileStatus',
    query: { hash, totalChunks: '-1' },
    // A cache on the way must not answer in the platform's place.
    headers: { authorization: 'Bearer token-1', 'cache-control': 'no-cache' },
  });
  expect(stub.calls()[0]?.headers['bimapikey']).toBeUndefined();
});

test.each([
  [{ status: 0 }, { status: 'unknown', missingChunks: [] }],
  [
    { status: 0, unUploadChunks: [1, 2] },
    { status: 'unknown', missingChunks: [] },
  ],
  [
    { status: 1, unUploadChunks: [3, 7] },
    { status: 'partial', missingChunks: [3, 7] },
  ],
  [
    { status: 1, unUploadChunks: [] },
    { status: 'partial', missingChunks: [] },
  ],
  [
    { status: 1, unUploadChunks: null },
    { status: 'partial', missingChunks: [] },
  ],
  [
    { status: 2, file: record },
    {
      status: 'complete',
      missingChunks: [],
      record: { id: 'f-1', path: 'u/0/house.rvt', createdUserId: 'u-1', name: 'house.rvt', ...spelling, size: 29531 },
    },
  ],
])('%j is read as it is meant', async (item, expected) => {
  const stub = await startStub(() => statusAnswer(item));
  await expect(clientFor(settingsFor(stub.url)).uploadStatus({ hash })).resolves.toEqual(expected);
});

test.each([
  [{ status: 2, file: null }, 'item.file: missing, although the status is 2'],
  [{ status: 3 }, 'item.status'],
  [{ status: 2, file: { ...record, path: undefined } }, 'item.file.path'],
  [{ status: 1, unUploadChunks: ['one'] }, 'item.unUploadChunks.0'],
])('%j has the wrong shape: the field is named, and it is final', async (item, field) => {
  const stub = await startStub(() => statusAnswer(item));
  const call = clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  await expect(call).rejects.toMatchObject({ type: 'UnexpectedResponse', isRetryable: false, outcomeUnknown: true });
  await expect(call).rejects.toThrow(field);
});

test('the synchronisation sends the hash as a form and reads a status', async () => {
  const stub = await startStub(() => statusAnswer({ status: 2, file: record }));
  const status = await clientFor(settingsFor(stub.url)).synchronize({ hash });
  expect(status).toMatchObject({ status: 'complete', record: { id: 'f-1' } });
  expect(stub.calls()[0]).toMatchObject({
    method: 'POST',
    path: '/api/v1/FlowJs/Synchronous',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `hash=${hash}`,
  });
});

test('a conversion is submitted in the vendor’s spelling', async () => {
  const answer = { item: { taskId: 't-1', taskState: { found: true, done: false, successed: true } }, success: true };
  const stub = await startStub(() => ({ json: answer }));
  const first = { id: 'f-1', name: '塔.RVT', size: 5, hash, path: 'p', tags: ['500103'] };
  const recordHash = hash.toUpperCase();
  const models = [first, { ...first, id: 'f-2', type: '.rvt', recordHash }];
  await expect(clientFor(settingsFor(stub.url)).convertModel({ modelGroupId, models })).resolves.toEqual({
    taskId: 't-1',
  });
  const request = stub.calls()[0];
  expect(request).toMatchObject({ method: 'POST', path: '/api/v1/FileConvert/convert-model' });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    modelGroupId,
    fileList: [
      { id: 'f-1', Name: '塔.RVT', Type: '.RVT', Size: 5, Hash: hash, Path: 'p', Tags: ['500103'] },
      { id: 'f-2', Name: '塔.RVT', Type: '.rvt', Size: 5, Hash: recordHash, Path: 'p', Tags: ['500103'] },
    ],
  });
});

test('the manual’s own example of a conversion is done, succeeded, and failed in every model', async () => {
  const model = (name: string, modelHash: string) => ({
    id: '2fc38fc9-2a58-451f-b662-afbfd1f55859',
    modelGroupId,
    modelId: 0,
    modelName: name,
    modelPath: null,
    hash: modelHash,
    percent: 0,
    errorMessage: 'ParseModelError',
  });
  const item = {
    id: '839f145d-7de5-4d8d-9236-706e84c3d07c',
    projectId: modelGroupId,
    taskId: 't-1',
    modelList: [model('a.RVT', HASH), model('b.RVT', 'c'.repeat(32))],
    taskState: { found: true, done: true, successed: true, message: '' },
  };
  const stub = await startStub(() => ({ json: { item, success: true, code: 200 } }));
  const progress = await clientFor(settingsFor(stub.url)).convertProcess({ modelGroupId, taskId: 't-1' });
  expect(progress).toEqual({
    found: true,
    done: true,
    succeeded: true,
    message: '',
    models: [
      { hash, name: 'a.RVT', percent: 0, errorMessage: 'ParseModelError' },
      { hash: 'c'.repeat(32), name: 'b.RVT', percent: 0, errorMessage: 'ParseModelError' },
    ],
  });
  expect(stub.calls()[0]).toMatchObject({ method: 'GET', query: { modelGroupId, taskId: 't-1' } });
});

test('a lost task may come without anything else', async () => {
  const item = { taskId: null, modelList: null, taskState: { found: false, done: false, successed: false } };
  const stub = await startStub(() => ({ json: { item, success: true } }));
  const progress = await clientFor(settingsFor(stub.url)).convertProcess({ modelGroupId, taskId: 't' });
  expect(progress).toEqual({ found: false, done: false, succeeded: false, message: '', models: [] });
});

const project = { name: '项目', code: 'P-1', areaCode: '500103', type: 10, stage: 1 };
const plainBody = { Id: projectId, Name: '项目', Code: 'P-1', AreaCode: '500103', Type: 10, Stage: 1 };

test.each([
  ['only what is given', {}, {}, plainBody],
  [
    'everything',
    { rate: 0, status: 2, address: '渝中区', startDate: '2024-02-29', finishDate: '2026-12-31' },
    { rateDefault: 8, statusDefault: 9 },
    { ...plainBody, Rate: 0, Status: 2, Address: '渝中区', StartDate: '2024-02-29', FinishDate: '2026-12-31' },
  ],
  ['the defaults of the settings', {}, { rateDefault: 8, statusDefault: 9 }, { ...plainBody, Rate: 8, Status: 9 }],
])('a project is created with %s', async (_what, more, settings, body) => {
  const stub = await startStub(() => done);
  const client = clientFor(settingsFor(stub.url, settings));
  await expect(client.createProject({ id: projectId, project: { ...project, ...more } })).resolves.toEqual({
    projectId,
  });
  const request = stub.calls()[0];
  expect(request).toMatchObject({ method: 'POST', path: '/bim/api/v2/project/create' });
  expect(request?.headers['bimapikey']).toBe(BIM_API_KEY);
  expect(JSON.parse(request?.body ?? '')).toEqual(body);
});

test('the area goes under the name that is set', async () => {
  const stub = await startStub(() => done);
  await clientFor(settingsFor(stub.url, { areaField: 'gAreaCode' })).createProject({ id: projectId, project });
  const { AreaCode, ...rest } = plainBody;
  expect(JSON.parse(stub.calls()[0]?.body ?? '')).toEqual({ ...rest, gAreaCode: AreaCode });
});

test.each([
  [{ ...project, code: undefined }, 'project.code is missing'],
  [{ ...project, stage: undefined }, 'project.stage is missing'],
  [{ ...project, startDate: '2026-02-30' }, 'project.startDate is not a date'],
  [{ ...project, finishDate: '22.11.2026' }, 'project.finishDate is not a date'],
  [{ ...project, type: 1.5 }, 'Type'],
])('a project that cannot be sent is refused before any call: %j', async (bad, words) => {
  const stub = await startStub(() => done);
  const given = JSON.parse(JSON.stringify(bad));
  const call = clientFor(settingsFor(stub.url)).createProject({ id: projectId, project: given });
  await expect(call).rejects.toMatchObject({ type: 'InvalidRequest', isRetryable: false, outcomeUnknown: false });
  await expect(call).rejects.toThrow(words);
  expect(stub.requests).toEqual([]);
});

test.each([
  [undefined, {}],
  ['parent-1', { ParentModelGroupId: 'parent-1' }],
])('a group is created with parent %j', async (parentId, more) => {
  const stub = await startStub(() => ({ json: { result: null, success: true } }));
  const client = clientFor(settingsFor(stub.url));
  const created = client.createProjectGroup({ id: modelGroupId, name: '组', projectId, taskId: 't', parentId });
  await expect(created).resolves.toEqual({ modelGroupId });
  const request = stub.calls()[0];
  expect(request?.path).toBe('/bim/api/v2/projectGroup/create');
  expect(request?.headers['bimapikey']).toBe(BIM_API_KEY);
  expect(JSON.parse(request?.body ?? '')).toEqual({
    Id: modelGroupId,
    Name: '组',
    ProjectId: projectId,
    TaskId: 't',
    ...more,
  });
});

test('models are registered in camel case, all in one call', async () => {
  const stub = await startStub(() => ({ json: { result: null, success: true } }));
  const models = ['a.rvt', 'README'].map((name) => ({ name, hash, size: 7, path: `p/${name}`, createdUserId: 'u-1' }));
  await clientFor(settingsFor(stub.url)).createProjectFiles({ projectId, modelGroupId, taskId: 't', models });
  const request = stub.calls()[0];
  expect(request?.path).toBe('/bim/api/v2/projectFile/create');
  expect(request?.headers['bimapikey']).toBe(BIM_API_KEY);
  const common = { projectId, modelGroupId, ssoCreatorUserId: 'u-1', size: 7, imageUrl: '', hash, taskId: 't' };
  expect(JSON.parse(request?.body ?? '')).toEqual({
    modelList: [
      { ...common, name: 'a.rvt', fileName: 'a.rvt', path: 'p/a.rvt', type: '.rvt' },
      { ...common, name: 'README', fileName: 'README', path: 'p/README', type: '' },
    ],
  });
});

test('a group id that is no GUID is refused before any call', async () => {
  const stub = await startStub(() => done);
  const call = clientFor(settingsFor(stub.url)).convertModel({ modelGroupId: 'group', models: [] });
  await expect(call).rejects.toMatchObject({ type: 'InvalidRequest' });
  expect(stub.requests).toEqual([]);
});

test('a status call goes through while as many chunks as are allowed are under way', async () => {
  let arrived = 0;
  let tell = (): void => undefined;
  const allArrived = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const stub = await startStub((request) => {
    if (request.method === 'GET') return statusAnswer({ status: 0 });
    arrived += 1;
    if (arrived === 3) tell();
    return new Promise(() => undefined);
  });
  const client = clientFor(settingsFor(stub.url, { upload: { concurrency: 3 } }));
  const abort = new AbortController();
  const contentType = 'multipart/form-data; boundary=b';
  const chunk = () => client.uploadChunk({ body: Buffer.from('x'), contentType, signal: abort.signal });
  const chunks = Promise.allSettled([chunk(), chunk(), chunk()]);
  await allArrived;
  await expect(client.uploadStatus({ hash })).resolves.toMatchObject({ status: 'unknown' });
  abort.abort();
  await chunks;
});
