import { describe, expect, test } from 'vitest';
import { DELIVERY_KINDS, KINDS } from '../../contracts/kinds.ts';
import { nameOf } from '../../lib/report/names.ts';
import { namesOfKind } from '../../platforms/kinds.ts';

/** Requests that name all that a kind can be asked for. */
const WHOLE = {
  project: { name: 'n', code: 'c', areaCode: 'a', type: 1, stage: 1 },
  group: { name: 'g' },
  target: 'e3dx',
  thumbnail: '1x1',
  comment: 'c',
  save: 's',
  folder: 'f',
  period: 'p',
  subject: 's',
  filepath: 'f',
  groupname: 'g',
};

describe.each(DELIVERY_KINDS)('what a report says of %s', (kind) => {
  test('is named in Chinese, label by label', () => {
    const labels = KINDS[kind].describe?.(WHOLE).lines.map(({ label }) => label) ?? [];
    expect(labels.length).toBeGreaterThan(0);
    const unnamed = labels.filter((label) => !/\p{Script=Han}/u.test(nameOf(namesOfKind, kind, label, 'zh')));
    expect(unnamed).toEqual([]);
  });
});

test('what no kind names is called by its own name', () => {
  expect(nameOf(namesOfKind, 'none', 'Thing', 'zh')).toBe('Thing');
  expect(nameOf(namesOfKind, undefined, 'fileId', 'zh')).toBe('文件 ID');
});
