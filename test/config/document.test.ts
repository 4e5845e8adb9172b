import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../lib/config/document.ts';

describe('YAML that has no end is refused', () => {
  test.each([
    ['an alias inside of its own anchor', 'a: 1\nproject: &p\n  name: x\n  next: *p\n', 4],
    ['a list that has itself', 'files: &f\n  - *f\n', 2],
    ['two anchors in a circle', 'a: &a\n  b: &b\n    a: *a\n', 3],
  ])('%s', (_what, text, line) => {
    expect(parseYaml(text)).toMatchObject({
      value: undefined,
      problems: [{ line, message: 'an alias stands inside of its own anchor: what it means has no end' }],
    });
  });

  test('aliases of aliases of aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n += 1) {
      lines.push(`a${n}: &a${n} [${Array.from({ length: 9 }, () => `*a${n - 1}`).join(', ')}]`);
    }
    const { value, problems } = parseYaml(lines.join('\n'));
    expect(value).toBeUndefined();
    expect(problems).toEqual([{ line: 1, message: expect.stringMatching(/alias/i) }]);
  });

  test('mappings in mappings in mappings', () => {
    const { value, problems } = parseYaml('{a: '.repeat(50_000));
    expect(value).toBeUndefined();
    expect(problems).not.toEqual([]);
  });
});

test('an anchor that several aliases share is no circle', () => {
  expect(parseYaml('a: &a { x: 1 }\nb: *a\nc: [*a, *a]\n')).toMatchObject({
    problems: [],
    value: { a: { x: 1 }, b: { x: 1 }, c: [{ x: 1 }, { x: 1 }] },
  });
});
