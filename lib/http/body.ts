import { toWellFormed } from '../../contracts/well-formed.ts';
import type { WireAnswer } from './exchange.ts';
import { textOf } from './text.ts';
import { boundedWords, foreignWords } from './words.ts';

const EXCERPT_LENGTH = 200;

/** The first 200 characters of a text on one line. Secrets are redacted first: a secret that was cut in half would not be recognised. */
export function excerptOf(text: string, redact: (text: string) => string): string {
  return boundedWords(redact(text).replace(/\s+/g, ' ').trim(), EXCERPT_LENGTH + 1);
}

/** Reads a text as JSON; `isJson` is false when it is none. */
export function parseJsonText(text: string): { isJson: true; value: unknown } | { isJson: false } {
  try {
    const value: unknown = JSON.parse(text);
    // Only an escape can bring half a character: the text itself comes from a decoder.
    return { isJson: true, value: HALF_CHARACTER.test(text) ? wellFormed(value) : value };
  } catch {
    // That it is not JSON is the answer; the caller decides what that means.
    return { isJson: false };
  }
}

const HALF_CHARACTER = /\\ud[89a-f]/i;

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return toWellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [toWellFormed(name), wellFormed(inner)]));
}

/** True for an answer that is a page for people, not data for programs. */
export function isPage(answer: WireAnswer, text: string): boolean {
  return /^\s*</.test(text) || /\bhtml\b/i.test(String(answer.headers['content-type'] ?? ''));
}

/**
 * What the other side says in an answer that is a failure: the words of the usual JSON fields, else the beginning of
 * the body; empty for an empty body.
 */
export function wordsOf(answer: WireAnswer, redact: (text: string) => string): string {
  const text = textOf(answer);
  const parsed = parseJsonText(text);
  const words = parsed.isJson ? [...new Set(wordsIn(parsed.value))].join(': ') : '';
  return words === '' ? excerptOf(text, redact) : foreignWords(words.replace(/\s+/g, ' '), redact);
}

const WORD_FIELDS = ['error', 'error_description', 'title', 'message', 'msg', 'detail', 'details'];

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const fields = new Map(Object.entries(value));
  return WORD_FIELDS.flatMap((name) => wordsIn(fields.get(name)));
}
