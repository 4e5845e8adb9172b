/** Names that Windows keeps for devices, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Bytes of a name that every file system takes, with room for what stands behind a temporary one. */
const MAX_BYTES = 200;

/**
 * A name that can be given to a file in a folder, and leads nowhere else, whatever it was made of: `extension` is kept, the rest is
 * cut where it is too long.
 */
export function safeFileName(base: string, extension: string): string {
  const plain = base
    .normalize('NFC')
    // What ends a path, or means something to a shell or a file system, and what cannot be seen.
    .replace(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '_');
  const named = plain === '' || DEVICES.test(plain) ? `_${plain}` : plain;
  return `${cutToBytes(named, MAX_BYTES - extension.length - 1)}.${extension}`;
}

function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    cut += character;
  }
  return cut;
}
