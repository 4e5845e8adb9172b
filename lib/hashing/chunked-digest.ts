import { createHash } from 'node:crypto';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { createChunkChecksums, createResumableChunkChecksums } from './chunk-checksums.ts';
import { createResumableMd5 } from './resumable-md5.ts';

/** MD5 and, where it was asked for, SHA-256 in lower-case hex; the chunks' checksums as `formatChecksums` writes them. */
export interface FileDigest {
  md5: string;
  sha256?: string;
  checksums: string;
}

/** MD5 of a content and the checksum of each of its chunks, under way. */
export interface ChunkedDigest {
  /** Bytes taken so far. */
  readonly bytes: number;
  /** Takes the next bytes, however they are cut. */
  update(data: Buffer<ArrayBuffer>): void;
  /** From where another process can go on; undefined when the digest is not resumable. */
  save(): HashCheckpoint | undefined;
  /** The digests, once all bytes were taken. */
  end(): FileDigest;
}

/** What is digested, and how. */
export interface ChunkedDigestOptions {
  /** Bytes of the whole content. */
  size: number;
  chunkSizeBytes: number;
  /** Two to three times as slow as the digest that cannot be saved. */
  isResumable: boolean;
  /** Also SHA-256. Its state cannot be saved: not of a resumable digest. */
  withSha256?: boolean;
  /** Where a resumable digest goes on; one of a content of the same size and chunk size. */
  from?: HashCheckpoint | undefined;
}

/** Starts a digest, or goes on with one. */
export function createChunkedDigest(options: ChunkedDigestOptions): ChunkedDigest {
  return options.isResumable ? createResumableDigest(options) : createFastDigest(options);
}

function createResumableDigest(options: ChunkedDigestOptions): ChunkedDigest {
  const { from } = options;
  const md5 = createResumableMd5(from && { state: from.md5, bytes: from.bytes });
  const checksums = createResumableChunkChecksums(options, from);
  return {
    get bytes() {
      return checksums.bytes;
    },
    update(data) {
      md5.update(data);
      checksums.update(data);
    },
    save: () => ({ bytes: checksums.bytes, md5: md5.save(), ...checksums.save() }),
    end: () => ({ md5: md5.digest(), checksums: checksums.end() }),
  };
}

function createFastDigest(options: ChunkedDigestOptions): ChunkedDigest {
  const md5 = createHash('md5');
  const sha256 = options.withSha256 === true ? createHash('sha256') : undefined;
  const checksums = createChunkChecksums(options);
  return {
    get bytes() {
      return checksums.bytes;
    },
    update(data) {
      md5.update(data);
      sha256?.update(data);
      checksums.update(data);
    },
    save: () => undefined,
    end: () => ({
      md5: md5.digest('hex'),
      ...(sha256 === undefined ? {} : { sha256: sha256.digest('hex') }),
      checksums: checksums.end(),
    }),
  };
}
