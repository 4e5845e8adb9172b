import { inspect } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { durationMs, sizeBytes } from '../../lib/config/values.ts';
import { parseDuration, parseSize } from '../../lib/quantities.ts';
import { Secret } from '../../lib/secret.ts';

const SIZES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const DURATIONS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

describe.each([
  { name: 'sizes', parse: parseSize, units: SIZES },
  { name: 'durations', parse: parseDuration, units: DURATIONS },
])('$name', ({ parse, units }) => {
  const unit = fc.constantFrom(...Object.entries(units));
  const space = fc.constantFrom('', ' ');

  test.prop([fc.nat(1_000_000), unit, space])('a whole number times its unit', (amount, [name, factor], gap) => {
    expect(parse(`${amount}${gap}${name}`)).toBe(amount * factor);
  });

  test.prop([fc.nat(10_000), fc.nat(99), unit])(
    'a decimal number, rounded to the smallest unit',
    (whole, part, [name, factor]) => {
      const amount = `${whole}.${String(part).padStart(2, '0')}`;
      expect(parse(`${amount}${name}`)).toBe(Math.round(Number(amount) * factor));
    },
  );

  test.prop([fc.string()])('any text is a safe whole number or nothing', (text) => {
    const value = parse(text);
    expect(value === undefined || (Number.isSafeInteger(value) && value >= 0)).toBe(true);
  });

  test.prop([fc.string({ unit: fc.constantFrom(...'0123456789.-+eE') }), unit])(
    'what is put before a unit is a plain number',
    (text, [name]) => {
      expect(parse(`${text}${name}`) !== undefined).toBe(
        /^\d+(\.\d+)?$/.test(text) &&
          Number.isSafeInteger(Math.round(Number(text) * (new Map(Object.entries(units)).get(name) ?? 0))),
      );
    },
  );

  test.prop([fc.nat(1_000_000)])('a number without its unit is nothing', (amount) => {
    expect(parse(String(amount))).toBeUndefined();
  });

  test.each(['4 constructor', '1__proto__', '', '5', '4MB', '4mib', '-1s', '1h30m', '1e3s', `${'9'.repeat(400)}d`])(
    '%j is nothing',
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );
});

test('in a schema, zero and nonsense are refused with what was expected', () => {
  expect(sizeBytes.parse('1.5MiB')).toBe(1_572_864);
  expect(durationMs.parse('90d')).toBe(7_776_000_000);
  expect(() => sizeBytes.parse('0B')).toThrow('expected a size such as 4MiB');
  expect(() => durationMs.parse('soon')).toThrow('not \\"soon\\"');
  expect(() => durationMs.parse(30)).toThrow('expected a duration such as 30s');
});

test.prop([fc.string({ minLength: 8 })])('a secret is not shown by anything that writes values out', (value) => {
  const parsed = new Secret(value);
  const shown = [String(parsed), JSON.stringify({ parsed }), inspect({ parsed })];
  expect(shown).toEqual(['***', '{"parsed":"***"}', '{ parsed: *** }']);
  expect(parsed.reveal()).toBe(value);
});
