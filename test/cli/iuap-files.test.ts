import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toYaml } from '../../cli/system/simulated-config.ts';
import { iuapFilesSimulator } from '../../platforms/iuap-files/simulator/definition.ts';
import { fileOf, md5Of, startFiles } from '../platforms/iuap-files/support.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { makeFolder } from './folder.ts';

const PLACE = { filepath: '单据/4711', groupname: '模型' };

/** A service with attachments of these names and contents, and a folder with a configuration for it. */
async function attach(files: Record<string, string | Buffer>, settings: Record<string, unknown> = {}) {
  const service = await startFiles();
  const platforms = { files: { ...iuapFilesSimulator.settings(service.url), ...settings } };
  const folder = await makeFolder(toYaml({ platforms }));
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const ids: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    ids.push((await service.client.upload({ ...PLACE, ...fileOf(name, content) })).id);
  }
  const [first = '', second = ''] = ids;
  return {
    ...service,
    folder,
    first,
    second,
    attachments: (...args: string[]) => folder.modelrail('attachments', ...args),
  };
}

test('attachments of a document are listed, as a table and as JSON', async () => {
  const { attachments, first, second } = await attach({ '塔楼.ifc': 'x', 'b.ifc': Buffer.alloc(4_096) });
  const table = await attachments('list', '--filepath', PLACE.filepath);
  const json = await attachments(
    'list',
    '--platform',
    'files',
    '--filepath',
    PLACE.filepath,
    '--groupname',
    '模型',
    '--json',
  );
  const none = await attachments('list', '--filepath', 'other', '--json');

  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(/塔楼\.ifc +1Byte\(s\)/);
  expect(table.stdout).toMatch(/b\.ifc +4\.00KB/);
  expect(JSON.parse(json.stdout)).toMatchObject({
    platform: 'files',
    filepath: PLACE.filepath,
    attachments: [
      { id: first, name: '塔楼.ifc', size: 1, groupname: '模型' },
      { id: second, name: 'b.ifc', filesize: '4.00KB' },
    ],
  });
  expect(JSON.parse(none.stdout)).toMatchObject({ attachments: [] });
});

test.each(['file', 'base64'])('content is saved whole, under names that lead nowhere else: %s', async (downloadAs) => {
  const content = pseudoRandomBytes(300_000, 1);
  const { attachments, folder, first, second } = await attach(
    { '塔楼.ifc': content, '../../evil.sh': 'x' },
    { downloadAs },
  );
  const { code, stdout } = await attachments('get', first, second, 'unknown', '--save', 'out/deep', '--json');

  expect(code).toBe(3);
  const { files } = JSON.parse(stdout) as { files: { id: string; saved?: string; error?: { type: string } }[] };
  expect(files).toMatchObject([
    { id: first, size: 300_000, md5: md5Of(content) },
    { id: second, size: 1 },
    { id: 'unknown', error: { type: 'NotFound' } },
  ]);
  const saved = join(folder.path, 'out', 'deep');
  expect(files.slice(0, 2).map((file) => file.saved?.startsWith(`${saved}/`))).toEqual([true, true]);
  expect((await readdir(saved)).length).toBe(2);
  expect(md5Of(await readFile(files[0]?.saved ?? ''))).toBe(md5Of(content));
  expect((await readdir(folder.path)).toSorted()).toEqual(['models', 'modelrail.yaml', 'out'].toSorted());
});

test('another content that lies there is never written over', async () => {
  const { attachments, folder, first } = await attach({ 'a.ifc': 'new' });
  await mkdir(join(folder.path, 'out'));
  await writeFile(join(folder.path, 'out', 'a.ifc'), 'old');
  const once = await attachments('get', first, '--save', 'out');
  const again = await attachments('get', first, '--save', 'out');

  expect([once.code, again.code]).toEqual([0, 0]);
  expect(once.stdout).toBe(again.stdout);
  expect(await readFile(join(folder.path, 'out', 'a.ifc'), 'utf8')).toBe('old');
  expect((await readdir(join(folder.path, 'out'))).toSorted()).toEqual([`a-${first}.ifc`, 'a.ifc'].toSorted());
});

test('half a file is none', async () => {
  const { attachments, folder, first, control } = await attach({ 'a.ifc': Buffer.alloc(2_000_000) });
  await control.fault({ match: { endpoint: 'download' }, kind: 'cut-after', times: 1 });
  const { code } = await attachments('get', first, '--save', 'out');

  expect(code).toBe(1);
  expect(await readdir(join(folder.path, 'out'))).toEqual([]);
});

test('attachments are deleted with --yes alone where there is no terminal to ask on', async () => {
  const { attachments, first, second, state } = await attach({ 'a.ifc': 'a', 'b.ifc': 'b' });
  const asked = await attachments('rm', first);
  const kept = (await state()).attachments.length;
  const done = await attachments('rm', first, 'unknown', '--yes', '--json');

  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('confirm with --yes') });
  expect(kept).toBe(2);
  expect(done.code).toBe(3);
  expect(JSON.parse(done.stdout)).toMatchObject({
    attachments: [
      { id: first, deleted: true },
      { id: 'unknown', error: { type: 'NotFound' } },
    ],
  });
  expect((await state()).attachments.map(({ id }) => id)).toEqual([second]);
});

test('attachments are moved and copied', async () => {
  const { attachments, first, second, state } = await attach({ 'a.ifc': 'a', 'b.ifc': 'b' });
  const moved = await attachments('mv', first, second, '--filepath', 'new', '--json');
  const copied = await attachments('cp', first, '--filepath', 'other', '--groupname', 'g', '--json');
  const refused = await attachments('mv', 'unknown', '--filepath', 'new');

  expect(JSON.parse(moved.stdout)).toMatchObject({ filepath: 'new', moved: 2 });
  expect(JSON.parse(copied.stdout)).toMatchObject({ attachment: { name: 'a.ifc', filepath: 'other', groupname: 'g' } });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('更新失败') });
  expect((await state()).attachments.map(({ filepath }) => filepath)).toEqual(['new', 'new', 'other']);
});

test('an attachment gets the content of a file, by --yes', async () => {
  const { attachments, folder, first, state } = await attach({ 'a.ifc': 'old' });
  await folder.write('models/new.ifc', 'new content');
  const asked = await attachments('replace', first, 'models/new.ifc');
  const before = (await state()).attachments;
  const done = await attachments('replace', first, 'models/new.ifc', '--yes', '--json');
  const missing = await attachments('replace', first, 'models/none.ifc', '--yes');

  expect(asked.code).toBe(2);
  expect(before).toMatchObject([{ md5: md5Of(Buffer.from('old')) }]);
  expect(JSON.parse(done.stdout)).toMatchObject({ attachment: { id: first, name: 'new.ifc', size: 11 } });
  expect(missing.code).toBe(2);
  expect((await state()).attachments).toMatchObject([{ id: first, md5: md5Of(Buffer.from('new content')) }]);
});

test('addresses are told', async () => {
  const { attachments, first } = await attach({ 'a.ifc': 'content' });
  const one = await attachments('url', first);
  const two = await attachments('url', first, 'unknown', '--json');

  expect(await (await fetch(one.stdout.trim())).text()).toBe('content');
  expect(two.code).toBe(3);
  expect(JSON.parse(two.stdout)).toMatchObject({ attachments: [{ id: first }, { error: { type: 'NotFound' } }] });
});

test('a platform of another kind is none for attachments', async () => {
  const folder = await makeFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const { code, stderr } = await folder.modelrail('attachments', 'list', '--filepath', 'f');
  expect(code).toBe(2);
  expect(stderr).toContain('the configuration has no platform of kind iuap-files');
});
