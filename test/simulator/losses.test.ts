import { expect, test } from 'vitest';
import { chunkForm, makeModel, startPlatform, uploadModel } from './platform.ts';

const lose = (platform: Awaited<ReturnType<typeof startPlatform>>, rule: object) =>
  platform.postJson('/_sim/losses', rule);

test('a chunk that is lost was accepted, and is missing all the same', async () => {
  const platform = await startPlatform();
  const model = makeModel(5_000, 2_000);
  await lose(platform, { next: 'chunk', times: 1 });
  for (const number of [1, 2]) expect((await platform.upload(chunkForm(model, number))).body.success).toBe(true);
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [1, 3] });
  expect((await platform.stats()).chunks.byKey[model.hash]).toMatchObject({ requests: 2 });
  await uploadModel(platform, model);
  expect((await platform.state()).files).toMatchObject([{ hash: model.hash, md5: model.hash }]);
});

test('an upload that is lost when its merge is asked for begins anew', async () => {
  const platform = await startPlatform();
  const model = makeModel(5_000, 2_000);
  await lose(platform, { next: 'upload' });
  for (const number of [1, 2, 3]) await platform.upload(chunkForm(model, number));
  expect((await platform.upload(chunkForm(model, -1))).body.success).toBe(false);
  expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
  await uploadModel(platform, model);
  expect((await platform.state()).files).toMatchObject([{ hash: model.hash, md5: model.hash }]);
});

test('switches are shown and removed', async () => {
  const platform = await startPlatform();
  await lose(platform, { next: 'upload', times: 3 });
  expect((await platform.get('/_sim/losses')).body).toEqual({ chunk: 0, upload: 3 });
  await platform.call('/_sim/losses', { method: 'DELETE' });
  expect((await platform.get('/_sim/losses')).body).toEqual({ chunk: 0, upload: 0 });
});
