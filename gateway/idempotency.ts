import { createHash } from 'node:crypto';
import type { Caller } from './authentication.ts';

/** What an `Idempotency-Key` may be. */
export const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/** What is told of another one. */
export const KEY_RULE = 'an Idempotency-Key is 1 to 255 printable ASCII characters without blanks';

/**
 * The id of the ingestion that an `Idempotency-Key` stands for: a hash of caller and key, so that asking again finds the
 * same one, whichever gateway is asked, and two callers may choose the same key.
 */
export function ingestionIdOf(caller: Caller, key: string): string {
  return `key-${hashOf(caller, key).slice(0, 40)}`;
}

/**
 * The id of the file that an `Idempotency-Key` stands for, in the same way. Its source follows from it, so that a file that is sent
 * again after it was delivered is the same source in a request that is repeated.
 */
export function fileIdOf(caller: Caller, key: string): string {
  return hashOf(`file ${caller}`, key).slice(0, 32);
}

function hashOf(caller: string, key: string): string {
  return createHash('sha256').update(`${caller}\n${key}`).digest('hex');
}
