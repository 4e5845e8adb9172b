import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ModelrailError } from '../errors.ts';
import { say, wordsOf } from '../words/say.ts';
import type { KeyPath } from './document.ts';
import { decodeText } from './text-file.ts';

/** Where `${…}` takes its values from. */
export interface InterpolationScope {
  env: NodeJS.ProcessEnv;
  /** Folder that relative paths of `${file:PATH}` count from. */
  folder: string;
}

/** A `${…}` that has no value. */
export interface MissingValue {
  path: KeyPath;
  message: string;
}

const REFERENCE = /\$\{([^}]*)\}/g;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** True for a text that holds a `${…}`. */
export function isInterpolated(value: unknown): value is string {
  return typeof value === 'string' && value.search(REFERENCE) >= 0;
}

/** The paths of all `${file:PATH}` in the texts below `value`, as they are written. */
export function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(REFERENCE)].flatMap(([, reference = '']) =>
      reference.startsWith('file:') ? [reference.slice('file:'.length)] : [],
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(filesNamedIn);
}

/**
 * Replaces `${NAME}` by an environment variable and `${file:PATH}` by a file's content (without the line end at its end)
 * in every text below `value`. What is put in is not looked at again.
 */
export function interpolate(
  value: unknown,
  scope: InterpolationScope,
  path: KeyPath = [],
): { value: unknown; missing: MissingValue[] } {
  const missing: MissingValue[] = [];
  return { value: replaceBelow(value, path), missing };

  function replaceBelow(part: unknown, at: KeyPath): unknown {
    if (typeof part === 'string') return replaceIn(part, at);
    if (Array.isArray(part)) return part.map((element, position) => replaceBelow(element, [...at, position]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, replaceBelow(inner, [...at, key])]));
  }

  function replaceIn(text: string, at: KeyPath): string {
    return text.replace(REFERENCE, (whole: string, reference: string) => {
      const found = lookUp(reference, scope);
      if (typeof found === 'string') return found;
      missing.push({ path: at, message: found.problem });
      return whole;
    });
  }
}

function lookUp(reference: string, scope: InterpolationScope): string | { problem: string } {
  if (reference.startsWith('file:')) return readSecretFile(reference.slice('file:'.length), scope.folder);
  if (!VARIABLE_NAME.test(reference)) {
    const forms = { variable: '${NAME}', file: '${file:PATH}' };
    const text = `\${${reference}}`;
    return { problem: say('"{text}" is neither {variable} of an environment variable nor {file}', { text, ...forms }) };
  }
  return scope.env[reference] ?? { problem: say('environment variable {name} is not set', { name: reference }) };
}

function readSecretFile(path: string, folder: string): string | { problem: string } {
  const name = say('file "{path}"', { path });
  try {
    // Mounted secrets and `echo secret > file` end in a line end that is no part of the secret.
    return decodeText(readFileSync(resolve(folder, path)), name).replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof ModelrailError) return { problem: wordsOf(error) };
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const problem =
      code === 'ENOENT'
        ? say('{path} does not exist', { path: name })
        : say('{path} cannot be read ({code})', { path: name, code });
    return { problem };
  }
}
