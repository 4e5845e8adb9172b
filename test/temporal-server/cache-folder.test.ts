import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultCacheDir } from '../../lib/temporal-server/cache-folder.ts';

let folder: string;
let temporary: string;
let ours: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-cache-'));
  temporary = join(folder, 'tmp');
  ours = join(temporary, `modelrail-${process.getuid?.()}`);
  await mkdir(temporary);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test('the cache is in the home of the user, or where XDG_CACHE_HOME says', () => {
  expect(defaultCacheDir({ HOME: folder })).toBe(join(folder, '.cache', 'modelrail', 'temporal'));
  const env = { XDG_CACHE_HOME: join(folder, 'caches') };
  expect(defaultCacheDir({ HOME: folder, ...env })).toBe(join(folder, 'caches', 'modelrail', 'temporal'));
  expect(defaultCacheDir(env)).toBe(join(folder, 'caches', 'modelrail', 'temporal'));
});

test.each([
  ['without HOME', () => ({})],
  ['with an empty HOME', () => ({ HOME: '' })],
  ['with a HOME that is a relative path', () => ({ HOME: 'home' })],
  ['with a HOME in which nothing can be made', () => ({ HOME: join(folder, 'file') })],
])('%s it is in the temporary folder, for this user alone', async (_, environment) => {
  await writeFile(join(folder, 'file'), '');
  expect(defaultCacheDir(environment())).toBe(join(ours, 'temporal'));
  expect((await stat(ours)).mode & 0o777).toBe(0o700);
  expect(defaultCacheDir(environment())).toBe(join(ours, 'temporal'));
});

test('a folder that others may write to, or a link in its place, is refused', async () => {
  await mkdir(ours);
  await chmod(ours, 0o777);
  expect(() => defaultCacheDir({})).toThrow(`${ours} can be written to by another user`);
  await rm(ours, { recursive: true });
  await symlink(folder, ours);
  expect(() => defaultCacheDir({})).toThrow(`${ours} can be written to by another user`);
});
