import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { cutText, isWellFormed, toWellFormed } from '../../contracts/well-formed.ts';

const text = fc.string({ unit: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\ud83d', '\ude00', '😀')) });

describe('a text', () => {
  test.prop([text])('is written as UTF-8 and read again without a change when it is well-formed', (value) => {
    expect(isWellFormed(value)).toBe(Buffer.from(value).toString() === value);
  });

  test.prop([text])('is made well-formed as an encoder would do it', (value) => {
    expect(toWellFormed(value)).toBe(Buffer.from(value).toString());
  });

  test.prop([text, fc.nat({ max: 20 })])('is cut in whole characters', (value, length) => {
    const cut = cutText(value, length);
    expect(isWellFormed(cut)).toBe(true);
    expect(toWellFormed(value).startsWith(cut)).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(length);
    // At most the half that would be left is given up.
    expect(cut.length).toBeGreaterThanOrEqual(Math.min(value.length, length) - 1);
  });

  test('loses the whole character that the end would halve', () => {
    expect(cutText('a😀b', 2)).toBe('a');
    expect(cutText('a😀b', 3)).toBe('a😀');
  });
});
