import { z } from 'zod';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { MD5_BLOCK_BYTES, MD5_STATE_BYTES } from './resumable-md5.ts';

const UINT32_MAX = 0xffff_ffff;

const schema = z.object({
  bytes: z.int().min(0),
  md5: z.base64(),
  crc: z.int().min(0).max(UINT32_MAX),
  checksums: z.base64(),
});

/**
 * Reads what an earlier attempt left, perhaps another version of this program; undefined for anything that cannot be a
 * checkpoint of a file of this size in these chunks: it is hashed from its beginning then.
 */
export function parseCheckpoint(
  value: unknown,
  { size, chunkSizeBytes }: { size: number; chunkSizeBytes: number },
): HashCheckpoint | undefined {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return undefined;
  const { bytes, md5, checksums } = parsed.data;
  const chunks = bytes === size ? Math.ceil(size / chunkSizeBytes) : Math.floor(bytes / chunkSizeBytes);
  const fits =
    bytes <= size &&
    Buffer.byteLength(md5, 'base64') === MD5_STATE_BYTES + (bytes % MD5_BLOCK_BYTES) &&
    Buffer.byteLength(checksums, 'base64') === 4 * chunks;
  return fits ? parsed.data : undefined;
}
