import { ModelrailError } from '../lib/errors.ts';

/** How deep a body may be nested; a request has four levels. */
const MAX_DEPTH = 32;
/** Values that a body may have: more than a request has that Temporal takes. */
const MAX_VALUES = 250_000;
/** Characters of a key; the longest that means something has eleven. */
const MAX_KEY_CHARACTERS = 200;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Measures a JSON text before anything is made of it: what is nested too deeply, or has too many or too long parts, would
 * hold up all other calls while it is parsed and looked at. Text that is no JSON passes; the parser refuses it.
 * Error: `InvalidRequest`.
 */
export function measureJson(text: string): void {
  let depth = 0;
  let values = 1;
  let stringStart = 0;
  let stringEnd = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Nearly all that a text is made of stands in strings, or is none of the marks.
    switch (code) {
      case QUOTE:
        stringStart = at;
        at = endOfString(text, at);
        stringEnd = at;
        break;
      case COLON:
        if (stringEnd - stringStart > MAX_KEY_CHARACTERS)
          throw refusal(`a key of ${stringEnd - stringStart} characters`);
        break;
      case COMMA:
        values += 1;
        if (values > MAX_VALUES) throw refusal(`more than ${MAX_VALUES} values`);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        if (depth > MAX_DEPTH) throw refusal(`more than ${MAX_DEPTH} levels`);
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      default:
    }
  }
}

/** The place of the quote that ends the string which begins at `start`; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function refusal(what: string): ModelrailError {
  return new ModelrailError('InvalidRequest', `the body has ${what}, which no request has`);
}
