import { rangeAt } from '../../contracts/sync/memory.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';

/** What is remembered of files that come sorted by their paths: one range at a time, without those that are not known. */
export async function* readRows(
  paths: Iterable<string>,
  store: Pick<MemoryStore, 'read' | 'content'>,
): AsyncGenerator<Row> {
  const { ranges } = await store.read();
  let read: { id: string; rows: ReadonlyMap<string, Row> } | undefined;
  for (const path of paths) {
    const range = ranges[rangeAt(ranges, path)];
    if (range === undefined) continue;
    if (read?.id !== range.id) read = { id: range.id, rows: (await store.content(range)).rows };
    const row = read.rows.get(path);
    if (row !== undefined) yield row;
  }
}
