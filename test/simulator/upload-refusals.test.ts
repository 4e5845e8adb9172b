import { expect, test } from 'vitest';
import { API, chunkForm, eventually, makeModel, startPlatform, uploadModel } from './platform.ts';

const model = makeModel(10_000, 4_000, 'house.rvt');

const WRONG_FIELDS: [string, Record<string, string | Blob | undefined>, RegExp][] = [
  ['a number of 0', { chunkNumber: '0' }, /切片序号超出范围/],
  ['a number behind the last', { chunkNumber: '4' }, /切片序号超出范围/],
  ['a number that is none', { chunkNumber: 'two' }, /切片序号必须为整数/],
  ['no number', { chunkNumber: undefined }, /切片序号不能为空/],
  ['no chunks at all', { totalChunks: '0' }, /切片总数必须大于0/],
  ['more chunks than bytes', { totalChunks: '10001' }, /切片总数大于文件大小/],
  ['another count of chunks', { totalChunks: '2' }, /不符/],
  ['an empty file', { fileSize: '0' }, /文件大小必须大于0/],
  ['another size of file', { fileSize: '20000' }, /不符/],
  ['more bytes told than sent', { currentChunkSize: '4001' }, /不符/],
  ['fewer bytes than told', { file: new Blob(['short']) }, /切片大小不符：声明4000字节，实际5字节/],
  ['more bytes than told', { file: new Blob(['x'.repeat(4_001)]) }, /实际4001字节/],
  ['no bytes', { file: undefined }, /未接收到切片文件/],
  ['an extension without its dot', { fileExtention: 'rvt' }, /扩展名不一致/],
  ['another extension', { fileExtention: '.ifc' }, /扩展名不一致/],
  ['no extension', { fileExtention: undefined }, /文件类型不能为空/],
  ['an empty extension', { fileExtention: '' }, /文件类型不能为空/],
  ['a hash in capitals', { fileHash: model.hash.toUpperCase() }, /小写/],
  ['a hash that is too short', { fileHash: 'abc' }, /MD5/],
  ['a path for a name', { fileName: '../house.rvt' }, /非法字符/],
  ['a list in one tags part', { tags: '["110101","BUILDING"]' }, /tags/],
];

test.each(WRONG_FIELDS)('%s is refused with HTTP 200 and leaves no trace', async (_what, changes, words) => {
  const platform = await startPlatform();
  const answer = await platform.upload(chunkForm(model, 1, changes));
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ item: null, success: false, message: expect.stringMatching(words) });
  expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
  expect((await platform.stats()).endpoints.upload).toMatchObject({ requests: 1, refused: 1 });
});

test('bytes beyond the size of a chunk do not reach the next one', async () => {
  const platform = await startPlatform();
  await platform.upload(chunkForm(model, 2));
  const answer = await platform.upload(chunkForm(model, 1, { file: new Blob(['x'.repeat(6_000)]) }));
  expect(answer.body.success).toBe(false);
  for (const number of [1, 3]) await platform.upload(chunkForm(model, number));
  expect((await platform.upload(chunkForm(model, -1))).body.item).toMatchObject({ hash: model.hash });
});

test('a field that comes twice, and bytes in another part, are refused', async () => {
  const platform = await startPlatform();
  const twice = chunkForm(model, 1);
  twice.append('chunkNumber', '2');
  expect((await platform.upload(twice)).body.message).toMatch(/参数重复/);

  const elsewhere = chunkForm(model, 1, { file: undefined });
  elsewhere.append('upload', new Blob(['x']), 'blob');
  expect((await platform.upload(elsewhere)).body.message).toMatch(/未知的文件参数/);
});

test('empty tags parts are no tags', async () => {
  const platform = await startPlatform();
  for (const number of [1, 2, 3, -1]) await platform.upload(chunkForm(model, number, { tags: '[]' }));
  expect((await platform.status(model.hash)).file).toMatchObject({ tags: null });
});

test('chunks of another size than those that are there are refused', async () => {
  const platform = await startPlatform();
  await platform.upload(chunkForm(model, 1));
  const other = { ...model, chunkSize: 5_000, totalChunks: 2 };
  for (const number of [1, 2, -1]) {
    expect((await platform.upload(chunkForm(other, number))).body.message).toMatch(/与已上传的切片不一致/);
  }
  const sameCount = { ...model, chunkSize: 3_500 };
  expect((await platform.upload(chunkForm(sameCount, 2))).body.message).toMatch(/与已上传的切片不一致/);
  expect(await platform.status(model.hash)).toMatchObject({ unUploadChunks: [2, 3] });
});

test('a merge is refused before its time and with bytes', async () => {
  const platform = await startPlatform();
  expect((await platform.upload(chunkForm(model, -1))).body.message).toMatch(/没有找到已上传的切片/);
  await platform.upload(chunkForm(model, 1));
  expect((await platform.upload(chunkForm(model, -1))).body.message).toMatch(/缺少2个切片/);
  expect((await platform.upload(chunkForm(model, -1, { currentChunkSize: '5' }))).body.message).toMatch(/必须为0/);
  expect((await platform.upload(chunkForm(model, -1, { file: new Blob([]) }))).body.message).toMatch(/不应包含文件/);
});

test('a chunk of a whole file with another size is refused', async () => {
  const platform = await startPlatform();
  await uploadModel(platform, model);
  const other = { ...makeModel(9_000, 4_000), hash: model.hash };
  expect((await platform.upload(chunkForm(other, 1))).body.message).toMatch(/与已上传的文件不一致/);
});

test('what is no multipart form gets a plain HTTP error', async () => {
  const platform = await startPlatform();
  expect((await platform.postJson(`${API}/Upload`, {})).status).toBe(406);
  const headers = { 'content-type': 'multipart/form-data' };
  const noBoundary = await platform.call(`${API}/Upload`, { method: 'POST', body: 'x', headers });
  expect(noBoundary.status).toBeGreaterThanOrEqual(400);
  expect((await platform.get(`${API}/Nowhere`)).status).toBe(404);
});

test.each(['', 'hash=abc&totalChunks=-1', `hash=${model.hash}`, `hash=${model.hash}&totalChunks=3`])(
  'a status call with "%s" is refused',
  async (query) => {
    const platform = await startPlatform();
    const answer = await platform.get(`${API}/UploadFileStatus?${query}`);
    expect(answer).toMatchObject({ status: 200, body: { success: false, code: 400 } });
  },
);

test('a chunk that breaks off is no chunk, and may come again cut otherwise', async () => {
  const platform = await startPlatform();
  const large = makeModel(3_000_000, 2_000_000);
  const broken = await platform.beginUpload(chunkForm(large, 1), 1_500_000);
  await eventually(async () => (await platform.state()).uploads).toMatchObject([{ hash: large.hash }]);
  broken.cut();
  await eventually(async () => (await platform.stats()).endpoints.upload).toMatchObject({ answered: { none: 1 } });
  await eventually(async () => (await platform.state()).uploads).toEqual([]);
  const other = { ...large, chunkSize: 1_000_000, totalChunks: 3 };
  expect(await uploadModel(platform, other)).toMatchObject({ hash: large.hash });
});
