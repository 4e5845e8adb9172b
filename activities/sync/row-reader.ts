import { type MemoryState, rangeAt } from '../../contracts/sync/memory.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';

/** Reads what is remembered of files that come sorted by their paths: one range at a time. */
export function createRowReader(
  store: Pick<MemoryStore, 'content'>,
  { ranges }: Pick<MemoryState, 'ranges'>,
): (path: string) => Promise<Row | undefined> {
  let read: { id: string; rows: ReadonlyMap<string, Row> } | undefined;
  return async (path) => {
    const range = ranges[rangeAt(ranges, path)];
    if (range === undefined) return undefined;
    if (read?.id !== range.id) read = { id: range.id, rows: (await store.content(range)).rows };
    return read.rows.get(path);
  };
}
