import { describe, expect, it } from 'vitest';
import { englishOf } from '../../contracts/sentences.ts';
import { describeBudget, isWithinBudget, parseDeleteBudget } from '../../lib/sync/delete-budget.ts';

describe('a budget of removals', () => {
  it.each([
    ['10,10%', { files: 10, percent: 10 }],
    ['50', { files: 50 }],
    ['0', { files: 0 }],
    ['100%', { percent: 100 }],
    ['2.5 %', { percent: 2.5 }],
    ['5, 2%', { files: 5, percent: 2 }],
  ])('is read from %j', (text, budget) => {
    expect(parseDeleteBudget(text)).toEqual(budget);
  });

  it.each(['', ',', '10,', ',10%', '10%,10', '10,10', 'ten', '101%', '-1', '1e3', '10%%', '1,2%,3'])(
    'is not read from %j',
    (text) => {
      expect(parseDeleteBudget(text)).toBeUndefined();
    },
  );

  it('holds for as many files and as many percent as it says, where it has both for both', () => {
    const both = { files: 10, percent: 10 };
    expect(isWithinBudget(both, 10, 100)).toBe(true);
    expect(isWithinBudget(both, 11, 1_000)).toBe(false);
    expect(isWithinBudget(both, 10, 99)).toBe(false);
    expect(isWithinBudget({ files: 3 }, 3, 3)).toBe(true);
    expect(isWithinBudget({ percent: 50 }, 2, 3)).toBe(false);
    expect(isWithinBudget({ files: 0 }, 1, 3)).toBe(false);
  });

  it('is told in words', () => {
    expect(englishOf(describeBudget({ files: 10, percent: 10 }))).toBe('10 files and 10 %');
    expect(englishOf(describeBudget({ files: 1 }))).toBe('1 file');
    expect(englishOf(describeBudget({ percent: 2.5 }))).toBe('2.5 %');
  });
});
