import type { WireAnswer } from './exchange.ts';
import { headerOf } from './headers.ts';

/** Byte order marks. UTF-8's is left out by its decoder. */
const MARKS = [
  { bytes: [0xff, 0xfe], charset: 'utf-16le' },
  { bytes: [0xfe, 0xff], charset: 'utf-16be' },
  { bytes: [0xef, 0xbb, 0xbf], charset: 'utf-8' },
];

/** Names that servers write by default, whatever they send. */
const SAYS_NOTHING = /^(utf-?8|iso-?8859-1|latin-?1|us-ascii)$/i;

/** Holds every character of the older Chinese sets GBK and GB2312. */
const CHINESE = 'gb18030';

/**
 * The body as text: by its byte order mark, else in the character set that the answer names, else in UTF-8 where it is
 * that, else in GB18030.
 */
export function textOf({ body, headers }: Pick<WireAnswer, 'body' | 'headers'>): string {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, index) => body[index] === byte));
  const named = /charset\s*=\s*["']?([\w.:-]+)/i.exec(headerOf(headers, 'content-type') ?? '')?.[1];
  const charset = mark?.charset ?? (named === undefined || SAYS_NOTHING.test(named) ? undefined : named);
  if (charset !== undefined) {
    try {
      return new TextDecoder(charset).decode(body);
    } catch {
      // A character set that does not exist says nothing either.
    }
  }
  return isUtf8(body) ? new TextDecoder().decode(body) : new TextDecoder(CHINESE).decode(body);
}

/** True for UTF-8, also where it ends within a character, as an answer that was cut does. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    // That it is something else is the answer.
    return false;
  }
}
