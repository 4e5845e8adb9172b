import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { createChunkedDigest } from '../../lib/hashing/chunked-digest.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';

/** Digests of a content by Node's own hands: MD5, and the CRC-32 of each chunk. */
export function digestOf(content: Buffer, chunkSizeBytes: number): { md5: string; checksums: string } {
  const chunks = Math.ceil(content.length / chunkSizeBytes);
  const checksums = Buffer.alloc(4 * chunks);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    checksums.writeUInt32BE(crc32(content.subarray(chunk * chunkSizeBytes, (chunk + 1) * chunkSizeBytes)), 4 * chunk);
  }
  return { md5: createHash('md5').update(content).digest('hex'), checksums: checksums.toString('base64') };
}

/** A checkpoint after so many bytes. */
export function checkpointAt(bytes: number, layout: { size: number; chunkSizeBytes: number }): HashCheckpoint {
  const digest = createChunkedDigest({ ...layout, isResumable: true });
  digest.update(pseudoRandomBytes(bytes, 1) as Buffer<ArrayBuffer>);
  const checkpoint = digest.save();
  if (checkpoint === undefined) throw new Error('a resumable digest gives checkpoints');
  return checkpoint;
}
