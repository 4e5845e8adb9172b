import { extname } from 'node:path';
import { cutToBytes } from '../../contracts/utf8.ts';

/** The longest name of a file that Linux's file systems take, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255;

/** For a name of which nothing can be used. */
const NAMELESS = 'model';

// Control characters, line separators, and marks that turn the direction of writing: they show another name than it is.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * The name under which a file is kept and registered: the last segment of what the sender calls it, whatever separates
 * the segments there, without what cannot be printed, at most 255 bytes with its extension.
 */
export function safeFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const printable = last.replace(UNPRINTABLE, '').trim();
  const name = /^\.*$/.test(printable) ? NAMELESS : printable;
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const extension = extname(name);
  const isUsual = extension !== '' && Buffer.byteLength(extension) < MAX_NAME_BYTES / 2;
  const tail = isUsual ? extension : '';
  return `${cutToBytes(name.slice(0, name.length - tail.length), MAX_NAME_BYTES - Buffer.byteLength(tail))}${tail}`;
}
