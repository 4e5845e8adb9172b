import { z } from 'zod';
import { cutText } from '../../contracts/well-formed.ts';
import { didYouMean, withHint } from '../config/nearest.ts';
import { say, translated } from '../words/say.ts';
import { MAX_TOLD, type RequestProblem } from './problems.ts';

const MAX_SHOWN_CHARACTERS = 200;

/** What a schema finds wrong with a request: the first hundred problems, and how many more there are. */
export interface SchemaProblems {
  problems: RequestProblem[];
  untold: number;
}

/** Parses a request; a schema's own words count, and ours where it has none. */
export function parseBySchema<Output>(schema: z.ZodType<Output>, value: unknown): { data: Output } | SchemaProblems {
  const parsed = schema.safeParse(value, { error: problemText });
  if (parsed.success) return { data: parsed.data };
  const problems: RequestProblem[] = [];
  let untold = 0;
  for (const issue of parsed.error.issues) {
    const told = toProblems(schema, issue, MAX_TOLD - problems.length);
    problems.push(...told);
    untold += (issue.code === 'unrecognized_keys' ? issue.keys.length : 1) - told.length;
  }
  return { problems, untold };
}

function toProblems(schema: z.ZodType, issue: z.core.$ZodIssue, max: number): RequestProblem[] {
  if (max <= 0) return [];
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const known = knownKeys(schema, path);
  return issue.keys.slice(0, max).map((key) => ({
    path: [...path, key],
    message: unknownKey(key, known),
  }));
}

function unknownKey(key: string, known: readonly string[]): string {
  return withHint(say('is an unknown key'), didYouMean(key, known));
}

function problemText(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'custom') return undefined;
  if (issue.input === undefined) return say('is missing');
  if (issue.code === 'invalid_type')
    return say('must be {what}, not {value}', { what: article(issue.expected), value: shown(issue.input) });
  if (issue.code === 'invalid_value')
    return say('must be {what}, not {value}', { what: oneOf(issue.values.map(String)), value: shown(issue.input) });
  if (issue.code === 'too_small') return issue.origin === 'array' ? say('are missing') : tooSmall(issue);
  if (issue.code === 'too_big') return tooBig(issue);
  return undefined;
}

function oneOf(values: readonly string[]): string {
  const [a = '', b, c, ...others] = values;
  if (b === undefined) return a;
  if (c === undefined) return say('{a} or {b}', { a, b });
  return others.length === 0 ? say('{a} or {b} or {c}', { a, b, c }) : values.join(say(' or '));
}

function tooBig({ origin, maximum }: Pick<z.core.$ZodIssueTooBig, 'origin' | 'maximum'>): string {
  return origin === 'array'
    ? say('has more than {count} elements', { count: String(maximum) })
    : say('must be at most {most}', { most: String(maximum) });
}

/** A value as JSON, as far as it says which one is meant. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_CHARACTERS ? `${cutText(text, MAX_SHOWN_CHARACTERS)}…` : text;
}

function tooSmall({ origin, minimum }: Pick<z.core.$ZodIssueTooSmall, 'origin' | 'minimum'>): string {
  return origin === 'string' ? say('must not be empty') : say('must be at least {least}', { least: String(minimum) });
}

const TYPE_NAMES: Record<string, string> = {
  int: 'an integer',
  number: 'an integer',
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  boolean: 'true or false',
};

function article(type: string): string {
  return translated(TYPE_NAMES[type] ?? type);
}

/** The keys that a mapping at this place may have. */
function knownKeys(schema: z.ZodType, path: RequestProblem['path']): string[] {
  const last = path.reduce<unknown>((at, part) => {
    const outer = unwrapped(at);
    if (outer instanceof z.ZodArray) return outer.element;
    return outer instanceof z.ZodObject ? outer.shape[part] : undefined;
  }, schema);
  const mapping = unwrapped(last);
  return mapping instanceof z.ZodObject ? Object.keys(mapping.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}
