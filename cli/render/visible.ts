/**
 * What a terminal acts on instead of showing it: control characters (C0, DEL, C1), line separators, marks that turn the
 * direction of writing, and halves of characters.
 */
const UNSHOWN = String.raw`\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\p{Surrogate}`;
const ALL = new RegExp(`[${UNSHOWN}]`, 'gu');
/** The same but line ends and tabs; the colours that we paint with are found first, so that they can stay. */
const IN_LINES = new RegExp(String.raw`\u001b\[\d{1,2}m|(?![\n\t])[${UNSHOWN}]`, 'gu');
/** What `JSON.stringify` leaves as it is. */
const IN_JSON = new RegExp(`(?![\n])[${UNSHOWN}]`, 'gu');

/** Escapes of JSON: of a backslash, which is passed over, and of control characters but line ends and tabs. */
const ESCAPED_CONTROL = /\\\\|\\u00[01][\da-f]|\\[bfr]/g;
const SHORT_ESCAPES: Readonly<Record<string, number>> = { '\\b': 0x08, '\\f': 0x0c, '\\r': 0x0d };

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/** One line of text as a person may see it: nothing in it moves the cursor, and what would is seen (`␛`, `\u202e`). */
export function visible(text: string): string {
  return text.replace(ALL, picture);
}

/** Lines that are about to be written to a person; our own colours stay where there are any. */
export function visibleLines(text: string, hasColors: boolean): string {
  return text.replace(IN_LINES, (found) => (found.length > 1 && hasColors ? found : found.replace(ALL, picture)));
}

/** JSON with escapes in place of all that a terminal would act on. It means the same. */
export function visibleJson(json: string): string {
  return json.replace(IN_JSON, escaped);
}

/**
 * A line of a log, as JSON, whose reader shows the texts in it to a person: in them stands what is seen instead of all
 * that a terminal would act on. Line ends and tabs stay.
 */
export function visibleLog(line: string): string {
  return line
    .replace(IN_JSON, (found) => `\\${escaped(found)}`)
    .replace(ESCAPED_CONTROL, (found) => {
      if (found === '\\\\') return found;
      return picture(String.fromCodePoint(SHORT_ESCAPES[found] ?? Number.parseInt(found.slice(2), 16)));
    });
}

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  return code === DELETE ? DELETE_PICTURE : escaped(character);
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
