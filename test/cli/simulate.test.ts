import { expect, test } from 'vitest';
import { parseBehaviour } from '../../cli/commands/simulate.ts';

test('the flags of simulate say how the platform behaves; the rest is left to it', () => {
  expect(parseBehaviour({})).toEqual({});
  const flags = { convertTime: '30s', mergeTime: '500ms', autoMerge: true, needsSynchronous: true };
  expect(parseBehaviour(flags)).toEqual({
    conversionMs: 30_000,
    mergeDelayMs: 500,
    autoMerge: true,
    needsSynchronous: true,
  });
});

test('a time that is none is refused', () => {
  expect(() => parseBehaviour({ mergeTime: 'soon' })).toThrow(
    '--merge-time must be a duration such as 30s, not "soon"',
  );
});
