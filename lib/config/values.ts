import { z } from 'zod';
import { parseDuration, parseSize } from '../quantities.ts';

function quantity(parse: (text: string) => number | undefined, expected: string) {
  return z.string({ error: `expected ${expected}` }).transform((text, context) => {
    const value = parse(text);
    if (value === undefined || value <= 0) {
      context.addIssue({ code: 'custom', message: `expected ${expected}, not "${text}"` });
      return z.NEVER;
    }
    return value;
  });
}

/** A size with its unit (`B`, `KiB`, `MiB`, `GiB`), in bytes. */
export const sizeBytes = quantity(parseSize, 'a size such as 4MiB (units: B, KiB, MiB, GiB)');

/** A duration with its unit (`ms`, `s`, `m`, `h`, `d`), in milliseconds. */
export const durationMs = quantity(parseDuration, 'a duration such as 30s (units: ms, s, m, h, d)');
