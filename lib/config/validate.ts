import { z } from 'zod';
import { say, translated } from '../words/say.ts';
import type { KeyPath } from './document.ts';
import { type InterpolationScope, interpolate, isInterpolated } from './interpolate.ts';
import { didYouMean } from './nearest.ts';
import { schemaWords } from './schema-words.ts';

/** Something wrong at a key. */
export interface KeyProblem {
  path: KeyPath;
  message: string;
}

/**
 * Checks a part of the configuration as it stands in the file, `${…}` unreplaced: keys, and values that hold no `${…}`.
 * No environment variable and no file is looked at, so no secret is needed for it.
 */
export function checkAsWritten(schema: z.ZodType, written: unknown, at: KeyPath): KeyProblem[] {
  const parsed = schema.safeParse(written, { error: schemaWords });
  if (parsed.success) return [];
  return parsed.error.issues
    .filter((issue) => !isInterpolated(valueAt(written, issue.path)))
    .flatMap((issue) => describe(issue, schema, written, at));
}

/** Replaces `${…}` in a part of the configuration and parses it. All problems are given, never only the first. */
export function resolveValues<Schema extends z.ZodType>(
  schema: Schema,
  written: unknown,
  at: KeyPath,
  scope: InterpolationScope,
): { value: z.output<Schema> } | { problems: KeyProblem[] } {
  const { value, missing } = interpolate(written, scope);
  if (missing.length > 0) {
    return {
      problems: missing.map(({ path, message }) => ({
        path: [...at, ...path],
        message: atKey([...at, ...path], message),
      })),
    };
  }
  const words = { error: schemaWords };
  const first = schema.safeParse(value, words);
  const parsed = first.success ? first : schema.safeParse(convertTexts(value, written, first.error.issues), words);
  if (parsed.success) return { value: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => {
    const asWritten = valueAt(written, issue.path);
    const put = valueAt(value, issue.path);
    return describe(issue, schema, written, at).map((problem) =>
      // A message may quote the value that it refuses: of a replaced one only what stands in the file is shown.
      isInterpolated(asWritten) && typeof put === 'string' && put !== ''
        ? { ...problem, message: problem.message.replaceAll(put, asWritten) }
        : problem,
    );
  });
  return { problems };
}

/** `${PORT}` gives a text; where the schema wants a number or a boolean, the text is read as one. */
function convertTexts(value: unknown, written: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    if (!isInterpolated(valueAt(written, issue.path))) continue;
    const text = String(valueAt(copy, issue.path)).trim();
    const parent = valueAt(copy, issue.path.slice(0, -1));
    const key = issue.path.at(-1);
    if (typeof parent !== 'object' || parent === null || key === undefined) continue;
    if (wants(issue, 'number') && text !== '' && Number.isFinite(Number(text))) Reflect.set(parent, key, Number(text));
    if (wants(issue, 'boolean') && /^(true|false)$/.test(text)) Reflect.set(parent, key, text === 'true');
  }
  return copy;
}

/** True when a value of this type would do, or may: one of several values that are allowed has it. */
function wants(issue: z.core.$ZodIssue, type: 'number' | 'boolean'): boolean {
  if (issue.code === 'invalid_value') return issue.values.some((value) => typeof value === type);
  return issue.code === 'invalid_type' && issue.expected === type;
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType, written: unknown, at: KeyPath): KeyProblem[] {
  const path = [...at, ...keysOf(issue.path)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, knownKeys(schema, issue.path)));
  }
  const value = valueAt(written, issue.path);
  const key = issue.path.at(-1);
  if ((value === undefined || value === null) && key !== undefined) {
    return [{ path, message: missingKey(String(key), path.slice(0, -1)) }];
  }
  const text = translated(issue.message.replace(/^Invalid input: /, ''));
  const hint = isTextExpected(issue) && typeof value !== 'object' ? say(' (put it in quotes)') : '';
  return [{ path, message: atKey(path, `${text}${hint}`) }];
}

function isTextExpected(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'string';
}

/** The problem of an unknown key, with a suggestion. */
export function unknownKey(key: string, parent: KeyPath, known: readonly string[]): KeyProblem {
  const message =
    parent.length === 0
      ? say('unknown key "{key}"', { key })
      : say('unknown key "{key}" in {place}', { key, place: dotted(parent) });
  return { path: [...parent, key], message: `${message}${didYouMean(key, known)}` };
}

/** What is said of a key that a mapping lacks. */
export function missingKey(key: string, parent: KeyPath): string {
  return parent.length === 0
    ? say('missing key "{key}"', { key })
    : say('missing key "{key}" in {place}', { key, place: dotted(parent) });
}

/** What is wrong behind the key that it is about: `gateway.port: …`. */
export function atKey(path: KeyPath, message: string): string {
  return path.length === 0 ? message : say('{title}: {text}', { title: dotted(path), text: message });
}

function dotted(path: KeyPath): string {
  return path
    .map((step, position) => (typeof step === 'number' ? `[${step}]` : position === 0 ? step : `.${step}`))
    .join('');
}

/** The path of a problem of a schema, as that of a key. */
export function keysOf(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** Keys that the schema allows at a path. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = unwrap(schema);
  for (const step of path) {
    if (current instanceof z.ZodObject) current = unwrap(current.shape[String(step)]);
    else if (current instanceof z.ZodArray) current = unwrap(current.element);
    else if (current instanceof z.ZodRecord) current = unwrap(current.valueType);
    else return [];
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}
