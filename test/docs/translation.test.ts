import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { codeSpans, fencedBlocks, headingsOf, rowsOf, sectionsOf } from './markdown.ts';

/** The pages for the people who build modelrail, in English alone; all others are for those who use it. */
const BUILDERS_PAGES = [
  'docs/adding-a-platform.md',
  'docs/architecture.md',
  'docs/decisions.md',
  'docs/performance.md',
];

const pages = (await readdir(join(projectRoot, 'docs'), { recursive: true }))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name.replaceAll('\\', '/')}`);

/** The Chinese page of each English one that has one. */
const translations = new Map([
  ['README.md', 'README.zh-CN.md'],
  ...pages.filter(isChinese).map((name) => [name.replace('docs/zh/', 'docs/'), name] as const),
]);
const originals = new Map([...translations].map(([english, chinese]) => [chinese, english]));

/** The text of every page of both languages, by its path below the project. */
const texts = new Map(
  await Promise.all(
    [...translations].flat().map(async (name) => [name, await readFile(join(projectRoot, name), 'utf8')] as const),
  ),
);

function isChinese(name: string): boolean {
  return name.startsWith('docs/zh/');
}

function textOf(name: string): string {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`there is no ${name}`);
  return text;
}

const allEnglish = [...translations.keys()].map(textOf).join('\n').replace(/\s+/g, ' ');

/** The code of a page. A comment is for people, and so is what stands in a further column of a drawing. */
function code(text: string): string[] {
  return fencedBlocks(text).map(({ language, lines }) => {
    const typed = lines.map((line) => line.replace(/(^|\s+)(#|\/\/) .*$/, ''));
    const bare = language === '' ? typed.map((line) => line.replace(/(?<=\S)\s{2,}.*$/, '')) : typed;
    return [language, ...bare].join('\n');
  });
}

/** The links of a page. */
function linksOf(name: string): string[] {
  return [...textOf(name).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/**
 * What the links of a page lead to: the path of the page, and of a heading how many are before it, since headings are
 * in the page's language. That the two pages of a pair lead to each other is left out.
 */
function targets(name: string): string[] {
  return linksOf(name).flatMap((link) => {
    if (/^https?:/.test(link)) return [link];
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    if (file === translations.get(name) || file === originals.get(name)) return [];
    const text = texts.get(file);
    if (anchor === undefined || text === undefined) return [anchor === undefined ? file : `${file}#${anchor}`];
    return [`${file}#${headingsOf(text).findIndex((heading) => heading.anchor === anchor)}`];
  });
}

/** The same targets, each in Chinese where there is such a page. */
function inChinese(all: readonly string[]): string[] {
  return all.map((target) => {
    const [file = '', heading] = target.split('#');
    const isFolder = file === 'docs/platforms/';
    const translated = isFolder ? 'docs/zh/platforms/' : translations.get(file);
    if (translated === undefined) return target;
    return heading === undefined ? translated : `${translated}#${heading}`;
  });
}

/** What is typed in each section of a page, outside of its tables. */
function spansOfSections(text: string): string[][] {
  return sectionsOf(text).map((section) => codeSpans(section.replace(/^\|.*$/gm, '')));
}

test('every page for users has a Chinese one, and no other has', () => {
  const users = pages.filter((name) => !isChinese(name) && !BUILDERS_PAGES.includes(name));
  expect([...translations.keys()].toSorted()).toEqual(['README.md', ...users].toSorted());
});

describe.each([...translations])('the Chinese page of %s', (english, chinese) => {
  const [original, translated] = [textOf(english), textOf(chinese)];

  test('has its headings and its code', () => {
    expect(headingsOf(translated).map(({ level }) => level)).toEqual(headingsOf(original).map(({ level }) => level));
    expect(code(translated)).toEqual(code(original));
  });

  test('and that page lead to each other', () => {
    expect(linksOf(english)).toContain(relative(dirname(english), chinese));
    expect(linksOf(chinese)).toContain(relative(dirname(chinese), english));
  });

  test('has its links, to Chinese pages where there are such', () => {
    expect(targets(chinese).toSorted()).toEqual(inChinese(targets(english)).toSorted());
  });

  test('has each row of its tables, with what is typed in it', () => {
    const typed = (text: string) => rowsOf(text).map((row) => row.map((cell) => codeSpans(cell).toSorted()));
    expect(typed(translated)).toEqual(typed(original));
  });

  test('names in each section what is typed there, and nothing that no English page has', () => {
    const sections = spansOfSections(translated).map((spans) => new Set(spans));
    const missing = spansOfSections(original).map((spans, at) => spans.filter((span) => !sections[at]?.has(span)));
    expect(missing.flat()).toEqual([]);
    expect(codeSpans(translated).filter((span) => !allEnglish.includes(span))).toEqual([]);
  });
});
