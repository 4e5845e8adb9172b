import type { z } from 'zod';
import { say, spokenLanguage, translated } from '../words/say.ts';

/** What a type of zod's is called. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/**
 * What a schema says where it has no words of its own, for `safeParse`: in English those of the library, in other languages ours by
 * the library's code. No value is quoted: it may be a secret.
 */
export function schemaWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (spokenLanguage() === 'en') return undefined;
  switch (issue.code) {
    case 'invalid_type':
      return expected(translated(TYPES[issue.expected] ?? issue.expected));
    case 'invalid_value':
      return expected(` ${issue.values.map(String).join(say(' or '))}`);
    case 'invalid_format':
      return issue.format === 'url' ? expected(translated('an address')) : undefined;
    case 'invalid_key':
      return translated(issue.issues[0]?.message ?? '');
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? say('must be at least {least}', { least: String(issue.minimum) })
        : say('must not be empty');
    case 'too_big':
      return tooBig(issue.origin, String(issue.maximum));
    default:
      return undefined;
  }
}

function expected(what: string): string {
  return say('expected {what}', { what });
}

function tooBig(origin: string, most: string): string {
  if (origin === 'string') return say('has more than {count} characters', { count: most });
  if (origin === 'array') return say('has more than {count} elements', { count: most });
  return say('must be at most {most}', { most });
}
