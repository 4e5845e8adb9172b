import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convert, makeModel, startPlatform, uploadModel } from './platform.ts';

const model = makeModel(5_000, 2_000);
const task = '/_sim/state/tasks';
const file = `/_sim/state/files/${model.hash}`;

function patch(platform: Awaited<ReturnType<typeof startPlatform>>, path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  return platform.call(path, { method: 'PATCH', body: JSON.stringify(body), headers });
}

test('a file that is removed is unknown, and can be sent anew', async () => {
  const platform = await startPlatform();
  await uploadModel(platform, model);
  expect((await platform.call(file, { method: 'DELETE' })).status).toBe(204);
  expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
  expect((await platform.call(file, { method: 'DELETE' })).status).toBe(404);
  await uploadModel(platform, model);
  expect(await platform.status(model.hash)).toMatchObject({ status: 2 });
});

test('a record that is altered is told as it is now', async () => {
  const platform = await startPlatform();
  await uploadModel(platform, model);
  expect((await patch(platform, file, { size: 1, path: 'elsewhere' })).body).toMatchObject({ size: 1 });
  const altered = { size: 1, path: 'elsewhere', hash: model.hash };
  expect(await platform.status(model.hash)).toMatchObject({ status: 2, file: altered });
  expect((await patch(platform, file, { colour: 'red' })).status).toBe(400);
  expect((await patch(platform, '/_sim/state/files/x', { size: 1 })).status).toBe(404);
});

test('bytes that somebody wrote to or deleted on its disk count', async () => {
  const platform = await startPlatform();
  await uploadModel(platform, model);
  const path = join(platform.dataDir, 'files', model.hash);
  await writeFile(path, 'other');
  // File systems count time in steps, in one of which all this may happen.
  const later = Date.now() / 1000 + 1;
  await utimes(path, later, later);
  const other = '795f3202b17cb6bc3d4b771d8c6c9eaf';
  expect(await platform.status(model.hash)).toMatchObject({ status: 2, file: { size: 5, hash: other } });
  await rm(path);
  expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
});

test('a task that is removed is not found any more, one that is altered ends otherwise', async () => {
  const platform = await startPlatform();
  const { taskId, process } = await convert(platform, [await uploadModel(platform, model)]);
  await patch(platform, `${task}/${taskId}`, { outcome: 'fail', message: '模型已失效' });
  expect((await process()).body.item.taskState).toMatchObject({ successed: false, message: '模型已失效' });
  expect((await platform.call(`${task}/${taskId}`, { method: 'DELETE' })).status).toBe(204);
  expect((await process()).body.item.taskState).toMatchObject({ found: false });
  expect((await platform.call(`${task}/${taskId}`, { method: 'DELETE' })).status).toBe(404);
  expect((await patch(platform, `${task}/${taskId}`, { outcome: 'fail' })).status).toBe(404);
});
