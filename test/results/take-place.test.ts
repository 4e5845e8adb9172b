import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { partPathIn, writePart } from '../../lib/results/part-files.ts';
import { takePlace } from '../../lib/results/take-place.ts';

/** What a file system answers that has no hard links. */
const withoutLinks = async () => {
  throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
};

async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-place-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  async function* pieces(text: string) {
    yield Buffer.from(text);
  }
  return {
    folder,
    path: join(folder, 'a.e3dx'),
    part: (text: string) => writePart(partPathIn(folder), pieces(text)),
  };
}

test('without hard links a result gets its name, and no other one does', async () => {
  const { folder, path, part } = await start();
  expect(await takePlace(await part('first'), path, withoutLinks)).toBe(true);
  expect(await takePlace(await part('first'), path, withoutLinks)).toBe(true);
  expect(await takePlace(await part('second'), path, withoutLinks)).toBe(false);
  expect(await readFile(path, 'utf8')).toBe('first');
  expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toEqual(['a.e3dx']);
});

test('without hard links one of many results that come together gets the name, whole', async () => {
  const { path, part } = await start();
  const parts = await Promise.all(Array.from({ length: 20 }, (_, number) => part(`result ${number}`)));
  const taken = await Promise.all(parts.map((one) => takePlace(one, path, withoutLinks)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(`result ${taken.indexOf(true)}`);
});

test('a part that was changed takes no place, and leaves none behind', async () => {
  const { folder, path, part } = await start();
  const changed = await part('first');
  await writeFile(changed.path, 'first, and more');
  await expect(takePlace(changed, path, withoutLinks)).rejects.toMatchObject({ type: 'Internal', isRetryable: true });
  expect(await readdir(folder)).toHaveLength(1);
});
