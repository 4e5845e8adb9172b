import { cutText } from '../../contracts/well-formed.ts';

/** Characters of one piece of text that is taken over from the other side. */
export const MAX_WORDS_LENGTH = 2_000;

/** Shorter values are left alone: replacing them would make gibberish of ordinary words. */
const MIN_SECRET_LENGTH = 4;

/** Replaces every occurrence of the given secrets, also as they stand in an encoded form, by `***`. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const value of secrets) {
    if (value.length < MIN_SECRET_LENGTH) continue;
    for (const form of formsOf(value)) redacted = redacted.replaceAll(form, '***');
  }
  return redacted;
}

/** What a query has may let others read: it is taken out of every address in a text, also of one that is encoded. */
export function hideQueries(text: string): string {
  return text
    .replace(/(https?:(?:\\?\/){2}[^\s"'<>?]*\?)[^\s"'<>]*/gi, '$1***')
    .replace(/(https?%3A%2F%2F[^\s"'<>]*?%3F)[^\s"'<>]*/gi, '$1***');
}

/** What the query of an address may hold that lets others read: its values, and all of it. */
export function querySecrets(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { search, searchParams } = new URL(address);
  return search === '' ? [] : [search.slice(1), ...searchParams.values()];
}

/** So many secrets are known by their forms: those of a configuration are few. */
const MAX_KNOWN = 100;
const known = new Map<string, string[]>();

/** The forms of a secret; they are looked for in every answer. */
function formsOf(value: string): string[] {
  const kept = known.get(value);
  if (kept !== undefined) return kept;
  if (known.size >= MAX_KNOWN) known.clear();
  const forms = makeForms(value);
  known.set(value, forms);
  return forms;
}

/** A secret as it stands in text, in a form, in an address, in JSON and on a page; the longest first. */
function makeForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const forms = [
    value,
    new URLSearchParams([['', value]]).toString().slice(1),
    encodeURIComponent(value),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character),
  ];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Makes a text of a server safe to pass on: well-formed, without secrets, 2,000 characters at most. Secrets are redacted
 * before it is cut: half a secret would not be recognised.
 */
export function foreignWords(text: string, redact: (text: string) => string): string {
  return boundedWords(redact(text), MAX_WORDS_LENGTH);
}

/** The beginning of a text, with `…` where more would follow; `maxLength` characters at most, well-formed. */
export function boundedWords(text: string, maxLength: number): string {
  return text.length <= maxLength ? cutText(text, maxLength) : `${cutText(text, maxLength - 1)}…`;
}
