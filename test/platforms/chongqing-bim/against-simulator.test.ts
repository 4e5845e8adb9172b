import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ChongqingBimClient } from '../../../platforms/chongqing-bim/client.ts';
import type { UploadFile } from '../../../platforms/chongqing-bim/multipart.ts';
import {
  type ChongqingBimSimulatorOptions,
  startChongqingBimSimulator,
} from '../../../platforms/chongqing-bim/simulator/index.ts';
import { clientFor, settingsFor } from './support.ts';

const credentials = { username: 'demo', password: 'demo-password', bimApiKey: 'demo-bim-api-key' };

async function start(options: Partial<ChongqingBimSimulatorOptions> = {}, settings: Record<string, unknown> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-client-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const simulator = await startChongqingBimSimulator({ dataDir, conversionMs: 0, ...options });
  onTestFinished(() => simulator.close());
  const client = clientFor(settingsFor(simulator.url, { ...credentials, ...settings }));
  const control = async (path: string, body?: unknown): Promise<unknown> => {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${simulator.url}/_sim${path}`, body === undefined ? {} : init);
    expect(response.ok).toBe(true);
    return response.json();
  };
  return { url: simulator.url, client, control };
}

const CHUNK = 1000;

function fileOf(content: Buffer, name: string, tags: string[] = []): UploadFile {
  const hash = createHash('md5').update(content).digest('hex');
  return { name, hash, size: content.length, totalChunks: Math.ceil(content.length / CHUNK), tags };
}

/** Sends one chunk out of a buffer with room around it, as the transfer engine does. */
async function sendChunk(
  client: ChongqingBimClient,
  file: UploadFile,
  content: Buffer,
  number: number,
  signal?: AbortSignal,
) {
  const data = content.subarray((number - 1) * CHUNK, number * CHUNK);
  const upload = client.prepareUpload(file);
  const buffer = Buffer.alloc(upload.headRoomBytes + CHUNK + upload.tailBytes);
  data.copy(buffer, upload.headRoomBytes);
  const body = upload.frame(buffer, upload.headRoomBytes, data.length, number);
  await client.uploadChunk({ body, contentType: upload.contentType, signal });
}

test.each(['house.rvt', '重庆 建模.RVT', '建物モデル.ifc', '🏠.rvt', 'a "quoted" name.rvt', `${'模'.repeat(83)}.rvt`])(
  'a file named %s goes from its chunks to its record',
  async (name) => {
    const { client } = await start();
    const content = randomBytes(3500);
    const file = fileOf(content, name, ['500103', 'BUILDING']);
    const { hash } = file;
    await expect(client.uploadStatus({ hash })).resolves.toEqual({ status: 'unknown', missingChunks: [] });
    await Promise.all([4, 2].map((number) => sendChunk(client, file, content, number)));
    await expect(client.uploadStatus({ hash })).resolves.toEqual({ status: 'partial', missingChunks: [1, 3] });
    await Promise.all([3, 1].map((number) => sendChunk(client, file, content, number)));
    await expect(client.uploadStatus({ hash })).resolves.toEqual({ status: 'partial', missingChunks: [] });
    await client.mergeChunks({ file });
    await expect(client.uploadStatus({ hash })).resolves.toMatchObject({
      status: 'complete',
      record: { name, hash, size: 3500 },
    });
  },
);

test('files go through conversion to records', async () => {
  const { client, control } = await start({ needsSynchronous: true });
  const content = randomBytes(1500);
  const file = fileOf(content, '塔.rvt');
  await sendChunk(client, file, content, 1);
  await sendChunk(client, file, content, 2);
  await client.mergeChunks({ file });
  const status = await client.synchronize({ hash: file.hash });
  if (status.status !== 'complete') throw new Error(`not complete: ${status.status}`);
  const { record } = status;

  const modelGroupId = randomUUID();
  const model = { ...record, name: file.name, tags: [] };
  const { taskId } = await client.convertModel({ modelGroupId, models: [model] });
  const progress = await client.convertProcess({ modelGroupId, taskId });
  expect(progress).toMatchObject({
    found: true,
    done: true,
    succeeded: true,
    models: [{ hash: file.hash, name: file.name, percent: 100, errorMessage: '' }],
  });

  const id = randomUUID();
  const project = { name: '项目', code: 'P-1', areaCode: '500103', type: 10, stage: 1 };
  const { projectId } = await client.createProject({ id, project });
  expect(projectId).toBe(id);
  await expect(client.createProject({ id, project })).rejects.toMatchObject({
    type: 'AlreadyExists',
    isRetryable: false,
  });
  await client.createProjectGroup({ id: modelGroupId, name: '组', projectId, taskId });
  await client.createProjectFiles({ projectId, modelGroupId, taskId, models: [record] });
  expect(await control('/state')).toMatchObject({
    projects: [{ id, name: '项目' }],
    groups: [{ id: modelGroupId, projectId }],
    models: [{ fileName: '塔.rvt', hash: file.hash, modelGroupId }],
  });
});

test('a group under a project that does not exist is told in the platform’s words', async () => {
  const { client } = await start();
  const group = { id: randomUUID(), name: '组', projectId: randomUUID(), taskId: 't' };
  const call = client.createProjectGroup(group);
  await expect(call).rejects.toMatchObject({ type: 'NotFound', isRetryable: false, outcomeUnknown: false });
  await expect(call).rejects.toThrow('不存在');
});

test('a wrong key for the record calls is told in the platform’s words, without the key', async () => {
  const { client } = await start({}, { bimApiKey: 'wrong-key' });
  const project = { name: '项目', code: 'P-1', areaCode: '500103', type: 10, stage: 1 };
  const failure = await client.createProject({ id: randomUUID(), project }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'PlatformRefused', isRetryable: false });
  expect(String(failure)).toContain('bimapikey');
  expect(String(failure)).not.toContain('wrong-key');
});

test.each([
  [
    { kind: 'status', status: 503, headers: {} },
    { type: 'PlatformUnavailable', isRetryable: true, outcomeUnknown: true },
  ],
  [
    { kind: 'status', status: 429 },
    { type: 'RateLimited', isRetryable: true, outcomeUnknown: false },
  ],
  [{ kind: 'cut-before' }, { type: 'PlatformUnavailable', isRetryable: true, outcomeUnknown: true }],
  [{ kind: 'cut-after' }, { type: 'PlatformUnavailable', isRetryable: true, outcomeUnknown: true }],
  // The first page is taken for a token that ended: it is the second that counts.
  [
    { kind: 'html', times: 2 },
    { type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true },
  ],
  [{ kind: 'truncated-json' }, { type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true }],
  [{ kind: 'hang' }, { type: 'PlatformUnavailable', isRetryable: true, outcomeUnknown: true }],
])('fault %j on an upload, and the next one works', async (fault, expected) => {
  // Short where nothing comes, and else as long as a busy machine may take.
  const { client, control } = await start({}, { timeouts: { request: fault.kind === 'hang' ? '2s' : '1m' } });
  const content = randomBytes(900);
  const file = fileOf(content, 'a.rvt');
  await control('/faults', { match: { endpoint: 'upload' }, times: 1, ...fault });
  await expect(sendChunk(client, file, content, 1)).rejects.toMatchObject(expected);
  await sendChunk(client, file, content, 1);
  await expect(client.uploadStatus({ hash: file.hash })).resolves.toMatchObject({
    status: 'partial',
    missingChunks: [],
  });
});

test.each([true, false])('a token that ends early is renewed within the call (envelope: %s)', async (envelope) => {
  const { client, control } = await start();
  await client.uploadStatus({ hash: '0'.repeat(32) });
  await control('/faults', { match: { endpoint: 'createProject' }, times: 1, kind: 'expired-token', envelope });
  const project = { name: '项目', code: 'P-1', areaCode: '500103', type: 10, stage: 1 };
  const id = randomUUID();
  await expect(client.createProject({ id, project })).resolves.toEqual({ projectId: id });
  expect(await control('/stats')).toMatchObject({ endpoints: { token: { requests: 2 } } });
});

test('an upload of megabytes whose token ends is sent again whole', async () => {
  const { client, control } = await start();
  const content = randomBytes(6 * 1024 * 1024);
  const file = { ...fileOf(content, 'a.rvt'), totalChunks: 1 };
  const upload = client.prepareUpload(file);
  const buffer = Buffer.alloc(upload.headRoomBytes + content.length + upload.tailBytes);
  content.copy(buffer, upload.headRoomBytes);
  const body = upload.frame(buffer, upload.headRoomBytes, content.length, 1);
  await control('/faults', { match: { endpoint: 'upload' }, times: 1, kind: 'expired-token' });
  await client.uploadChunk({ body, contentType: upload.contentType });
  await client.mergeChunks({ file });
  await expect(client.uploadStatus({ hash: file.hash })).resolves.toMatchObject({ status: 'complete' });
});

test('a probe times token and status', async () => {
  const { client } = await start();
  const report = await client.probe();
  expect(report).toEqual({
    isOk: true,
    steps: [
      { step: 'token', durationMs: expect.any(Number) },
      { step: 'status', durationMs: expect.any(Number) },
    ],
  });
});

test('a probe with wrong credentials says so', async () => {
  const { client } = await start({}, { password: 'not-this-one' });
  const report = await client.probe();
  expect(report).toMatchObject({
    isOk: false,
    steps: [{ step: 'token', error: { type: 'Authentication', message: expect.stringContaining('用户名或密码错误') } }],
  });
  expect(JSON.stringify(report)).not.toContain('not-this-one');
});

test('a probe that is aborted ends with the signal’s reason', async () => {
  const { client } = await start();
  const reason = new Error('enough');
  await expect(client.probe({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
