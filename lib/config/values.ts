import { z } from 'zod';
import { parseDuration, parseSize } from '../quantities.ts';
import { say, translated } from '../words/say.ts';

function quantity(parse: (text: string) => number | undefined, expected: string) {
  const what = () => translated(expected);
  return z.string({ error: () => say('expected {what}', { what: what() }) }).transform((text, context) => {
    const value = parse(text);
    if (value === undefined || value <= 0) {
      context.addIssue({ code: 'custom', message: say('expected {what}, not "{text}"', { what: what(), text }) });
      return z.NEVER;
    }
    return value;
  });
}

/** A size with its unit (`B`, `KiB`, `MiB`, `GiB`), in bytes. */
export const sizeBytes = quantity(parseSize, 'a size such as 4MiB (units: B, KiB, MiB, GiB)');

/** A duration with its unit (`ms`, `s`, `m`, `h`, `d`), in milliseconds. */
export const durationMs = quantity(parseDuration, 'a duration such as 30s (units: ms, s, m, h, d)');
