import type { RecordFacts } from '../../contracts/chongqing-bim/state.ts';

/** What the calls behind the upload say of a file as its record says it, where that is not what the file says itself. */
export function spellingOf(record: RecordFacts | undefined): { type?: string; recordHash?: string } {
  const { type, hash }: Partial<RecordFacts> = record ?? {};
  return { ...(type === undefined ? {} : { type }), ...(hash === undefined ? {} : { recordHash: hash }) };
}
