import { expect, test } from 'vitest';
import { API, chunkForm, makeModel, startPlatform, uploadModel } from './platform.ts';

type Platform = Awaited<ReturnType<typeof startPlatform>>;

const setFront = (platform: Platform, rule: object) => platform.postJson('/_sim/front', rule);

/** The status as a caller gets it that wants no answer of a cache. */
async function freshStatus(platform: Platform, hash: string) {
  const headers = { 'cache-control': 'no-cache' };
  return (await platform.call(`${API}/UploadFileStatus?hash=${hash}&totalChunks=-1`, { headers })).body.item;
}

test.each([
  [true, 2],
  [false, 1],
])('a cache keeps the status for its time, and lets who wants none through (%s)', async (obeysNoCache, missing) => {
  const platform = await startPlatform();
  const model = makeModel(5_000, 2_000);
  await platform.upload(chunkForm(model, 1));
  await platform.upload(chunkForm(model, 2));
  await setFront(platform, { cacheMs: 600_000, obeysNoCache });
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [3] });
  await platform.upload(chunkForm(model, 3));
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [3] });
  const lacked = missing === 2 ? [] : [3];
  expect(await freshStatus(platform, model.hash)).toMatchObject({ status: 1, unUploadChunks: lacked });
});

test('two servers in turn know their own chunks only, and merge nothing that they lack', async () => {
  const platform = await startPlatform();
  const model = makeModel(5_000, 2_000);
  await setFront(platform, { servers: 'turns' });
  for (const number of [1, 2, 3]) expect((await platform.upload(chunkForm(model, number))).body.success).toBe(true);
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [1, 3] });
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [2] });
  expect((await platform.upload(chunkForm(model, -1))).body.success).toBe(false);
  // What is merged is known to both.
  await platform.call('/_sim/front', { method: 'DELETE' });
  await uploadModel(platform, model);
  await setFront(platform, { servers: 'turns' });
  for (const _ of [1, 2]) expect(await platform.status(model.hash)).toMatchObject({ status: 2 });
});

test('a server that has every chunk merges', async () => {
  const platform = await startPlatform({ autoMerge: true });
  const model = makeModel(4_000, 2_000);
  await setFront(platform, { servers: 'turns' });
  for (const number of [1, 1, 2, 2]) await platform.upload(chunkForm(model, number));
  expect(await platform.status(model.hash)).toMatchObject({ status: 2 });
});

test('a status that flaps knows nothing every second time', async () => {
  const platform = await startPlatform();
  const model = makeModel(4_000, 2_000);
  await uploadModel(platform, model);
  await setFront(platform, { flaps: true });
  const found = [];
  for (const _ of [1, 2, 3, 4]) found.push((await platform.status(model.hash)).status);
  expect(found).toEqual([2, 0, 2, 0]);
});

test('the switch is shown, refused where it is none, and taken away with a reset', async () => {
  const platform = await startPlatform();
  const off = { cacheMs: 0, obeysNoCache: true, servers: 'one', flaps: false };
  expect((await setFront(platform, { cacheMs: 5 })).body).toEqual({ ...off, cacheMs: 5 });
  expect((await setFront(platform, { caches: 5 })).status).toBe(400);
  await platform.postJson('/_sim/reset', {});
  expect((await platform.get('/_sim/front')).body).toEqual(off);
});
