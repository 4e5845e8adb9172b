import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { codeSpans, tableRows } from './markdown.ts';

test('the map of the tests has every folder of them', async () => {
  const page = await readFile(join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
  const named = tableRows(page, 'Where the tests are').flatMap(([first = '']) => codeSpans(first));
  const entries = await readdir(join(projectRoot, 'test'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(named.map((name) => name.replace(/^test\//, '')).toSorted()).toEqual(folders.toSorted());
});
