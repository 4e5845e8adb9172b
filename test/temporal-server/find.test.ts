import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { cachedBinary, wheelFor } from '../../lib/temporal-server/release.ts';

let folder: string;
let cacheDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-find-'));
  cacheDir = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function executable(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

test('the binary that TEMPORAL_CLI_PATH names comes first, then PATH, then the cache', async () => {
  const named = await executable(join(folder, 'named', 'tool'));
  const onPath = await executable(join(folder, 'second', 'temporal'));
  const cached = await executable(cachedBinary(cacheDir));
  const empty = join(folder, 'first');
  const PATH = [empty, dirname(onPath)].join(delimiter);
  await expect(findTemporal({ env: { TEMPORAL_CLI_PATH: named, PATH }, cacheDir })).resolves.toBe(named);
  await expect(findTemporal({ env: { TEMPORAL_CLI_PATH: '', PATH }, cacheDir })).resolves.toBe(onPath);
  await expect(findTemporal({ env: { PATH: empty }, cacheDir })).resolves.toBe(cached);
  await expect(findTemporal({ env: {}, cacheDir })).resolves.toBe(cached);
});

test('what is called temporal on PATH but cannot be run is passed over', async () => {
  await mkdir(join(folder, 'first', 'temporal'), { recursive: true });
  await mkdir(join(folder, 'second'));
  await writeFile(join(folder, 'second', 'temporal'), 'a text');
  const cached = await executable(cachedBinary(cacheDir));
  const PATH = [join(folder, 'first'), join(folder, 'second')].join(delimiter);
  await expect(findTemporal({ env: { PATH }, cacheDir })).resolves.toBe(cached);
});

test('a TEMPORAL_CLI_PATH that names nothing is an error, not a reason to look elsewhere', async () => {
  await executable(cachedBinary(cacheDir));
  const env = { TEMPORAL_CLI_PATH: join(folder, 'nowhere') };
  await expect(findTemporal({ env, cacheDir })).rejects.toMatchObject({
    type: 'TemporalUnavailable',
    message: expect.stringMatching(/TEMPORAL_CLI_PATH names ".*nowhere", which is not an executable file/),
  });
});

test('there is a wheel for Linux and macOS, on both kinds of processor, and none for Windows', () => {
  const systems = ['linux', 'darwin'].flatMap((platform) => ['x64', 'arm64'].map((arch) => wheelFor(platform, arch)));
  expect(new Set(systems.map((wheel) => wheel?.sha256)).size).toBe(4);
  for (const wheel of systems) expect(wheel?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(wheelFor('win32', 'x64')).toBeUndefined();
});
