import { describe, expect, test } from 'vitest';
import type { PlatformKind } from '../../contracts/kinds.ts';
import { CATALOGUE, speaker } from '../../lib/words/catalogue.ts';
import { LANGUAGES, languageOf } from '../../lib/words/words.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';

const blanksOf = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted((a, b) => a.localeCompare(b));

describe('the catalogue', () => {
  test.each(Object.entries(CATALOGUE))('says %s in each language, with the same blanks', (_key, words) => {
    expect(Object.keys(words).toSorted()).toEqual([...LANGUAGES].toSorted());
    for (const language of LANGUAGES) {
      expect(words[language].trim()).not.toBe('');
      expect(blanksOf(words[language])).toEqual(blanksOf(words.en));
    }
  });

  test('fills in what it is given, and nothing in that', () => {
    const filling = { size: '{bytes}', bytes: 7 };
    expect(LANGUAGES.map((language) => speaker(language)('report.bytes', filling))).toEqual([
      '{bytes} (7 bytes)',
      '{bytes}（7 字节）',
    ]);
  });
});

test.each(Object.keys(platformKinds))('the names of %s are in each language', (kind) => {
  const { names = {} } = definitionOf(kind as PlatformKind); // as: its own keys
  for (const [key, words] of Object.entries(names)) {
    expect([key, Object.keys(words).toSorted()]).toEqual([key, [...LANGUAGES].toSorted()]);
  }
});

test.each([
  [{}, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh' }, 'zh'],
  [{ LANG: 'zh_TW' }, 'zh'],
  [{ LANG: 'zhx' }, 'en'],
  [{ LANG: 'zh_CN', LC_ALL: 'en_US' }, 'en'],
  [{ LANG: 'en_US', LC_MESSAGES: 'zh_CN' }, 'zh'],
  [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
])('%j asks for %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});
