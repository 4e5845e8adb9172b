import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startIuapFilesSimulator } from '../../platforms/iuap-files/simulator/index.ts';
import { platformControl } from '../conformance/platform-control.ts';
import {
  clientFor,
  contentOf,
  type FilesState,
  fileOf,
  settingsFor,
  startFiles,
} from '../platforms/iuap-files/support.ts';

const PLACE = { filepath: 'f', groupname: 'g' };

test('what is attached, and what lies in the store, survives a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-files-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startIuapFilesSimulator({ dataDir });
  const before = clientFor(settingsFor(first.url));
  const { id } = await before.upload({ ...PLACE, ...fileOf('a.ifc', 'one') });
  await before.oss({ ...PLACE, ...fileOf('b.ifc', 'two') });
  await first.close();

  const second = await startIuapFilesSimulator({ dataDir });
  onTestFinished(() => second.close());
  const client = clientFor(settingsFor(second.url));
  await client.rewrite({ ...PLACE, name: 'b.ifc', size: 3, url: false });
  expect((await client.query(PLACE)).map(({ name }) => name)).toEqual(['a.ifc', 'b.ifc']);
  expect((await contentOf(client, id)).toString()).toBe('one');
  await fetch(`${second.url}/_sim/reset`, { method: 'POST' });
  expect(await platformControl(second.url).state<FilesState>()).toEqual({ attachments: [], objects: [] });
});

test('faults fall upon its calls, before their effect and after', async () => {
  const { client, control, state } = await startFiles();
  const attach = (name: string) => client.upload({ ...PLACE, ...fileOf(name, 'x') });
  const match = { endpoint: 'upload' };
  await control.fault({ match, kind: 'cut-after', times: 1 });
  await expect(attach('a.ifc')).rejects.toMatchObject({ type: 'PlatformUnavailable', outcomeUnknown: true });
  await control.fault({ match, kind: 'refusal', times: 1 });
  await expect(attach('b.ifc')).rejects.toMatchObject({ type: 'PlatformUnavailable', isRetryable: true });
  await control.fault({ match, kind: 'refusal', message: '空间不足', times: 1 });
  await expect(attach('c.ifc')).rejects.toMatchObject({ type: 'PlatformRefused', refusal: '空间不足' });
  await control.fault({ match, kind: 'expired-token', times: 1 });
  await expect(attach('d.ifc')).rejects.toMatchObject({ type: 'Authentication' });
  await attach('e.ifc');
  expect((await state()).attachments.map(({ filename }) => filename)).toEqual(['a.ifc', 'e.ifc']);
});

test.each([
  ['an unknown field', { nonsense: '1' }],
  ['a flag that is neither true nor false', { isreplace: 'yes' }],
])('%s is refused by its name', async (_what, fields) => {
  const { url } = await startFiles();
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...PLACE, ...fields })) form.append(name, value);
  form.append('file', new Blob(['x']), 'a.ifc');
  const headers = { 'x-files-token': 'demo-files-token' };
  const answer = await fetch(`${url}/iuap-saas-filesystem-service/file/upload`, {
    method: 'POST',
    headers,
    body: form,
  });
  const name = Object.keys(fields)[0];
  expect(await answer.json()).toEqual({ data: '', message: `参数错误：${name}`, status: 0 });
});
