import { expect, test } from 'vitest';
import { groupText } from '../../cli/render/top-view.ts';
import type { OverviewGroup } from '../../client/index.ts';
import { WAITING_FOR } from '../../contracts/progress.ts';
import { clockText } from '../../page/format.ts';
import { en } from '../../page/words/en.ts';
import { zh } from '../../page/words/zh.ts';

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
  // Keys of a request are English already, so they have names in Chinese alone.
  const { fields, ...others } = zh;
  expect(Object.keys(fields).length).toBeGreaterThan(0);
  const [english, chinese] = [textsOf({ ...en, fields: {} }), textsOf(others)];
  expect(chinese.map(([place]) => place).toSorted()).toEqual(english.map(([place]) => place).toSorted());
  expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
});

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
