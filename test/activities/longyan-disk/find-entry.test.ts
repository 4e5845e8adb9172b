import { expect, test } from 'vitest';
import { findChapter, findEntry } from '../../../activities/longyan-disk/find-entry.ts';
import { inChinese } from '../../support/in-chinese.ts';

const WORDS = 'edition';
const EDITIONS = [
  { id: 'E1', name: '人教版' },
  { id: 'E2', name: '北师大版' },
  { id: 'E3', name: '人教版' },
];
const CHAPTERS = [
  { id: 'C1', title: '第一单元', parentId: '0' },
  { id: 'C2', title: '春晓', parentId: 'C1' },
  { id: 'C3', title: '练习', parentId: 'C1' },
  { id: 'C4', title: '第二单元', parentId: '0' },
  { id: 'C5', title: '练习', parentId: 'C4' },
];

test('an entry is found by its id or its name', () => {
  expect(findEntry(EDITIONS, 'E3', WORDS)).toBe('E3');
  expect(findEntry(EDITIONS, ' 北师大版 ', WORDS)).toBe('E2');
});

test('an unknown name tells what there is, some of many', () => {
  expect(() => findEntry(EDITIONS, '苏教版', WORDS)).toThrow(
    'the platform has no edition "苏教版"; there are: 人教版 (E1), 北师大版 (E2), 人教版 (E3)',
  );
  const many = Array.from({ length: 40 }, (_, number) => ({ id: `E${number}`, name: `n${number}` }));
  expect(() => findEntry(many, 'x', WORDS)).toThrow(/n29 \(E29\) and 10 more$/);
  expect(() => findEntry([], 'x', WORDS)).toThrow('it lists none for what was found so far');
});

test('a name that fits two tells both', () => {
  expect(() => findEntry(EDITIONS, '人教版', WORDS)).toThrow(
    '"人教版" is the name of more than one edition; give the id of one: 人教版 (E1), 人教版 (E3)',
  );
});

test.each([
  ['C5', 'C5'],
  ['春晓', 'C2'],
  ['第二单元/练习', 'C5'],
  ['第一单元', 'C1'],
])('a chapter is found by its id, title or path: %s', (wanted, id) => {
  expect(findChapter(CHAPTERS, wanted)).toBe(id);
});

test('a title in two units tells their paths', () => {
  expect(() => findChapter(CHAPTERS, '练习')).toThrow('第一单元/练习 (C3), 第二单元/练习 (C5)');
  expect(() => findChapter(CHAPTERS, '第三单元/练习')).toThrow('there are: 第一单元 (C1), 第一单元/春晓 (C2)');
});

test('a tree with a circle in it ends', () => {
  const circle = [
    { id: 'A', title: 'a', parentId: 'B' },
    { id: 'B', title: 'b', parentId: 'A' },
  ];
  expect(() => findChapter(circle, 'x')).toThrow('no chapter "x"');
});

test('what is not there is called as people call it', () => {
  const failed = () => findEntry([{ id: '1', name: '小学' }], '99', 'period');
  expect(failed).toThrow('the platform has no period "99"; there are: 小学 (1)');
  expect(said(failed)).toBe('平台没有 学段 99；已有：小学 (1)');
});

function said(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return inChinese(error);
  }
}
