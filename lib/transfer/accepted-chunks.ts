import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** How often a platform accepted each chunk of a file; requests that failed are not counted. */
export interface AcceptedChunks {
  /** The platform accepted this chunk once more. */
  add(position: number): void;
  of(position: number): number;
  /** The counts as text, for a later attempt; undefined while nothing was accepted. */
  encode(): string | undefined;
}

/** So few counts are no shorter when they are compressed, which costs more than all else of a small file's report. */
const FEW = 64;

/** Makes the counts of a file of so many chunks. */
export function createAcceptedChunks(
  chunks: number,
  {
    before = [],
    atLeast = 0,
  }: {
    /** What earlier attempts have encoded. A text that does not fit the file is ignored: it is a hint. */
    before?: readonly (string | undefined)[];
    /** Every chunk was accepted so often before. */
    atLeast?: number;
  } = {},
): AcceptedChunks {
  const counts = new Uint8Array(chunks).fill(atLeast);
  for (const text of before) {
    for (const [position, count] of decode(text, chunks).entries()) {
      counts[position] = Math.max(counts[position] ?? 0, count);
    }
  }
  return {
    add(position) {
      // A chunk that was accepted 255 times is past every bound.
      counts[position] = Math.min(255, (counts[position] ?? 0) + 1);
    },
    of: (position) => counts[position] ?? 0,
    encode: () => (counts.some((count) => count > 0) ? packed(counts).toString('base64') : undefined),
  };
}

function packed(counts: Uint8Array): Buffer {
  if (counts.length > FEW) return deflateRawSync(counts, { level: 1 });
  // One last block, stored as it is (RFC 1951, 3.2.4).
  const head = Buffer.from([1, counts.length, 0, ~counts.length & 0xff, 0xff]);
  return Buffer.concat([head, counts]);
}

function decode(text: string | undefined, chunks: number): Uint8Array {
  if (text === undefined) return new Uint8Array();
  try {
    const counts = inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: chunks });
    return counts.length === chunks ? counts : new Uint8Array();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return new Uint8Array();
    throw error;
  }
}
