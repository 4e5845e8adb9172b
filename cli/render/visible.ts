import { escaped, picture, UNSHOWN, visible } from '../../contracts/visible.ts';

/** The same but line ends and tabs; the colours that we paint with are found first, so that they can stay. */
const IN_LINES = new RegExp(String.raw`\u001b\[\d{1,2}m|(?![\n\t])[${UNSHOWN}]`, 'gu');
/** What `JSON.stringify` leaves as it is. */
const IN_JSON = new RegExp(`(?![\n])[${UNSHOWN}]`, 'gu');

/** Escapes of JSON: of a backslash, which is passed over, and of control characters but line ends and tabs. */
const ESCAPED_CONTROL = /\\\\|\\u00[01][\da-f]|\\[bfr]/g;
const SHORT_ESCAPES: Readonly<Record<string, number>> = { '\\b': 0x08, '\\f': 0x0c, '\\r': 0x0d };

/** Lines that are about to be written to a person; our own colours stay where there are any. */
export function visibleLines(text: string, hasColors: boolean): string {
  return text.replace(IN_LINES, (found) => (found.length > 1 && hasColors ? found : visible(found)));
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
