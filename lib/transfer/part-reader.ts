import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { KnownChecksums } from '../hashing/checksum.ts';
import type { SourceHandle } from '../sources/source.ts';
import type { ChunkBuffers } from './buffers.ts';

/** Which file is read, and into whose memory. */
export interface PartSource {
  source: string;
  handle: SourceHandle;
  /** Bytes of the file. */
  size: number;
  /** Bytes of a chunk; parts end where chunks do. */
  partSizeBytes: number;
  /** What the hashing pass knows of each chunk. */
  checksums: KnownChecksums;
  headBytes: number;
  tailBytes: number;
  buffers: ChunkBuffers;
  signal: AbortSignal;
}

/** A part of a file in a buffer, with room before and behind it. */
export interface ReadPart {
  buffer: Buffer;
  dataStart: number;
  length: number;
}

/** Reads parts in turn into the two halves of one buffer, a part ahead. Its end gives the buffer back. */
export interface PartReader extends AsyncDisposable {
  /**
   * The part from `position` to the end of its chunk, which was found to be what was hashed. With this call the part before
   * it is given back. Error: `SourceChanged`.
   */
  read(position: number): Promise<ReadPart>;
  /** Runs `work`, which has a part sent; when it fails the socket may still read the buffer, which is not used again then. */
  lend<T>(work: () => Promise<T>): Promise<T>;
}

/** Takes a buffer for parts of a file from `position` on: of two parts, or of one where no more is to come. */
export async function createPartReader(file: PartSource, position: number): Promise<PartReader> {
  const { handle, size, partSizeBytes, headBytes, tailBytes, buffers, signal } = file;
  const chunkOf = (at: number) => Math.floor(at / partSizeBytes);
  const chunkBytes = Math.min(partSizeBytes, size);
  const last = chunkOf(size - 1);
  const hasNext = chunkOf(position) < last;
  const gapBytes = tailBytes + headBytes;
  const taken = await buffers.take(
    { headBytes, chunkBytes: hasNext ? 2 * chunkBytes + gapBytes : chunkBytes, tailBytes },
    signal,
  );
  let isLost = false;
  let half = 0;
  let ahead: { chunk: number; dataStart: number; done: Promise<void> } | undefined;

  /** Reads a whole chunk, though only its end may be wanted: its checksum is that of all of it. */
  async function readChunk(chunk: number, dataStart: number): Promise<void> {
    const start = chunk * partSizeBytes;
    const length = Math.min(partSizeBytes, size - start);
    await handle.read(taken.buffer, dataStart, length, start);
    if (file.checksums.matches(chunk, taken.buffer.subarray(dataStart, dataStart + length))) return;
    const words = sentenceOf('{path} changed after it was hashed (part {part})', {
      path: file.source,
      part: chunk + 1,
    });
    throw new ModelrailError('SourceChanged', words);
  }

  function begin(chunk: number) {
    const dataStart = taken.dataStart + half * (chunkBytes + gapBytes);
    half = hasNext ? 1 - half : 0;
    const done = readChunk(chunk, dataStart);
    // Told by the next call, if there is one.
    done.catch(() => {});
    return { chunk, dataStart, done };
  }

  return {
    async read(at) {
      const chunk = chunkOf(at);
      const known = ahead;
      ahead = undefined;
      // The platform may want another part than the one that was read ahead.
      if (known !== undefined && known.chunk !== chunk) await known.done.catch(() => {});
      const present = known?.chunk === chunk ? known : begin(chunk);
      await present.done;
      if (chunk < last && hasNext) ahead = begin(chunk + 1);
      const offset = at - chunk * partSizeBytes;
      const end = Math.min((chunk + 1) * partSizeBytes, size);
      return { buffer: taken.buffer, dataStart: present.dataStart + offset, length: end - at };
    },
    async lend(work) {
      isLost = true;
      const result = await work();
      isLost = false;
      return result;
    },
    async [Symbol.asyncDispose]() {
      await ahead?.done.catch(() => {});
      if (isLost) buffers.discard(taken);
      else buffers.release(taken);
    },
  };
}
