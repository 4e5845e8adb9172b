import { expect, test } from 'vitest';
import { spanInWords } from '../../workflows/status/span.ts';

test.each([
  [1, '1 ms'],
  [500, '500 ms'],
  [1_000, '1 s'],
  [1_500, '1.5 s'],
  [60_000, '1 min'],
  [90_000, '90 s'],
  [150_000, '3 min'],
  [3_600_000, '1 h'],
  [5_400_000, '90 min'],
  [7_200_000, '2 h'],
  [9_000_000, '2.5 h'],
])('%i ms are %s', (spanMs, words) => {
  expect(spanInWords(spanMs)).toBe(words);
});
