import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { DIGEST_FILE, MAKERS, sourcesDigest } from '../../scripts/sources-digest.ts';
import { assertFreshBuild } from '../support/fresh-build.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'modelrail-build-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const folder of ['dist', 'lib', 'lib/deep', 'page', 'scripts']) await mkdir(join(root, folder));
  for (const file of MAKERS) await writeFile(join(root, file), JSON.stringify({ include: ['lib'] }));
  await writeFile(join(root, 'lib', 'deep', 'a.ts'), 'export const a = 1;');
  await writeFile(join(root, DIGEST_FILE), `${sourcesDigest(root)}\n`);
});

test('a build of the sources as they are is taken, whatever their times', async () => {
  await writeFile(join(root, 'lib', 'deep', 'a.ts'), 'export const a = 1;');
  await writeFile(join(root, 'lib', 'notes.md'), 'not built');
  expect(() => assertFreshBuild(root)).not.toThrow();
});

test.each<[what: string, change: () => Promise<void>]>([
  ['a changed source', () => writeFile(join(root, 'lib', 'deep', 'a.ts'), 'export const a = 2;')],
  ['a new source', () => writeFile(join(root, 'lib', 'b.ts'), '')],
  ['a source that has gone', () => rm(join(root, 'lib', 'deep', 'a.ts'))],
  ['another style of the page', () => writeFile(join(root, 'page', 'style.css'), '')],
  ['another compiler setting', () => writeFile(join(root, 'tsconfig.json'), '{ }')],
  ['another package', () => writeFile(join(root, 'package-lock.json'), '{ }')],
  ['no build', () => rm(join(root, 'dist'), { recursive: true })],
])('%s is refused with the command that mends it', async (_, change) => {
  await change();
  expect(() => assertFreshBuild(root)).toThrow(/npm run build$/);
});
