import { describe, expect, test } from 'vitest';
import { cut, cutMiddle, pad, printable, textWidth } from '../../cli/render/text.ts';

const NAMES = ['house.ifc', '住宅楼模型-最终版.ifc', 'ハウス 😀 plan.ifc', '👨‍👩‍👧 family.rvt', 'é́tage.rvt'];

describe('text on a terminal', () => {
  test('CJK characters and emoji take two columns', () => {
    expect(textWidth('模型')).toBe(4);
    expect(textWidth('😀')).toBe(2);
    expect(pad('模型', 6)).toBe('模型  ');
    expect(pad('模', 4, 'left')).toBe('  模');
  });

  test.for(NAMES)('%s is never cut inside a character, and never too wide', (name) => {
    for (let width = 1; width <= textWidth(name); width += 1) {
      for (const text of [cut(name, width), cutMiddle(name, width)]) {
        expect(textWidth(text)).toBeLessThanOrEqual(width);
        expect(text).not.toMatch(/\p{Surrogate}/u);
      }
    }
    expect(cutMiddle(name, textWidth(name))).toBe(name);
  });

  test('a cut in the middle keeps the extension', () => {
    expect(cutMiddle('a-very-long-name-of-a-model-that-does-not-fit.ifc', 20)).toMatch(/^a-very.*….*\.ifc$/);
  });

  test('control characters cannot move the cursor', () => {
    expect(printable('a\u001b[2Jb\nc\u0007')).toBe('a␛[2Jb c␇');
  });
});
