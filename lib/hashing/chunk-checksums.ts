import { crc32 } from 'node:zlib';
import { type Checksum, createChecksum, formatChecksums } from './checksum.ts';

/** Checksums of the chunks of a content, under way. */
export interface ChunkChecksums {
  /** Bytes taken so far. */
  readonly bytes: number;
  /** Takes the next bytes, however they are cut. */
  update(data: Buffer): void;
  /** The checksums of all chunks in the form of `formatChecksums`, once all bytes were taken. */
  end(): string;
}

/** The same from which another process can go on. */
export interface ResumableChunkChecksums extends ChunkChecksums {
  /** CRC-32 of the begun chunk, and those of the whole ones. */
  save(): { crc: number; checksums: string };
}

/** How a content is cut. */
interface ChunkLayout {
  /** Bytes. */
  size: number;
  chunkSizeBytes: number;
}

/** Starts the checksums of a content; GMAC. */
export function createChunkChecksums(layout: ChunkLayout): ChunkChecksums {
  const values = Buffer.alloc(4 * chunkCount(layout));
  const cut = createCutter(layout, 0);
  let finishedBytes = 0;
  let checksum: Checksum | undefined;
  return {
    get bytes() {
      return cut.bytes;
    },
    update(data) {
      cut.update(data, (part, isChunkEnd) => {
        checksum ??= createChecksum('gmac');
        checksum.update(part);
        if (!isChunkEnd) return;
        finishedBytes = values.writeUInt32BE(checksum.end(), finishedBytes);
        checksum = undefined;
      });
    },
    end: () => formatChecksums('gmac', values),
  };
}

/** Starts checksums that can be saved, or goes on `from` what was; CRC-32. */
export function createResumableChunkChecksums(
  layout: ChunkLayout,
  from?: { bytes: number; crc: number; checksums: string },
): ResumableChunkChecksums {
  const values = Buffer.alloc(4 * chunkCount(layout));
  const cut = createCutter(layout, from?.bytes ?? 0);
  let finishedBytes = values.write(from?.checksums ?? '', 'base64');
  let crc = from?.crc ?? 0;
  return {
    get bytes() {
      return cut.bytes;
    },
    update(data) {
      cut.update(data, (part, isChunkEnd) => {
        crc = crc32(part, crc);
        if (!isChunkEnd) return;
        finishedBytes = values.writeUInt32BE(crc, finishedBytes);
        crc = 0;
      });
    },
    save: () => ({ crc, checksums: formatChecksums('crc32', values.subarray(0, finishedBytes)) }),
    end: () => formatChecksums('crc32', values),
  };
}

function chunkCount({ size, chunkSizeBytes }: ChunkLayout): number {
  return Math.ceil(size / chunkSizeBytes);
}

/** Cuts what comes at the ends of chunks, after the first `bytes`. */
function createCutter({ size, chunkSizeBytes }: ChunkLayout, bytes: number) {
  let taken = bytes;
  return {
    get bytes() {
      return taken;
    },
    update(data: Buffer, onPart: (part: Buffer, isChunkEnd: boolean) => void): void {
      let offset = 0;
      while (offset < data.length) {
        const chunkEnd = Math.min((Math.floor(taken / chunkSizeBytes) + 1) * chunkSizeBytes, size);
        const part = data.subarray(offset, offset + chunkEnd - taken);
        offset += part.length;
        taken += part.length;
        onPart(part, taken === chunkEnd);
      }
    },
  };
}
