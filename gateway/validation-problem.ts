import { englishOf, type Phrase, phraseOf, type Sentence, sentenceOf } from '../contracts/sentences.ts';
import { joinLines } from '../lib/requests/problems.ts';
import { createProblem, type Problem } from './problems.ts';

/** What schemas found wrong with the address or the headers of a request. */
interface Validation {
  validation: readonly Issue[];
  validationContext?: string | undefined;
}

interface Issue {
  instancePath: string;
  keyword: string;
  message?: string;
  params?: Readonly<Record<string, unknown>>;
}

/** The problem for a request whose address or headers do not have their form. */
export function problemOfValidation({ validation, validationContext = 'body' }: Validation): Problem {
  const told = validation.map((issue) => sentenceOfIssue(issue, validationContext));
  return createProblem('InvalidRequest', joinLines(told.map(englishOf)), undefined, told);
}

function sentenceOfIssue(issue: Issue, context: string): Sentence {
  const name = issue.instancePath.split('/').filter(Boolean).join('.');
  return sentenceOf('{place}: {problem}', { place: placeOf(context, name), problem: problemOf(issue) });
}

function placeOf(context: string, name: string): Phrase {
  if (context === 'params') return phraseOf('path {name}', { name });
  if (context === 'headers') return phraseOf('header {name}', { name });
  if (context !== 'querystring') return phraseOf('body');
  return name === '' ? phraseOf('query') : phraseOf('query {name}', { name });
}

/** The library's words with their translation where ours are made of the same, else as they are. */
function problemOf({ message = 'is wrong', keyword, params = {} }: Issue): Phrase {
  const known = forms(keyword, params).find((form) => englishOf(form) === message);
  return known ?? { text: message, filling: {} };
}

/** What the library says of a code. */
function forms(code: string, { values, pattern, keys, maximum }: NonNullable<Issue['params']>): Phrase[] {
  switch (code) {
    case 'invalid_value':
      return [phraseOf('Invalid option: expected one of {values}', { values: quoted(values, '|') })];
    case 'invalid_format':
      return [phraseOf('Invalid string: must match pattern {pattern}', { pattern: String(pattern) })];
    case 'unrecognized_keys':
      return [
        phraseOf('Unrecognized key: {keys}', { keys: quoted(keys, ', ') }),
        phraseOf('Unrecognized keys: {keys}', { keys: quoted(keys, ', ') }),
      ];
    case 'too_big':
      return [phraseOf('Too big: expected string to have <={most} characters', { most: String(maximum) })];
    default:
      return [phraseOf('Invalid input')];
  }
}

function quoted(values: unknown, joint: string): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(joint) : '';
}
