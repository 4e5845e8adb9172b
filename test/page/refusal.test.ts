import { expect, test } from 'vitest';
import { sentenceOf } from '../../contracts/sentences.ts';
import { placedErrors, placeText, withLabels } from '../../page/state/refusal.ts';
import { en } from '../../page/words/en.ts';
import { zh } from '../../page/words/zh.ts';

const ERRORS = [
  { pointer: '/project', detail: 'is missing' },
  { pointer: '/files/0/source', detail: 'is empty' },
  { pointer: '/files/2', detail: 'has no extension' },
];

test('what is wrong with a file stays at it when another one is left out, and goes with it', () => {
  expect(placedErrors(ERRORS, ['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual(ERRORS);
  expect(placedErrors(ERRORS, ['a', 'b', 'c'], ['b', 'c', 'd'])).toEqual([
    { pointer: '/project', detail: 'is missing' },
    { pointer: '/files/1', detail: 'has no extension' },
  ]);
});

test.each([
  ['/options/bwlimit', '选项 › 限速', 'options › bwlimit'],
  ['/files/0/save', '文件 1 › 保存位置', 'File 1 › save'],
  ['/project/name', '项目 › 名称', 'project › name'],
  ['/files', '文件', 'files'],
  ['/labels/name', '标记 › name', 'labels › name'],
  ['/labels/a~1b', '标记 › a/b', 'labels › a/b'],
])('%s is named by the labels of the form', (pointer, chinese, english) => {
  expect(placeText(pointer, zh)).toBe(chinese);
  expect(placeText(pointer, en)).toBe(english);
});

test('keys that a text lists stand beside their labels', () => {
  const told = [sentenceOf('is missing: the id of an existing one, or {keys} of a new one', { keys: 'name, code' })];
  const said = '没有填写：已有项目写编号，新建项目写 name, code';
  expect(withLabels(said, told, zh)).toBe('没有填写：已有项目写编号，新建项目写 名称（name）、代码（code）');
  expect(withLabels(said, told, en)).toBe(said);
});
