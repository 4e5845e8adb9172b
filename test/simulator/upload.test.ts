import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { API, chunkForm, eventually, makeModel, startPlatform, temporaryFolder, uploadModel } from './platform.ts';

const KiB = 1024;

test('a file goes from unknown over partial and whole to complete', async () => {
  const platform = await startPlatform();
  const model = makeModel(10 * KiB + 7, 4 * KiB, '1.rvt', ['110101', 'ARCHIVAL_PHASE', 'BUILDING']);
  expect(await platform.status(model.hash)).toEqual({ hash: model.hash, status: 0, file: null, unUploadChunks: null });

  const first = await platform.upload(chunkForm(model, 2));
  expect(first.body).toEqual({ item: null, success: true, code: 200 });
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, file: null, unUploadChunks: [1, 3] });

  await Promise.all([3, 1].map((number) => platform.upload(chunkForm(model, number))));
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, file: null, unUploadChunks: [] });

  const merged = await platform.upload(chunkForm(model, -1));
  expect(merged.body).toMatchObject({
    success: true,
    item: { name: '1.rvt', hash: model.hash, type: '.rvt', size: model.bytes.length, tags: model.tags },
  });
  expect(merged.body.item.path).toMatch(new RegExp(`^[0-9a-f-]{36}/[0-9-]{36}/${model.hash}\\.rvt$`));
  expect(await platform.status(model.hash)).toEqual({
    hash: model.hash,
    status: 2,
    file: merged.body.item,
    unUploadChunks: null,
  });
  expect((await platform.state()).files).toMatchObject([{ hash: model.hash, md5: model.hash }]);
  expect(await readFile(join(platform.dataDir, 'files', model.hash))).toEqual(model.bytes);
});

test('chunks in parallel, in any order and twice give the file once', async () => {
  const platform = await startPlatform();
  const model = makeModel(300 * KiB + 1, 16 * KiB);
  const numbers = Array.from({ length: model.totalChunks }, (_, index) => model.totalChunks - index);
  const answers = await Promise.all(
    [...numbers, ...numbers].map((number) => platform.upload(chunkForm(model, number))),
  );
  expect(answers.every((answer) => answer.body.success)).toBe(true);
  const merged = await platform.upload(chunkForm(model, -1));
  expect(merged.body.item.hash).toBe(model.hash);

  const again = await platform.upload(chunkForm(model, 1));
  expect(again.body).toMatchObject({ success: true, item: { hash: model.hash } });
  expect((await platform.stats()).chunks.byKey[model.hash]).toEqual({
    requests: 2 * model.totalChunks + 1,
    bytes: 2 * model.bytes.length + 16 * KiB,
    distinctBytes: model.bytes.length,
    duplicates: model.totalChunks + 1,
  });
});

test('a single chunk larger than the gathering buffer, its fields behind its bytes', async () => {
  const platform = await startPlatform();
  const model = makeModel(1_500 * KiB, 2_000 * KiB, '模型 モデル 😀.ifc');
  const late = new FormData();
  const form = chunkForm(model, 1);
  const file = form.get('file');
  if (!(file instanceof Blob)) throw new Error('the form has no file');
  form.delete('file');
  late.append('file', file, 'blob');
  for (const [name, value] of form) late.append(name, value);
  expect((await platform.upload(late)).body.success).toBe(true);
  expect((await platform.upload(chunkForm(model, -1))).body.item).toMatchObject({ name: model.name, hash: model.hash });
});

test('a late request for a chunk that is there cannot change its bytes', async () => {
  const platform = await startPlatform();
  const model = makeModel(3_000_000, 2_000_000);
  // The fields and the first bytes, few enough to be still gathered when the chunk comes by another request.
  const late = await platform.beginUpload(chunkForm({ ...model, bytes: Buffer.alloc(3_000_000) }, 1), 4_096);
  await eventually(async () => (await platform.state()).uploads).toMatchObject([{ hash: model.hash, received: [] }]);
  await platform.upload(chunkForm(model, 1));
  expect(await late.finish()).toContain('"success":true');
  await platform.upload(chunkForm(model, 2));
  expect((await platform.upload(chunkForm(model, -1))).body.item).toMatchObject({ hash: model.hash });
  expect((await readFile(join(platform.dataDir, 'files', model.hash))).equals(model.bytes)).toBe(true);
});

test('a file whose name has no extension is not taken', async () => {
  const platform = await startPlatform();
  const model = makeModel(10, 10, 'README');
  const answer = await platform.upload(chunkForm(model, 1, { fileExtention: '' }));
  expect(answer.body).toMatchObject({ success: false, message: expect.stringContaining('文件类型不能为空') });
  expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
});

test('with autoMerge the last chunk merges', async () => {
  const platform = await startPlatform({ autoMerge: true });
  const model = makeModel(5 * KiB, 2 * KiB);
  await platform.upload(chunkForm(model, 3));
  await platform.upload(chunkForm(model, 1));
  expect((await platform.upload(chunkForm(model, 2))).body.item).toMatchObject({ hash: model.hash });
  expect(await platform.status(model.hash)).toMatchObject({ status: 2 });
});

test('a slow merge stands at 1 with nothing missing until it is done', async () => {
  const platform = await startPlatform({ mergeDelayMs: 600 });
  const model = makeModel(5 * KiB, 2 * KiB);
  for (const number of [1, 2, 3]) await platform.upload(chunkForm(model, number));
  expect((await platform.upload(chunkForm(model, -1))).body).toEqual({ item: null, success: true, code: 200 });
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [] });
  expect((await platform.upload(chunkForm(model, -1))).body.success).toBe(true);
  await eventually(async () => (await platform.status(model.hash)).status).toBe(2);
});

test('with needsSynchronous a merged file stays at 1 until it is synchronised', async () => {
  const platform = await startPlatform({ needsSynchronous: true });
  const model = makeModel(5 * KiB, 2 * KiB);
  expect(await uploadModel(platform, model)).toBeNull();
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: [] });
  const answer = await platform.postForm(`${API}/Synchronous`, { hash: model.hash });
  expect(answer.body).toMatchObject({ success: true, item: { status: 2, file: { hash: model.hash } } });
});

test('Synchronous gives the status of what is not there', async () => {
  const platform = await startPlatform();
  const { hash } = makeModel(10, 10);
  expect((await platform.postForm(`${API}/Synchronous`, { hash })).body.item).toMatchObject({ status: 0 });
});

test('bytes that are not those of the hash are refused at the merge and thrown away', async () => {
  const platform = await startPlatform();
  const model = makeModel(5 * KiB, 2 * KiB);
  const other = Buffer.from(model.bytes);
  other[3 * KiB] = 1 + (other[3 * KiB] ?? 0);
  const wrong = { ...model, bytes: other };
  for (const number of [1, 2, 3]) await platform.upload(chunkForm(wrong, number));
  const answer = await platform.upload(chunkForm(wrong, -1));
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ item: null, success: false, message: expect.stringContaining('MD5') });
  expect(answer.body.message).toContain(createHash('md5').update(other).digest('hex'));
  expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
  expect(await uploadModel(platform, model)).toMatchObject({ hash: model.hash });
});

test('with discard nothing is kept or checked', async () => {
  const platform = await startPlatform({ discard: true });
  const model = { ...makeModel(5 * KiB, 2 * KiB), hash: 'f'.repeat(32) };
  expect(await uploadModel(platform, model)).toMatchObject({ hash: model.hash, size: 5 * KiB });
  expect((await platform.state()).files).toMatchObject([{ md5: null }]);
  await expect(readFile(join(platform.dataDir, 'files', model.hash))).rejects.toThrow('ENOENT');
});

test('what was uploaded survives a restart', async () => {
  const dataDir = await temporaryFolder();
  const whole = makeModel(3 * KiB, 4 * KiB, 'whole.ifc');
  const partial = makeModel(9 * KiB, 2 * KiB, 'partial.rvt');
  const before = await startPlatform({ dataDir });
  const record = await uploadModel(before, whole);
  for (const number of [1, 2, 5]) await before.upload(chunkForm(partial, number));
  await before.simulator.close();

  const after = await startPlatform({ dataDir });
  expect((await after.status(whole.hash)).file).toMatchObject({ id: record.id, path: record.path });
  expect(await after.status(partial.hash)).toMatchObject({ status: 1, unUploadChunks: [3, 4] });
  for (const number of [3, 4]) await after.upload(chunkForm(partial, number));
  expect((await after.upload(chunkForm(partial, -1))).body.item).toMatchObject({ hash: partial.hash });
  expect((await after.stats()).chunks.byKey[partial.hash]).toMatchObject({ requests: 5, distinctBytes: 9 * KiB });
});

test('a merge that was under way goes on after a restart', async () => {
  const dataDir = await temporaryFolder();
  const model = makeModel(3 * KiB, 2 * KiB);
  const before = await startPlatform({ dataDir, mergeDelayMs: 300 });
  await uploadModel(before, model);
  await before.simulator.close();
  const after = await startPlatform({ dataDir });
  await eventually(async () => (await after.status(model.hash)).status).toBe(2);
});

test.each(['before', 'after'])('a merge that died %s its bytes moved is done again', async (when) => {
  const dataDir = await temporaryFolder();
  const model = makeModel(3 * KiB, 2 * KiB);
  const before = await startPlatform({ dataDir, mergeDelayMs: 60_000 });
  await uploadModel(before, model);
  await before.simulator.close();
  const uploads = join(dataDir, 'uploads');
  await writeFile(join(uploads, 'spool.left-behind'), 'x');
  const part = (await readdir(uploads)).find((name) => name.startsWith(model.hash)) ?? '';
  if (when === 'after') await rename(join(uploads, part), join(dataDir, 'files', model.hash));
  // The merge is due in a minute; the test does not wait for it.
  const journal = join(dataDir, 'state.jsonl');
  await writeFile(journal, (await readFile(journal, 'utf8')).replace(/"dueAt":\d+/, '"dueAt":0'));

  const after = await startPlatform({ dataDir });
  await eventually(async () => (await after.status(model.hash)).status).toBe(2);
  expect(await readFile(join(dataDir, 'files', model.hash))).toEqual(model.bytes);
  expect(await readdir(uploads)).toEqual([]);
});
