import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, onTestFinished, test } from 'vitest';
import { safeFileName } from '../../lib/results/file-names.ts';
import { createResults } from '../../lib/results/results.ts';

const CONTENT = 'the result, all of it';

async function start(answer: (response: ServerResponse) => void = (response) => response.end(CONTENT)) {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-results-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: a TCP server
  const root = join(folder, 'results');
  const results = createResults({ roots: [root], allowHosts: [] });
  onTestFinished(async () => {
    await results.close();
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const save = (at = join(root, 'a'), names = ['pump.step.e3dx', 'pump.step-1.e3dx']) =>
    results.save({
      url: `${baseUrl}/result?signature=secret`,
      platform: { baseUrl, proxy: 'none' },
      folder: at,
      names,
      signal: new AbortController().signal,
    });
  return { folder, root, save };
}

test('a result is saved whole, once', async () => {
  const { root, save } = await start();
  const path = join(root, 'a', 'pump.step.e3dx');
  expect(await save()).toBe(path);
  expect(await save()).toBe(path);
  expect(await readFile(path, 'utf8')).toBe(CONTENT);
  expect(await readdir(join(root, 'a'))).toEqual(['pump.step.e3dx']);
});

test('what lies there already is never written over', async () => {
  const { root, save } = await start();
  await mkdir(join(root, 'a'), { recursive: true });
  await writeFile(join(root, 'a', 'pump.step.e3dx'), 'of somebody else');
  expect(await save()).toBe(join(root, 'a', 'pump.step-1.e3dx'));
  await writeFile(join(root, 'a', 'pump.step-1.e3dx'), 'of somebody else too');
  await expect(save()).rejects.toMatchObject({ type: 'AlreadyExists' });
  expect(await readFile(join(root, 'a', 'pump.step.e3dx'), 'utf8')).toBe('of somebody else');
  expect((await readdir(join(root, 'a'))).toSorted()).toEqual(['pump.step-1.e3dx', 'pump.step.e3dx']);
});

test('half a result leaves nothing behind', async () => {
  const { root, save } = await start((response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(CONTENT);
    setTimeout(() => response.destroy(), 20);
  });
  await expect(save()).rejects.toMatchObject({ isRetryable: true, message: expect.not.stringContaining('secret') });
  expect(await readdir(join(root, 'a'))).toEqual([]);
});

test.each([
  [404, 'NotFound', false],
  [403, 'SourceNotAllowed', false],
  [503, 'PlatformUnavailable', true],
])('HTTP %i is %s', async (status, type, isRetryable) => {
  const { save } = await start((response) => response.writeHead(status).end());
  await expect(save()).rejects.toMatchObject({ type, isRetryable });
});

test('nothing is saved outside of the roots, by whatever way', async () => {
  const { folder, root, save } = await start();
  const outside = join(folder, 'outside');
  await mkdir(outside);
  await mkdir(root);
  await symlink(outside, join(root, 'link'));
  for (const at of [outside, join(root, '..', 'outside'), join(root, 'link'), join(root, 'link', 'new'), `${root}-2`]) {
    await expect(save(at)).rejects.toMatchObject({
      type: 'SourceNotAllowed',
      message: expect.stringContaining('results.roots'),
    });
  }
  expect(await readdir(outside)).toEqual([]);
});

property.prop([fc.string({ unit: 'binary', maxLength: 400 })], { numRuns: 300 })(
  'any name becomes one of a single file',
  (base) => {
    const name = safeFileName(base, 'e3dx');
    expect(name).toMatch(/^[^/\\\0]+\.e3dx$/u);
    expect(name.startsWith('.')).toBe(false);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
  },
);

test.each([
  ['../../etc/passwd', '_/'],
  ['..', '_'],
  ['con.step', '_con.step'],
  ['塔楼 A.step', '塔楼 A.step'],
])('%s', (base, beginning) => {
  expect(safeFileName(base, 'e3dx').startsWith(beginning.replace('/', ''))).toBe(true);
});
