import type { FileRecord } from '../../contracts/state.ts';

/** What the calls behind the upload say of a file as its record says it, where that is not what the file says itself. */
export function spellingOf(record: FileRecord | undefined): { type?: string; recordHash?: string } {
  const { type, hash } = record ?? {};
  return { ...(type === undefined ? {} : { type }), ...(hash === undefined ? {} : { recordHash: hash }) };
}
