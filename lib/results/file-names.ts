import { createHash } from 'node:crypto';
import { cutToBytes } from '../../contracts/utf8.ts';

/** Names that Windows keeps for devices, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Bytes of a name that every file system takes. */
const MAX_BYTES = 200;
/** An id that is longer is told by its digest. */
const MAX_SUFFIX_BYTES = 80;

/**
 * A name that can be given to a file in a folder, and leads nowhere else, whatever it was made of: `extension` and the `suffix` before
 * it, which tells it from others, are kept, the rest is cut where it is too long.
 */
export function safeFileName(base: string, extension: string, suffix = ''): string {
  const end = `${Buffer.byteLength(suffix) > MAX_SUFFIX_BYTES ? digestOf(suffix) : plain(suffix)}.${extension}`;
  const beginning = plain(base).replace(/^[\s.]+|[\s.]+$/g, '_');
  const named = beginning === '' || DEVICES.test(beginning) ? `_${beginning}` : beginning;
  return `${cutToBytes(named, MAX_BYTES - Buffer.byteLength(end))}${end}`;
}

/** Without what ends a path, or means something to a shell or a file system, and without what cannot be seen. */
function plain(text: string): string {
  return text.normalize('NFC').replace(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '_');
}

function digestOf(suffix: string): string {
  return `-${createHash('sha256').update(suffix).digest('hex').slice(0, 24)}`;
}
