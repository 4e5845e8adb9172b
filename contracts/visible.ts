/**
 * What a terminal acts on instead of showing it, and what turns a name around on a page: control characters (C0, DEL, C1), line
 * separators, marks that turn the direction of writing, and halves of characters. As the inside of a class of a pattern.
 */
export const UNSHOWN = String.raw`\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\p{Surrogate}`;
const ALL = new RegExp(`[${UNSHOWN}]`, 'gu');

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/** One line of text as a person may see it: nothing in it moves the cursor, and what would is seen (`␛`, `\u202e`). */
export function visible(text: string): string {
  return text.replace(ALL, picture);
}

/** What is seen in place of a character of {@link UNSHOWN}. */
export function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  return code === DELETE ? DELETE_PICTURE : escaped(character);
}

/** A character as JSON escapes it. */
export function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
