import { expect, test } from 'vitest';
import { z } from 'zod';
import { groupText } from '../../cli/render/top-view.ts';
import type { OverviewGroup } from '../../client/index.ts';
import { ERROR_TYPES } from '../../contracts/errors.ts';
import { choiceMeaning, type PlatformKind } from '../../contracts/kinds.ts';
import { WAITING_FOR } from '../../contracts/progress.ts';
import { createSayer, englishOf, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { STEPS } from '../../contracts/steps.ts';
import { COMPONENT_KEY } from '../../lib/requests/component.ts';
import { clockText, durationText, spanText } from '../../page/format.ts';
import { en } from '../../page/words/en.ts';
import { zh } from '../../page/words/zh.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';
import { requestSchema } from '../../platforms/requests.ts';

/** Every text of a language, by its place; what is filled in gets a number, which is a text and a count. */
function textsOf(words: object, before = ''): [place: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const place = `${before}${key}`;
    if (typeof value === 'function') return [[place, String(value(2, 3, 4, 5))] as [string, string]];
    if (typeof value === 'object' && value !== null) return textsOf(value, `${place}.`);
    return [[place, String(value)] as [string, string]];
  });
}

test('both languages say the same things, and neither leaves one empty', () => {
  // Keys of a request are English already, and so is what the API says of them: they have words in Chinese alone.
  const {
    fields,
    told: _told,
    advised: _advised,
    kept: _kept,
    errorTypes: _types,
    stepTitles: _titles,
    choices: _choices,
    ...others
  } = zh;
  expect(Object.keys(fields).length).toBeGreaterThan(0);
  const [english, chinese] = [textsOf(en), textsOf(others)];
  expect(chinese.map(([place]) => place).toSorted()).toEqual(english.map(([place]) => place).toSorted());
  expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('each step of an ingestion has words for people in Chinese, and no other words are there', () => {
  const titles = [...STEPS].map(([step, { title }]) => title ?? `${step} has none`);
  expect([...new Set(titles)].toSorted()).toEqual(Object.keys(zh.stepTitles).toSorted());
});

test('each type of error has a Chinese name', () => {
  expect(Object.keys(zh.errorTypes).toSorted()).toEqual(ERROR_TYPES.toSorted());
});

test('a span of time is said with the units of the language', () => {
  expect([0, 506_000, 7_800_000].map((ms) => durationText(ms, zh.units))).toEqual([
    '0 秒',
    '8 分 26 秒',
    '2 小时 10 分',
  ]);
  expect([0, 506_000, 7_800_000].map((ms) => durationText(ms, en.units))).toEqual(['0 s', '8 min 26 s', '2 h 10 min']);
});

test('a span that was declared is said with the unit of the language', () => {
  expect(['15m', '1h', '30d', '90s', 'x'].map((span) => spanText(span, zh.units))).toEqual([
    '15 分',
    '1 小时',
    '30 天',
    '90 秒',
    'x',
  ]);
});

/** The schemas of requests to every kind of platform: of all, and of one. */
function requestSchemas(): z.core.JSONSchema.BaseSchema[] {
  const kinds = (Object.keys(platformKinds) as PlatformKind[]).flatMap((kind) => {
    const { request } = definitionOf(kind);
    return request === undefined ? [] : [{ kind, dictionary: request.dictionary ?? {} }];
  });
  const platforms = kinds.map(({ kind, dictionary }) => ({
    name: kind,
    kind,
    dictionary: Object.fromEntries(Object.keys(dictionary).map((key) => [key, { name: 1 }])),
  }));
  return [requestSchema(platforms), requestSchema(platforms.slice(0, 1))].map((schema) =>
    z.toJSONSchema(schema, { io: 'input' }),
  );
}

test('what the API says of a field that a form shows has Chinese words, and no other words are there', () => {
  const said = requestSchemas().flatMap((schema) =>
    [...descriptionsOf(schema)].filter((text) => !text.startsWith('What is to be brought')),
  );
  expect([...new Set(said)].toSorted()).toEqual(Object.keys(zh.told).toSorted());
});

test('every field of a form has a Chinese label', () => {
  const keys = new Set(requestSchemas().flatMap((schema) => [...fieldsOf(schema)].map(([key]) => key)));
  expect([...keys].filter((key) => !Object.hasOwn(zh.fields, key))).toEqual([]);
});

test('what each value means that a field has a choice of is said in Chinese too, and no other words are there', () => {
  const choices = requestSchemas().flatMap((schema) =>
    [...fieldsOf(schema)].flatMap(([key, { enum: values = [] }]) =>
      key === 'platform' ? [] : values.map((value) => [key, String(value)] as const),
    ),
  );
  expect(choices.length).toBeGreaterThan(10);
  const meanings = choices.map(([key, value]) => choiceMeaning(key, value) ?? `${key} ${value} has none`);
  expect([...new Set(meanings)].toSorted()).toEqual(Object.keys(zh.choices).toSorted());
});

function* fieldsOf(schema: unknown): Generator<[key: string, field: { enum?: unknown[] }]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && typeof value === 'object' && value !== null)
      for (const [field, one] of Object.entries(value)) yield [field, one as { enum?: unknown[] }]; // as: a schema
    yield* fieldsOf(value);
  }
}

function* descriptionsOf(schema: unknown): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === COMPONENT_KEY) continue;
    if (key === 'description' && typeof value === 'string') yield value;
    else yield* descriptionsOf(value);
  }
}

test('what is filled into a text is in it, in both languages', () => {
  const fill = (words: object): string[] =>
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'function' && value.length > 0
        ? [`${key}: ${String(value(7, 7, 7, 7)).includes('7') ? 'filled' : 'not filled'}`]
        : [],
    );
  const notFilled = [...fill(en), ...fill(zh)].filter((text) => text.endsWith('not filled'));
  expect(notFilled).toEqual([]);
});

test('why a file failed is said in Chinese, as far as the words are ours', () => {
  const told = [
    sentenceOf('{name}: ', { name: 'a.ifc' }),
    sentenceOf('{path} changed after it was looked at: {how}', {
      path: '/m/a.ifc',
      how: phraseOf('it has another content'),
    }),
  ];
  const say = createSayer(told, (text) => zh.kept[text]);
  expect(say(told.map(englishOf).join(''))).toBe('a.ifc：/m/a.ifc 在检查后被改动：内容不同了');
  expect(say('a.ifc: ParseModelError')).toBe('a.ifc：ParseModelError');
});

const SINCE = '2026-11-30T10:17:36.329Z';
const NOW_MS = Date.parse('2026-11-30T12:00:00Z');

const waitingGroups = WAITING_FOR.flatMap((reason) =>
  [1, 12].flatMap((count) =>
    [undefined, 'cq'].flatMap((platform) =>
      [undefined, 'model-pc-7'].map(
        (host): OverviewGroup => ({
          state: 'waiting',
          waiting: { for: reason, reason: 'connection refused', since: SINCE, ...(host === undefined ? {} : { host }) },
          ...(platform === undefined ? {} : { platform }),
          count,
          ingestions: [],
        }),
      ),
    ),
  ),
);

test.each(waitingGroups)(
  'of $count that wait for $waiting.for ($platform, $waiting.host) it says what top says',
  (group) => {
    const { count, waiting, platform } = group;
    if (waiting === undefined) throw new Error('the group waits');
    const said = en.groupWaits(count, waiting, platform, clockText(SINCE, false, NOW_MS));
    expect(`${said}: ${waiting.reason}`).toBe(groupText(group, NOW_MS));
  },
);

test.each([1, 3])('of %i that are paused or move it says what top says', (count) => {
  expect(en.groupPaused(count)).toBe(groupText({ state: 'paused', count, ingestions: [] }, NOW_MS));
  expect(en.groupMoves(count)).toBe(groupText({ state: 'moving', count, ingestions: [] }, NOW_MS));
});
