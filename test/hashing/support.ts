import { createCipheriv, createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { createChunkedDigest } from '../../lib/hashing/chunked-digest.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';

/** Digests of a content by Node's own hands: MD5, and the checksum of each chunk; CRC-32 where the digest is resumable. */
export function digestOf(
  content: Buffer,
  chunkSizeBytes: number,
  algorithm: 'gmac' | 'crc32' = 'gmac',
): { md5: string; checksums: string } {
  const checksum = algorithm === 'gmac' ? gmac : crc32;
  const chunks = Math.ceil(content.length / chunkSizeBytes);
  const checksums = Buffer.alloc(4 * chunks);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    checksums.writeUInt32BE(
      checksum(content.subarray(chunk * chunkSizeBytes, (chunk + 1) * chunkSizeBytes)),
      4 * chunk,
    );
  }
  const text = checksums.toString('base64');
  return {
    md5: createHash('md5').update(content).digest('hex'),
    checksums: algorithm === 'gmac' ? `gmac:${text}` : text,
  };
}

function gmac(data: Buffer): number {
  const cipher = createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  cipher.setAAD(data);
  cipher.final();
  return cipher.getAuthTag().readUInt32BE(0);
}

/** A checkpoint after so many bytes. */
export function checkpointAt(bytes: number, layout: { size: number; chunkSizeBytes: number }): HashCheckpoint {
  const digest = createChunkedDigest({ ...layout, isResumable: true });
  digest.update(pseudoRandomBytes(bytes, 1) as Buffer<ArrayBuffer>);
  const checkpoint = digest.save();
  if (checkpoint === undefined) throw new Error('a resumable digest gives checkpoints');
  return checkpoint;
}
