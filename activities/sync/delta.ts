import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';

/** Changes of what is remembered that are written in parts, as they come. */
export interface GrowingDelta {
  set(path: string, row: Row | undefined): Promise<void>;
  /** Writes what is left. */
  commit(): Promise<void>;
}

/** Rows that are written at a time: a part of a range's. */
const MAX_ROWS = 4_000;

/** No changes yet. */
export function createDelta(store: Pick<MemoryStore, 'commit'>): GrowingDelta {
  const rows = new Map<string, Row | undefined>();
  const commit = async () => {
    await store.commit(rows);
    rows.clear();
  };
  return {
    commit,
    async set(path, row) {
      rows.set(path, row);
      if (rows.size >= MAX_ROWS) await commit();
    },
  };
}
