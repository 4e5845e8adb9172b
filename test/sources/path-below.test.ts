import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pathBelow } from '../../lib/sources/path-below.ts';

test.skipIf(process.platform === 'win32').each([
  ['/models/a/b.mp4', ['/models'], 'a/b.mp4'],
  ['/models/a/b.mp4', ['/models', '/models/a'], 'b.mp4'],
  ['/models-2/b.mp4', ['/models'], 'b.mp4'],
  ['/elsewhere/secret/b.mp4', ['/models'], 'b.mp4'],
  ['https://host/x/b%20c.mp4?sig=1', ['/models'], 'b c.mp4'],
])('%s below %j is %s', async (source, roots, path) => {
  expect(await pathBelow(source, roots)).toBe(path);
});

test.skipIf(process.platform === 'win32')('links are followed, of the roots and on the way', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modelrail-below-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [disk, link] = [join(folder, 'disk'), join(folder, 'link')];
  await mkdir(join(disk, 'a'), { recursive: true });
  await writeFile(join(disk, 'a', 'b.mp4'), 'x');
  await symlink(disk, link);
  await symlink(join(disk, 'a', 'b.mp4'), join(disk, 'c.mp4'));

  expect(await pathBelow(join(link, 'a', 'b.mp4'), [disk])).toBe('a/b.mp4');
  expect(await pathBelow(join(disk, 'a', 'b.mp4'), [link])).toBe('a/b.mp4');
  expect(await pathBelow(join(link, 'a', 'b.mp4'), [link])).toBe('a/b.mp4');
  // A file that is a link keeps its own name.
  expect(await pathBelow(join(link, 'c.mp4'), [disk])).toBe('c.mp4');
});
