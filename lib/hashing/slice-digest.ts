import { createHash } from 'node:crypto';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { createChunkChecksums } from './chunk-checksums.ts';
import { type ChunkedDigestOptions, createChunkedDigest, type FileDigest } from './chunked-digest.ts';
import type { Md5Lane } from './md5-lane.ts';

/** The digest of a file that is read slice by slice, each into memory that the digest gives. */
export interface SliceDigest {
  /** Bytes taken so far. */
  readonly bytes: number;
  /** The memory for the next slice. */
  nextSlice(): Promise<Buffer>;
  /** Takes the first `length` bytes of it. */
  take(length: number): void;
  /** From where another process can go on; undefined when the digest is not resumable. */
  save(): HashCheckpoint | undefined;
  /** The digests, once all bytes were taken. */
  end(): Promise<FileDigest>;
  /** Gives up what was begun, and ends when no other thread reads a slice any more. */
  abandon(): Promise<void>;
}

/** All of it in this thread, in one slice. */
export function createOneThreadDigest(options: ChunkedDigestOptions, slice: Buffer<ArrayBuffer>): SliceDigest {
  const digest = createChunkedDigest(options);
  return {
    get bytes() {
      return digest.bytes;
    },
    nextSlice: () => Promise.resolve(slice),
    take(length) {
      digest.update(slice.subarray(0, length));
    },
    save: () => digest.save(),
    end: () => Promise.resolve(digest.end()),
    abandon: () => Promise.resolve(),
  };
}

/** MD5, most of the work, in the lane's thread; the rest in this one. The lane has no other content meanwhile. */
export function createTwoThreadDigest(
  options: Omit<ChunkedDigestOptions, 'isResumable' | 'from'>,
  lane: Md5Lane,
): SliceDigest {
  const checksums = createChunkChecksums(options);
  const sha256 = options.withSha256 === true ? createHash('sha256') : undefined;
  let slice: Buffer = Buffer.alloc(0);
  return {
    /** What was read; the MD5 is a few slices behind. */
    get bytes() {
      return checksums.bytes;
    },
    async nextSlice() {
      slice = await lane.nextSlice();
      return slice;
    },
    take(length) {
      // First, so that the other thread has work.
      lane.push(length);
      const data = slice.subarray(0, length);
      sha256?.update(data);
      checksums.update(data);
    },
    save: () => undefined,
    async end() {
      const md5 = await lane.end();
      return { md5, ...(sha256 === undefined ? {} : { sha256: sha256.digest('hex') }), checksums: checksums.end() };
    },
    async abandon() {
      await lane.end();
    },
  };
}
