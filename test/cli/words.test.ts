import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chosenLanguage, typedValue } from '../../cli/language.ts';
import { textWidth } from '../../cli/render/text.ts';
import { wrapHan } from '../../cli/render/wrap-han.ts';
import { listed, say, sayTold, speaking, spokenLanguage } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { ADVICE } from '../../lib/words/zh/advice.ts';
import { CHINESE, HELP } from '../../lib/words/zh/chinese.ts';
import { PROBLEMS } from '../../lib/words/zh/problems.ts';
import { SCHEMAS } from '../../lib/words/zh/schemas.ts';
import { SENTENCES } from '../../lib/words/zh/sentences.ts';
import { TEXTS } from '../../lib/words/zh/texts.ts';
import { LAYERS, projectRoot } from '../fences/cruise.ts';

function blanksOf(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\{(\w+)\}/g)].map(([, name = '']) => name).toSorted((a, b) => a.localeCompare(b));
}

/** All code of the product but the catalogue. */
async function codeOfProduct(): Promise<string> {
  const texts = await Promise.all(
    LAYERS.map(async (layer) => {
      const names = await readdir(join(projectRoot, layer), { recursive: true });
      const paths = names.filter((name) => name.endsWith('.ts') && !/words[\\/]zh[\\/]|dist[\\/]/.test(name));
      return await Promise.all(paths.map((name) => readFile(join(projectRoot, layer, name), 'utf8')));
    }),
  );
  return texts.flat().join('\n');
}

/** A text as the code has it; of `{n} file` the code counts the `file`. */
function isInCode(text: string, code: string): boolean {
  const written = text.replaceAll('\n', '\\n');
  const forms = [`'${written.replaceAll("'", "\\'")}'`, `"${written}"`, `\`${written}\``];
  const [, counted] = /^\{n\} (.*)$/.exec(text) ?? [];
  return [...forms, ...(counted === undefined ? [] : [`'${counted}'`])].some((form) => code.includes(form));
}

describe('the Chinese texts', () => {
  test.each(Object.entries(CHINESE))('have the blanks of %s', (english, chinese) => {
    expect(chinese.trim()).not.toBe('');
    expect([...new Set(blanksOf(chinese))]).toEqual([...new Set(blanksOf(english))]);
  });

  test('are all said somewhere, and each stands once', async () => {
    const code = await codeOfProduct();
    expect(
      Object.keys({ ...TEXTS, ...ADVICE, ...PROBLEMS, ...SCHEMAS, ...SENTENCES }).filter(
        (text) => !isInCode(text, code),
      ),
    ).toEqual([]);
    expect(Object.keys(TEXTS).filter((text) => text in HELP || text in ADVICE)).toEqual([]);
    expect(Object.keys(ADVICE).filter((text) => text in HELP)).toEqual([]);
    const ofPlaces = Object.keys({ ...PROBLEMS, ...SCHEMAS });
    expect(ofPlaces.filter((text) => text in HELP || text in ADVICE || text in TEXTS)).toEqual([]);
    expect(Object.keys(SCHEMAS).filter((text) => text in PROBLEMS)).toEqual([]);
    const others: Readonly<Record<string, string>> = { ...HELP, ...ADVICE, ...PROBLEMS, ...SCHEMAS, ...TEXTS };
    // The page says some of these too.
    const twice = Object.keys(SENTENCES).filter((text) => text in others);
    expect(twice.map((text) => others[text])).toEqual(twice.map((text) => SENTENCES[text]));
  });

  test('are there for all that runs keep', async () => {
    const made = [
      ...(await codeOfProduct()).matchAll(/\b(?:sentenceOf|phraseOf)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|([^)]*))/g),
    ];
    const texts = made.map(([, single, double]) => single?.replaceAll("\\'", "'") ?? double);
    expect(made.filter((_, position) => texts[position] === undefined).map(([call]) => call)).toEqual([]);
    expect(texts.filter((text) => text === undefined || !(text in SENTENCES))).toEqual([]);
    expect(texts.length).toBeGreaterThan(50);
  });
});

test('a moment in a blank is said as the place has it, where a person reads it', async () => {
  const moment = (iso: string) => `<${iso}>`;
  const one = {
    text: '{name} is resumed; the next run is at {time}',
    filling: { name: 'a-2026-11-30T22:01:11Z', time: '2026-11-30T22:01:11.717Z' },
  };
  const spoken = await Promise.all([speechOf('zh', { moment }), speechOf('en', { moment }), speechOf('en')]);
  expect(spoken.map((speech) => speaking(speech, () => sayTold(one)))).toEqual([
    'a-2026-11-30T22:01:11Z 已恢复；下次运行在 <2026-11-30T22:01:11.717Z>',
    'a-2026-11-30T22:01:11Z is resumed; the next run is at <2026-11-30T22:01:11.717Z>',
    'a-2026-11-30T22:01:11Z is resumed; the next run is at 2026-11-30T22:01:11.717Z',
  ]);
});

test('names are said as they are, whatever they are called', async () => {
  const chinese = await speechOf('zh');
  expect(speaking(chinese, () => [['worker'], ['worker', 'page']].map(listed))).toEqual(['worker', 'worker、page']);
});

test('commands of one process speak different languages', async () => {
  const speeches = await Promise.all([speechOf('zh'), speechOf('en')]);
  const spoken = speeches.map((speech) =>
    speaking(speech, async () => {
      await new Promise(setImmediate);
      return [spokenLanguage(), say('Examples:'), say('{port} for {kind}', { port: 1, kind: '{port}' })];
    }),
  );
  expect(await Promise.all(spoken)).toEqual([
    ['zh', '示例：', '{port} 为 1'],
    ['en', 'Examples:', '1 for {port}'],
  ]);
  expect(spokenLanguage()).toBe('en');
});

test.each([
  [undefined, {}, 'linux', 'en'],
  ['zh', { LANG: 'en_US.UTF-8' }, 'linux', 'zh'],
  ['en', { LANG: 'zh_CN.UTF-8' }, 'linux', 'en'],
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'win32', 'zh'],
  [undefined, { LANG: 'de_DE.UTF-8' }, 'win32', 'en'],
  ['fr', { LANG: 'zh_CN.UTF-8' }, 'linux', 'zh'],
] as const)('--lang %s with %j on %s speaks %s', (lang, env, platform, language) => {
  expect(chosenLanguage(lang, env, platform)).toBe(language);
});

test.each([
  [['list'], undefined],
  [['list', '--lang', 'zh'], 'zh'],
  [['--lang=en', 'list'], 'en'],
  [['--lang', 'en', 'list', '--lang', 'zh'], 'zh'],
  [['list', '--lang'], undefined],
])('%j has the language %s', (words, language) => {
  expect(typedValue(words, '--lang')).toBe(language);
});

test.each([
  ['暂停哈希和发送，直到恢复', 10, ['暂停哈希和', '发送，直到', '恢复']],
  ['暂停哈希和发，直到', 12, ['暂停哈希和', '发，直到']],
  ['配置（默认：./modelrail.yaml）', 12, ['配置（默认：', './modelrail.yaml）']],
  ['one two three', 8, ['one two', 'three']],
])('%s is broken at %i columns', (text, width, lines) => {
  expect(wrapHan(text, width).split('\n')).toEqual(lines);
  for (const line of lines.filter((one) => !one.includes('./'))) expect(textWidth(line)).toBeLessThanOrEqual(width);
});
