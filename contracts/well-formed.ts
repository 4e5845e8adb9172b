const HALF_CHARACTER = /\p{Surrogate}/u;
const HALF_CHARACTERS = /\p{Surrogate}/gu;

/** True for a text without half a surrogate pair: only such a text can be written as UTF-8. */
export function isWellFormed(text: string): boolean {
  return !HALF_CHARACTER.test(text);
}

/** The text with U+FFFD in the place of each half of a surrogate pair. */
export function toWellFormed(text: string): string {
  return text.replace(HALF_CHARACTERS, '\ufffd');
}

/** Where below a value the first text with half a surrogate pair stands, such as `files[2].name`; undefined without any. */
export function findHalfCharacter(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return isWellFormed(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [key, part] of Object.entries(value)) {
    const at = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = isWellFormed(key) ? findHalfCharacter(part, at) : toWellFormed(at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a text with half a surrogate pair is refused with, as the end of a sentence. */
export const HALF_CHARACTER_PROBLEM = 'has half a character (an unpaired surrogate), which cannot be written as UTF-8';

/** The beginning of a text: at most so many UTF-16 units, in whole characters, well-formed. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return toWellFormed(text);
  const cut = text.slice(0, maxLength);
  const isHalved = /[\ud800-\udbff]$/.test(cut) && /^[\udc00-\udfff]/.test(text.slice(maxLength));
  return toWellFormed(isHalved ? cut.slice(0, -1) : cut);
}
