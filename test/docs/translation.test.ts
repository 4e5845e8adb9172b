import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { codeSpans, fencedBlocks, tableRows } from './markdown.ts';

const [english, chinese] = await Promise.all(
  ['README.md', 'README.zh-CN.md'].map((name) => readFile(join(projectRoot, name), 'utf8')),
).then(([first = '', second = '']) => [first, second] as const);

/** Tables of both, by their headings. */
const TABLES = [
  ['Commands', '命令'],
  ['Exit codes', '退出码'],
  ['How it recovers', '如何恢复'],
  ['Errors', '错误'],
] as const;

function levels(text: string): string[] {
  return [...text.matchAll(/^(#+) /gm)].map(([, level = '']) => level);
}

/** The code of a page; what a comment says is for people. */
function code(text: string): string[] {
  return fencedBlocks(text).map(({ lines }) => lines.map((line) => line.replace(/\s+# .*$/, '')).join('\n'));
}

/** What a link leads to; the two pages lead to each other. */
function targets(text: string): string[] {
  const all = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return all.filter((target) => !target.startsWith('README.')).toSorted();
}

test('the Chinese README has the sections, code and links of the English one', () => {
  expect(levels(chinese)).toEqual(levels(english));
  expect(code(chinese)).toEqual(code(english));
  expect(targets(chinese)).toEqual(targets(english));
});

test.each(TABLES)(
  'the Chinese README has each row of the table %s, with what is typed in it',
  (heading, translated) => {
    const typed = (text: string, name: string) =>
      tableRows(text, name).map((row) => row.map((cell) => codeSpans(cell).toSorted()));
    expect(typed(english, heading).length).toBeGreaterThan(0);
    expect(typed(chinese, translated)).toEqual(typed(english, heading));
  },
);
