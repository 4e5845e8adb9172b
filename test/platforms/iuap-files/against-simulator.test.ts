import { expect, test } from 'vitest';
import type { ModelrailError } from '../../../lib/errors.ts';
import { endpoints } from '../../../platforms/iuap-files/endpoints.ts';
import { pseudoRandomBytes } from '../../support/model-files.ts';
import { contentOf, fileOf, md5Of, startFiles } from './support.ts';

const PLACE = { filepath: '单据 4711+1', groupname: '模型' };

test('every call of the document is made and answered', async () => {
  const { client, control, state } = await startFiles();
  const content = pseudoRandomBytes(5_000, 1);

  const uploaded = await client.upload({
    ...PLACE,
    ...fileOf('塔楼 (终版).ifc', content),
    permission: 'read',
    url: true,
  });
  const queried = await client.query({ filepath: PLACE.filepath });
  const fetched = await contentOf(client, uploaded.id);
  const replaced = await client.replace({ id: uploaded.id, ...fileOf('塔楼 2.ifc', 'zwölf') });
  const copied = await client.copy({ id: uploaded.id, filepath: 'other', groupname: 'g' });
  await client.update({ id: copied.id, filename: 'renamed.ifc', permission: 'full' });
  const moved = await client.updateBatch({ ids: [uploaded.id, copied.id], filepath: 'third' });
  const addresses = await client.url({ ids: [uploaded.id, copied.id] });
  await client.oss({ ...PLACE, ...fileOf('direct.ifc', content) });
  await client.rewrite({ ...PLACE, name: 'direct.ifc', size: 5_000, url: false });
  const signed = await client.osssign({ ...PLACE, ...fileOf('signed.ifc', content), bucket: 'demo-bucket' });
  await client.rewrite({ ...PLACE, name: 'signed.ifc', size: 5_000, url: true });
  const direct = await client.query(PLACE);

  expect(uploaded).toMatchObject({ ...PLACE, name: '塔楼 (终版).ifc', sizeText: '4.88KB' });
  expect(uploaded.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/wbalone\/images\/tenant\/.*\.ifc$/);
  expect(queried).toEqual([uploaded]);
  expect(md5Of(fetched)).toBe(md5Of(content));
  expect(replaced).toMatchObject({ id: uploaded.id, name: '塔楼 2.ifc', size: 6, ...PLACE });
  expect(copied).toMatchObject({ name: '塔楼 2.ifc', filepath: 'other', groupname: 'g' });
  expect(copied.id).not.toBe(uploaded.id);
  expect(moved).toBe(2);
  expect([...addresses.keys()].toSorted()).toEqual([uploaded.id, copied.id].toSorted());
  const address = await fetch(addresses.get(copied.id) ?? '');
  expect(await address.text()).toBe('zwölf');
  expect(signed).toBeUndefined();
  expect(direct).toMatchObject([{ name: 'direct.ifc' }, { name: 'signed.ifc' }]);
  expect(direct.map(({ url }) => url === '')).toEqual([true, false]);
  expect(await state()).toMatchObject({
    attachments: [
      { id: uploaded.id, filename: '塔楼 2.ifc', filepath: 'third', md5: md5Of(Buffer.from('zwölf')) },
      { id: copied.id, filename: 'renamed.ifc', filepath: 'third', permission: 'full' },
      { filename: 'direct.ifc', md5: md5Of(content), size: 5_000 },
      { filename: 'signed.ifc', md5: md5Of(content), size: 5_000 },
    ],
  });

  await client.delete(uploaded.id);
  await client.batchDeleteByIds([copied.id, ...direct.map(({ id }) => id)]);
  expect((await state()).attachments).toEqual([]);
  const asked = new Set((await control.log()).map(({ endpoint }) => endpoint));
  expect(Object.keys(endpoints).filter((name) => !asked.has(name))).toEqual([]);
});

test.each(['file', 'base64'])('content of any length comes back as it was: %s', async (downloadAs) => {
  const { client } = await startFiles({}, { downloadAs });
  for (const length of [0, 1, 2, 3, 4, 65_535, 65_536, 300_001]) {
    const content = pseudoRandomBytes(length, length + 1);
    const { id } = await client.upload({ ...PLACE, ...fileOf(`${length}.bin`, content) });
    expect(md5Of(await contentOf(client, id))).toBe(md5Of(content));
  }
});

test.each(['file', 'base64'])(
  'content that is not there is NotFound in the service’s words: %s',
  async (downloadAs) => {
    const { client } = await startFiles({}, { downloadAs });
    await expect(contentOf(client, 'unknown')).rejects.toMatchObject({
      type: 'NotFound',
      isRetryable: false,
      refusal: '没有找到相关数据',
    });
  },
);

test('nothing attached is an empty list', async () => {
  const { client } = await startFiles();
  expect(await client.query(PLACE)).toEqual([]);
});

test('a name that is taken exists already, and is replaced where that is asked for', async () => {
  const { client, state } = await startFiles();
  const first = await client.upload({ ...PLACE, ...fileOf('a.ifc', 'one') });
  await expect(client.upload({ ...PLACE, ...fileOf('a.ifc', 'other') })).rejects.toMatchObject({
    type: 'AlreadyExists',
    refusal: '上传失败{a.ifc}附件已经存在不能重复上传',
    outcomeUnknown: false,
  });
  await client.upload({ ...PLACE, groupname: 'other', ...fileOf('a.ifc', 'other') });
  const second = await client.upload({ ...PLACE, ...fileOf('a.ifc', 'two!'), replace: true });
  expect(second).toMatchObject({ id: first.id, size: 4 });
  expect((await state()).attachments.map(({ md5 }) => md5)).toEqual(
    ['two!', 'other'].map((content) => md5Of(Buffer.from(content))),
  );
});

test('two that come with one name at a time are one attachment', async () => {
  const { client, state } = await startFiles();
  const ends = await Promise.allSettled(
    ['a', 'b', 'c'].map((content) => client.upload({ ...PLACE, ...fileOf('a.ifc', content) })),
  );
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await state()).attachments).toHaveLength(1);
});

test('the service refuses an encrypted file with an address', async () => {
  const { client } = await startFiles();
  const file = { ...PLACE, ...fileOf('a.ifc', 'x'), encrypt: true };
  await expect(client.upload({ ...file, url: true })).rejects.toMatchObject({
    type: 'PlatformRefused',
    refusal: '对于加密文件不能返回url，返回了也无法访问！',
  });
  expect((await client.upload(file)).url).toBe('');
});

test('what lies in the store is taken once, and recorded by its size', async () => {
  const { client } = await startFiles();
  const file = { ...PLACE, ...fileOf('a.ifc', 'four') };
  const record = { ...PLACE, name: 'a.ifc', size: 4, url: false };
  await expect(client.rewrite(record)).rejects.toMatchObject({ type: 'NotFound', refusal: '附件不存在' });
  await client.oss(file);
  await expect(client.oss(file)).rejects.toMatchObject({ type: 'AlreadyExists' });
  expect(await client.query(PLACE)).toEqual([]);
  await expect(client.rewrite({ ...record, size: 5 })).rejects.toMatchObject({ type: 'PlatformRefused' });
  await client.rewrite(record);
  await client.rewrite(record);
  expect(await client.query(PLACE)).toHaveLength(1);
  await client.oss({ ...PLACE, ...fileOf('a.ifc', 'longer'), replace: true });
  await client.rewrite({ ...record, size: 6 });
  expect(await client.query(PLACE)).toMatchObject([{ size: 6 }]);
  await expect(client.osssign({ ...file, bucket: 'another' })).rejects.toMatchObject({ refusal: 'bucket不存在' });
});

test('a form that osssign answers is posted to the store, without the headers of the service', async () => {
  const { client, control } = await startFiles({ ossSigns: true });
  const file = { ...PLACE, ...fileOf('a.ifc', 'four') };
  const form = await client.osssign({ ...file, bucket: 'demo-bucket' });
  if (form === undefined) throw new Error('there is no form');
  expect(form.fields.map(([name]) => name)).toEqual(['policy', 'signature', 'accessid', 'key', 'expire']);
  await client.postSigned(form, file);
  await client.rewrite({ ...PLACE, name: 'a.ifc', size: 4, url: false });
  expect((await control.state<{ attachments: unknown[] }>()).attachments).toHaveLength(1);
  const wrong = { ...form, fields: form.fields.map(([name, value]): [string, string] => [name, `${value}x`]) };
  const said = await client.postSigned(wrong, file).catch((error: ModelrailError) => error.message);
  expect(said).toContain('AccessDenied');
  for (const [name, value] of wrong.fields) if (name !== 'key') expect(said).not.toContain(value);
});

test('a wrong header is an authentication error, without the header', async () => {
  const { client } = await startFiles({}, { headers: { 'x-files-token': 'wrong-files-token' } });
  const said = await client.query(PLACE).catch((error: ModelrailError) => `${error.type} ${error.message}`);
  expect(said).toMatch(/^Authentication .*用户未登录/);
  expect(said).not.toContain('wrong-files-token');
});

test.each([
  ['delete', 'NotFound', '没有找到附件信息'],
  ['batchDeleteByIds', 'PlatformRefused', '附件批量删除出现异常！'],
  ['update', 'PlatformRefused', '更新失败'],
  ['updateBatch', 'PlatformRefused', '更新失败'],
  ['copy', 'PlatformRefused', '附件复制出错'],
] as const)('an unknown id is refused in the document’s words by %s', async (name, type, refusal) => {
  const { client } = await startFiles();
  const calls = {
    delete: () => client.delete('x'),
    batchDeleteByIds: () => client.batchDeleteByIds(['x']),
    update: () => client.update({ id: 'x' }),
    updateBatch: () => client.updateBatch({ ids: ['x'], filepath: 'f' }),
    copy: () => client.copy({ id: 'x', filepath: 'f', groupname: 'g' }),
  };
  await expect(calls[name]()).rejects.toMatchObject({ type, refusal, isRetryable: false, outcomeUnknown: false });
});

test('a cut upload leaves nothing', async () => {
  const { client, control, state } = await startFiles();
  const stop = new AbortController();
  const content = {
    length: 200_000,
    async *open() {
      yield Buffer.alloc(100_000);
      stop.abort(new Error('cut'));
    },
  };
  await expect(client.upload({ ...PLACE, name: 'a.ifc', content }, stop.signal)).rejects.toThrow('cut');
  await expect.poll(async () => (await control.log()).length).toBe(1);
  expect((await state()).attachments).toEqual([]);
});
