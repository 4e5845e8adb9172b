import { type Phrase, phraseOf, sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import { MAX_LIST } from '../lib/requests/ingest-request.ts';

/** How deep a body may be nested; a request has four levels. */
const MAX_DEPTH = 32;
/** Values that a body may have: more than a request has that Temporal takes. */
const MAX_VALUES = 100_000;
/** Lists and objects that a body may have: each file is one, and a list of it may be. */
const MAX_CONTAINERS = 200_000;
/** Characters of a key; the longest that means something has eleven. */
const MAX_KEY_CHARACTERS = 200;
/** Keys of one object: what means something has a dozen. */
const MAX_KEYS = 200;
/** The list of files is within the request; lists that lie deeper are those of a file. */
const FILES_DEPTH = 2;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How deep lists of any length may lie in a body of this route. Default: as deep as the files of a request. */
    longListsTo?: number;
  }
}

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
 * `longListsTo`: how deep lists of any length may lie. Error: `InvalidRequest`.
 */
export function measureJson(text: string, longListsTo = FILES_DEPTH): void {
  const keys: number[] = [];
  const commas: number[] = [];
  let depth = 0;
  let values = 1;
  let containers = 0;
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
          throw refusal(phraseOf('a key of {count} characters', { count: String(stringEnd - stringStart) }));
        keys[depth] = (keys[depth] ?? 0) + 1;
        if ((keys[depth] ?? 0) > MAX_KEYS)
          throw refusal(phraseOf('an object of more than {most} keys', { most: String(MAX_KEYS) }));
        break;
      case COMMA:
        values += 1;
        commas[depth] = (commas[depth] ?? 0) + 1;
        if (depth > longListsTo && (commas[depth] ?? 0) >= MAX_LIST)
          throw refusal(phraseOf('a list of more than {most} values', { most: String(MAX_LIST) }));
        if (values > MAX_VALUES) throw refusal(phraseOf('more than {most} values', { most: String(MAX_VALUES) }));
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        // Those that hold one value have no comma that is counted.
        containers += 1;
        if (containers > MAX_CONTAINERS)
          throw refusal(phraseOf('more than {most} lists and objects', { most: String(MAX_CONTAINERS) }));
        keys[depth] = 0;
        // In an object the keys are counted.
        commas[depth] = code === OPEN_LIST ? 0 : Number.NEGATIVE_INFINITY;
        if (depth > MAX_DEPTH) throw refusal(phraseOf('more than {most} levels', { most: String(MAX_DEPTH) }));
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

function refusal(what: Phrase): ModelrailError {
  return new ModelrailError('InvalidRequest', sentenceOf('the body has {what}, which no request has', { what }));
}
