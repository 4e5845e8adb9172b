import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { codeSpans, fencedBlocks, tableRows } from './markdown.ts';

const docs = join(projectRoot, 'docs');

test('the code in clients.md is that of the examples, which the tests run', async () => {
  const page = await readFile(join(docs, 'clients.md'), 'utf8');
  const names = await readdir(join(docs, 'examples'));
  const scripts = await Promise.all(names.map((name) => readFile(join(docs, 'examples', name), 'utf8')));
  const shown = fencedBlocks(page).filter(({ language }) => language !== 'console');
  const isThere = (lines: string[]) => scripts.some((text) => text.includes(`${lines.join('\n')}\n`));
  expect(shown.map(({ language }) => language)).toEqual(['sh', 'sh', 'python', 'ts']);
  expect(shown.filter(({ lines }) => !isThere(lines))).toEqual([]);
  expect(names.filter((name) => !page.includes(`](examples/${name})`))).toEqual([]);
});

test('the page of the client package has the same program as the README', async () => {
  const pages = await Promise.all(
    ['README.md', 'client/README.md'].map((name) => readFile(join(projectRoot, name), 'utf8')),
  );
  const [first, own] = pages.map((page) => fencedBlocks(page).filter(({ language }) => language === 'ts'));
  expect(own).toHaveLength(1);
  expect(own).toEqual(first);
});

describe('the methods on the page of the client package', () => {
  const membersOf = async (file: string, name: string) => {
    const source = await readFile(join(projectRoot, 'client', file), 'utf8');
    const [, body = ''] = new RegExp(`^export interface ${name} \\{\\n([^]*?)^\\}$`, 'm').exec(source) ?? [];
    return [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, member = '']) => member);
  };
  const rows = async () => tableRows(await readFile(join(projectRoot, 'client', 'README.md'), 'utf8'), 'Methods');

  test('are those of the library', async () => {
    const documented = (await rows()).flatMap(([first = '']) => codeSpans(first));
    expect(documented.toSorted()).toEqual((await membersOf('modelrail.ts', 'Modelrail')).toSorted());
  });

  test('of syncs are all of them', async () => {
    const [, text = ''] = (await rows()).find(([first]) => first === '`syncs`') ?? [];
    expect(codeSpans(text).toSorted()).toEqual((await membersOf('syncs/types.ts', 'Syncs')).toSorted());
  });
});
