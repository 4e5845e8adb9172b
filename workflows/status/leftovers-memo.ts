import type { Leftover } from '../../contracts/leftovers.ts';
import { utf8Length } from '../../contracts/utf8.ts';

/** Bytes of the memo: lists of runs have the memo of each. */
const MAX_BYTES = 8 * 1024;

/** As much of what stays on the platform as a memo is to have: of files the first ones, and how many more there are. */
export function leftoversMemo(leftovers: readonly Leftover[]): Leftover[] {
  const items = leftovers.filter(({ kind }) => kind === 'item');
  const files = leftovers.filter(({ kind }) => kind !== 'item');
  const bytesOf = (leftover: Leftover) => utf8Length(JSON.stringify(leftover)) + 1;
  let bytes = items.reduce((sum, item) => sum + bytesOf(item), 0);
  const end = files.findIndex((file) => (bytes += bytesOf(file)) > MAX_BYTES);
  if (end === -1) return [...leftovers];
  const rest = files.slice(end).reduce((sum, file) => sum + (file.kind === 'more' ? file.count : 1), 0);
  return [...files.slice(0, end), { kind: 'more', count: rest }, ...items];
}
