import { expect } from 'vitest';
import type { CallScenario } from '../call-scenario.ts';
import { clientFor, fileOf, settingsFor } from './support.ts';

const PLACE = { filepath: '单据 4711+1', groupname: '模型' };

/** See {@link CallScenario}. */
export const callIuapFiles: CallScenario = async ({ url, call }) => {
  expect(await call('query', PLACE)).toEqual({ message: '没有查询到相关数据', status: 0, data: [] });
  const client = clientFor(settingsFor(url));
  const { id } = await client.upload({ ...PLACE, ...fileOf('house.ifc', 'a house') });
  expect(await call('query', PLACE)).toMatchObject({
    data: [{ id, ...PLACE, filename: 'house.ifc', filesize: '7Byte(s)' }],
    message: '查询成功',
    status: 1,
  });

  const copied = await call<{ data: [{ id: string }] }>('copy', { id, filepath: 'other', groupname: 'g' });
  expect(copied).toMatchObject({ data: [{ filename: 'house.ifc', sourcetenant: 'tenant' }], status: 1 });
  expect(copied.data[0]).not.toHaveProperty('secretkey');
  const copy = copied.data[0].id;
  const secretkey = 'the key of this very file';
  const change = { id: copy, filename: 'renamed.ifc', uploader: 'wang', pkfile: secretkey, secretkey };
  const updated = await call('update', change);
  expect(updated).toMatchObject({ data: { filename: 'renamed.ifc' }, message: '更新成功', status: 1 });
  expect(JSON.stringify(updated)).not.toContain(secretkey);
  const moved = await call('updateBatch', { fileIDs: [id, copy], filepath: 'third' });
  expect(moved).toEqual({ data: 2, message: '更新成功', status: 1 });
  const { data } = await call<{ data: [Record<string, string>] }>('url', { ids: [id] });
  expect(await (await fetch(data[0][id] ?? '')).text()).toBe('a house');

  await client.oss({ ...PLACE, ...fileOf('direct.ifc', 'direct') });
  expect(await call('rewrite', { ...PLACE, filename: 'direct.ifc', size: 6, url: false })).toEqual({});
  expect(await call('query', PLACE)).toMatchObject({ data: [{ filename: 'direct.ifc', url: '' }] });

  expect(await call('delete', { id })).toEqual({ message: '删除成功', status: 1 });
  await expect(call('delete', { id })).rejects.toMatchObject({ type: 'NotFound', refusal: '没有找到附件信息' });
  expect(await call('batchDeleteByIds', { ids: [copy] })).toMatchObject({ status: 1 });
  expect(await call('query', { filepath: 'third' })).toMatchObject({ data: [] });
};
