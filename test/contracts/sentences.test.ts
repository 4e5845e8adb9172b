import { describe, expect, test } from 'vitest';
import {
  createSayer,
  eachSentence,
  englishOf,
  namesOf,
  parseSentences,
  phraseOf,
  type Sentence,
  sentenceOf,
  sentencesIn,
} from '../../contracts/sentences.ts';
import { chineseOf } from '../../lib/words/zh/sentences.ts';

const delivered = sentenceOf('this content was delivered before, by {id} into project {project}', {
  id: 'i-1',
  project: 'p',
});
const cutOff = sentenceOf('it seems to be cut off: {how}', {
  how: phraseOf('{mark} is missing at its end', { mark: 'END-ISO-10303-21;' }),
});
const told = [delivered, cutOff];

test('a sentence is said in English with its parts', () => {
  expect(told.map(englishOf)).toEqual([
    'this content was delivered before, by i-1 into project p',
    'it seems to be cut off: END-ISO-10303-21; is missing at its end',
  ]);
  expect(englishOf(sentenceOf('file {name}: {sent} of {chunks} chunks', { name: 'a', sent: 1, chunks: 2 }))).toBe(
    'file a: 1 of 2 chunks',
  );
});

test.each([
  [[], '', ''],
  [['a'], 'a', 'a'],
  [['a', 'b', 'c', 'd'], 'a, b, c, d', 'a、b、c、d'],
])('names %j stand one after the other', (names, english, chinese) => {
  const one = sentenceOf('no status "{status}": there are {all}', { status: 'x', all: namesOf(names) });
  expect(englishOf(one)).toBe(`no status "x": there are ${english}`);
  expect(createSayer([one], chineseOf)(englishOf(one))).toContain(chinese);
});

test('a part has parts of its own', () => {
  const one = sentenceOf('it seems to be cut off: {how}', {
    how: phraseOf('{all} and {count} more', { all: namesOf(['a', 'b']), count: 2 }),
  });
  expect(parseSentences([one])).toEqual([one]);
  expect(createSayer([one], chineseOf)(englishOf(one))).toBe('文件似乎不完整：a、b，另有 2 个');
});

test('parts that lie too deep for a sentence of ours are none, however many there are', () => {
  let deep: unknown = 'end';
  for (let depth = 0; depth < 100_000; depth += 1) deep = { text: '{a}', filling: { a: deep } };
  expect(parseSentences([deep, cutOff])).toEqual([cutOff]);
});

test('what is filled in is not filled in itself', () => {
  const odd = sentenceOf('{what} {id}', { what: '{id}', id: '{what}' });
  expect(englishOf(odd)).toBe('{id} {what}');
  expect(createSayer([odd], chineseOf)('{id} {what}')).toBe('{id} {what}');
});

describe('said in Chinese', () => {
  const say = createSayer(told, chineseOf);
  const CUT_OFF = '文件似乎不完整：结尾缺少 END-ISO-10303-21;';
  const DELIVERED = '相同内容已由 i-1 交付到项目 p';

  test.each([
    ['a sentence that was kept', englishOf(delivered), DELIVERED],
    ['one with parts', englishOf(cutOff), CUT_OFF],
    ['two of them', `${englishOf(cutOff)}; ${englishOf(delivered)}`, `${CUT_OFF}；${DELIVERED}`],
    ['one beside words of others', `${englishOf(delivered)}; it broke; twice`, `${DELIVERED}; it broke; twice`],
  ])('is %s', (_what, english, chinese) => {
    expect(say(english)).toBe(chinese);
  });

  test.each([
    ['what a run of an earlier version kept', undefined, englishOf(delivered)],
    ['words of a platform', told, 'ParseModelError; see the log'],
    ['a text that is not known here', [{ text: 'later: {a}', filling: { a: 'b' } }], 'later: b'],
    ['a text that is called like a member of objects', [{ text: 'constructor', filling: {} }], 'constructor'],
    ['a blank that is called so', [{ text: '{constructor}', filling: {} }], '{constructor}'],
  ])('is as it stands: %s', (_what, kept, english) => {
    expect(createSayer(kept, chineseOf)(english)).toBe(english);
  });
});

describe('a text that has a beginning', () => {
  const first = sentenceOf('{failed} of {total} files failed, first ', { failed: 2, total: 3 });
  const name = sentenceOf('{name}: ', { name: 'a.ifc' });
  const missing = sentenceOf('{path} does not exist', { path: '/m/a.ifc' });
  const kept = [first, name, missing];

  test('is said with what follows it', () => {
    const say = createSayer(kept, chineseOf);
    expect(say(kept.map(englishOf).join(''))).toBe('3 个文件中有 2 个失败，首先是 a.ifc：/m/a.ifc 不存在');
    expect(say('a.ifc: ParseModelError; see the log')).toBe('a.ifc：ParseModelError; see the log');
    expect(say('b.ifc: ParseModelError')).toBe('b.ifc: ParseModelError');
  });

  test('keeps each of its sentences', () => {
    expect(sentencesIn([...kept, delivered], [kept.map(englishOf).join('')])).toEqual(kept);
    expect(sentencesIn(kept, [`x${englishOf(missing)}`])).toEqual([]);
  });
});

test('what is no sentence is left out', () => {
  const odd: unknown[] = [null, 'a', {}, { text: 1, filling: {} }, { text: 'a', filling: { b: 1 } }, { text: 'a' }];
  expect(parseSentences([...odd, delivered, { text: 'a', filling: { b: { text: 'c' } } }])).toEqual([delivered]);
  for (const value of [undefined, 'a', { 0: delivered }]) expect(parseSentences(value)).toEqual([]);
  expect(createSayer('a' as unknown as Sentence[], chineseOf)('b')).toBe('b'); // as: another client may have written it
});

test('each sentence is kept once, the first ones as far as there is room', () => {
  expect(eachSentence([delivered, cutOff, { ...delivered }])).toEqual(told);
  const bytes = Buffer.byteLength(JSON.stringify(delivered)) + 1;
  expect(eachSentence(told, bytes)).toEqual([delivered]);
  expect(eachSentence(told, bytes - 1)).toEqual([]);
});

test('those that stand in texts are found, also where they are joined', () => {
  expect(sentencesIn(told, [`x; ${englishOf(delivered)}`])).toEqual([delivered]);
  expect(sentencesIn(told, ['x'])).toEqual([]);
});
