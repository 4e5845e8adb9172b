import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { CallScenario } from '../call-scenario.ts';
import { clientFor, settingsFor } from './support.ts';

const CONTENT = Buffer.from('a model of a house');
const hash = createHash('md5').update(CONTENT).digest('hex');
const CREDENTIALS = { username: 'demo', password: 'demo-password', bimApiKey: 'demo-bim-api-key' };

interface FileRecord {
  id: string;
  path: string;
  type: string;
  size: number;
  createdUserId: string;
}

/** Sends the one chunk of the file, which no call by name does. */
async function send(url: string): Promise<void> {
  const client = clientFor(settingsFor(url, CREDENTIALS));
  const file = { name: 'house.rvt', hash, size: CONTENT.length, totalChunks: 1, tags: ['500103'] };
  const upload = client.prepareUpload(file);
  const buffer = Buffer.concat([Buffer.alloc(upload.headRoomBytes), CONTENT, Buffer.alloc(upload.tailBytes)]);
  const body = upload.frame(buffer, upload.headRoomBytes, CONTENT.length, 1);
  await client.uploadChunk({ body, contentType: upload.contentType });
  await client.mergeChunks({ file });
}

/** See {@link CallScenario}. */
export const callChongqingBim: CallScenario = async ({ url, call }) => {
  const token = await call('token');
  expect(token).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) });
  expect(token).not.toHaveProperty('access_token');
  await expect(call('token', { username: 'demo', password: 'another-password' })).rejects.toMatchObject({
    type: 'Authentication',
    message: expect.not.stringContaining('another-password'),
  });

  expect(await call('UploadFileStatus', { hash })).toMatchObject({ item: { status: 0 }, success: true, code: 200 });
  await send(url);
  expect(await call('Synchronous', { hash })).toMatchObject({ item: { status: 2 }, success: true });
  const { item } = await call<{ item: { file: FileRecord } }>('FlowJs/UploadFileStatus', { hash, totalChunks: '-1' });
  expect(item).toMatchObject({ status: 2, file: { name: 'house.rvt', hash, size: CONTENT.length } });

  const modelGroupId = randomUUID();
  const { id, path, type, size, createdUserId } = item.file;
  const model = { id, Name: 'house.rvt', Type: type, Size: size, Hash: hash, Path: path, Tags: [] };
  const converting = await call<{ item: { taskId: string } }>('convert-model', { modelGroupId, fileList: [model] });
  const { taskId } = converting.item;
  const process = await call('convert-process', { modelGroupId, taskId });
  expect(process).toMatchObject({ item: { taskState: { found: true, done: true, successed: true } }, success: true });

  const Id = randomUUID();
  const project = { Id, Name: 'Bridge', Code: 'B-1', AreaCode: '500103', Type: 10, Stage: 1 };
  expect(await call('project/create', project)).toMatchObject({ result: Id, success: true, __abp: true });
  await expect(call('project/create', project)).rejects.toMatchObject({ type: 'AlreadyExists' });
  const group = { Id: modelGroupId, Name: 'structure', ProjectId: Id, TaskId: taskId };
  expect(await call('projectGroup/create', group)).toMatchObject({ result: modelGroupId, success: true });
  const registered = { projectId: Id, modelGroupId, taskId, ssoCreatorUserId: createdUserId, imageUrl: '' };
  const modelList = [{ ...registered, size, name: 'house.rvt', path, fileName: 'house.rvt', hash, type }];
  expect(await call('projectFile/create', { modelList })).toMatchObject({ success: true, __abp: true });
};
