import { createHash } from 'node:crypto';
import type { Caller } from './authentication.ts';

/**
 * The id of the ingestion that an `Idempotency-Key` stands for: a hash of caller and key, so that asking again finds the
 * same one, whichever gateway is asked, and two callers may choose the same key.
 */
export function ingestionIdOf(caller: Caller, key: string): string {
  const hash = createHash('sha256').update(`${caller}\n${key}`).digest('hex');
  return `key-${hash.slice(0, 40)}`;
}
