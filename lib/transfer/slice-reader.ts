import type { SourceHandle } from '../sources/source.ts';

/** Reads a file slice by slice into the two halves of a buffer, one slice ahead. */
export interface SliceReader {
  readonly count: number;
  /**
   * The next slice. With this call the one before it is given back: the slice after the next one is read into its memory. At most
   * one call at a time.
   */
  next(): Promise<Buffer>;
  /** Resolves when nothing is read into the buffer any more; never rejects. */
  settle(): Promise<void>;
}

/** Bytes of a slice, and of half a buffer. Larger ones gain nothing, smaller ones cost calls. */
export const SLICE_BYTES = 1024 * 1024;

/** Makes a reader over `size` bytes; `take` is called with each slice before it is given, in order. */
export function createSliceReader(options: {
  handle: SourceHandle;
  size: number;
  /** Two slices; less for a file of a single one. */
  buffer: Buffer;
  take(slice: Buffer): Promise<void>;
}): SliceReader {
  const { handle, size, buffer, take } = options;
  const count = Math.ceil(size / SLICE_BYTES);
  let given = 0;
  let ahead: Promise<Buffer> | undefined;

  async function read(index: number): Promise<Buffer> {
    const start = (index % 2) * SLICE_BYTES;
    const position = index * SLICE_BYTES;
    const length = Math.min(SLICE_BYTES, size - position);
    await handle.read(buffer, start, length, position);
    const slice = buffer.subarray(start, start + length);
    await take(slice);
    return slice;
  }

  return {
    count,
    async next() {
      const slice = await (ahead ?? read(given));
      given += 1;
      if (given < count) {
        ahead = read(given);
        // Told by the next call, if there is one.
        ahead.catch(() => {});
      }
      return slice;
    },
    async settle() {
      await ahead?.catch(() => {});
    },
  };
}
