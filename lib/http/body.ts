import type { WireAnswer } from './exchange.ts';
import { headerOf } from './headers.ts';

const EXCERPT_LENGTH = 200;

/** The body as text, in the character set that the answer names (Chinese servers' error pages are often GBK), else UTF-8. */
export function textOf(answer: WireAnswer): string {
  const charset = /charset="?([\w-]+)/i.exec(headerOf(answer.headers, 'content-type') ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(answer.body);
  } catch {
    // A character set that does not exist: UTF-8 is the best guess, and it never fails.
    return new TextDecoder().decode(answer.body);
  }
}

/** The first 200 characters of a text on one line. Secrets are taken out first: half of one would be found by nobody. */
export function excerptOf(text: string, redact: (text: string) => string): string {
  const folded = redact(text).replace(/\s+/g, ' ').trim();
  const characters = [...folded.slice(0, EXCERPT_LENGTH * 2)];
  return characters.length > EXCERPT_LENGTH ? `${characters.slice(0, EXCERPT_LENGTH).join('')}…` : folded;
}

/** Reads a text as JSON; `isJson` is false when it is none. */
export function parseJsonText(text: string): { isJson: true; value: unknown } | { isJson: false } {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    // That it is not JSON is the answer; the caller decides what that means.
    return { isJson: false };
  }
}

/**
 * What the other side says in an answer that is a failure: the words of the usual JSON fields, else the beginning of
 * the body; empty for an empty body.
 */
export function wordsOf(answer: WireAnswer, redact: (text: string) => string): string {
  const text = textOf(answer);
  const parsed = parseJsonText(text);
  const words = parsed.isJson ? [...new Set(wordsIn(parsed.value))].join(': ') : '';
  return excerptOf(words === '' ? text : words, redact);
}

const WORD_FIELDS = ['error', 'error_description', 'title', 'message', 'msg', 'detail', 'details'];

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const fields = new Map(Object.entries(value));
  return WORD_FIELDS.flatMap((name) => wordsIn(fields.get(name)));
}
