import { crc32 } from 'node:zlib';

/** CRC-32 of each chunk of a content, under way. */
export interface ChunkChecksums {
  /** Bytes taken so far. */
  readonly bytes: number;
  /** Takes the next bytes, however they are cut. */
  update(data: Buffer): void;
  /** CRC-32 of the begun chunk, and those of the whole ones (four bytes each, big endian, base64). */
  save(): { crc: number; checksums: string };
  /** The checksums of all chunks in the same form, once all bytes were taken. */
  end(): string;
}

/** Starts the checksums of `size` bytes in chunks of `chunkSizeBytes`, or goes on `from` what was saved. */
export function createChunkChecksums(
  { size, chunkSizeBytes }: { size: number; chunkSizeBytes: number },
  from?: { bytes: number; crc: number; checksums: string },
): ChunkChecksums {
  const checksums = Buffer.alloc(4 * Math.ceil(size / chunkSizeBytes));
  let finishedBytes = checksums.write(from?.checksums ?? '', 'base64');
  let bytes = from?.bytes ?? 0;
  let crc = from?.crc ?? 0;

  return {
    get bytes() {
      return bytes;
    },
    update(data) {
      let offset = 0;
      while (offset < data.length) {
        const chunkEnd = Math.min((Math.floor(bytes / chunkSizeBytes) + 1) * chunkSizeBytes, size);
        const part = data.subarray(offset, offset + chunkEnd - bytes);
        crc = crc32(part, crc);
        offset += part.length;
        bytes += part.length;
        if (bytes === chunkEnd) {
          finishedBytes = checksums.writeUInt32BE(crc, finishedBytes);
          crc = 0;
        }
      }
    },
    save: () => ({ crc, checksums: checksums.toString('base64', 0, finishedBytes) }),
    end: () => checksums.toString('base64'),
  };
}
