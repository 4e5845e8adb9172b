import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../lib/config/nearest.ts';

const word = fc.string({ unit: fc.constantFrom(...'abcd'), maxLength: 8 });

test.prop([word, word])('a distance is the same both ways, and nothing only between equal words', (a, b) => {
  expect(editDistance(a, b)).toBe(editDistance(b, a));
  expect(editDistance(a, b) === 0).toBe(a === b);
  expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
});

test.prop([word, fc.nat(8), fc.constantFrom(...'abcd')])('one letter more is one step', (text, at, letter) => {
  const position = Math.min(at, text.length);
  expect(editDistance(text, text.slice(0, position) + letter + text.slice(position))).toBe(1);
});

test('two letters swapped are one step, and case is none', () => {
  expect(editDistance('chongqing', 'chognqing')).toBe(1);
  expect(editDistance('baseURL', 'baseUrl')).toBe(0);
});

test('the nearest candidate is given, and none when all are far', () => {
  const keys = ['baseUrl', 'tokenUrl', 'username'];
  expect(nearest('usrname', keys)).toBe('username');
  expect(nearest('tags', keys)).toBeUndefined();
  expect(didYouMean('base_url', keys)).toBe('; did you mean "baseUrl"?');
  expect(didYouMean('tags', keys)).toBe('');
});
