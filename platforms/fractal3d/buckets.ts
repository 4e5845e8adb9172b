import { createHash } from 'node:crypto';
import type { BucketSize } from '../../lib/pacing/bucket-level.ts';
import { createTokenBucket, type TokenBucket } from '../../lib/pacing/token-bucket.ts';

/** Buckets as the document gives them (接口限流策略). */
export const BUCKET_SIZES = {
  token: { perSecond: 50, capacity: 500 },
  key: { perSecond: 20, capacity: 200 },
} as const satisfies Record<string, BucketSize>;

/** Keys that clients of this process use, with what they share. Two platforms of a configuration may have the same. */
const shared = new Map<string, { bucket: TokenBucket; users: number }>();

/** The bucket of a key, shared by all clients of this process that use it; to be given back by `close`. */
export function shareBucket(origin: string, key: string): { bucket: TokenBucket; close(): void } {
  const id = createHash('sha256').update(`${origin}\n${key}`).digest('base64');
  const entry = shared.get(id) ?? { bucket: createTokenBucket(BUCKET_SIZES.key), users: 0 };
  entry.users += 1;
  shared.set(id, entry);
  return {
    bucket: entry.bucket,
    close() {
      entry.users -= 1;
      if (entry.users === 0) shared.delete(id);
    },
  };
}
