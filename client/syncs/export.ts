import { rangeAt } from '../../contracts/sync/memory.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { type RememberedFile, toRemembered } from '../../lib/sync/remembered.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { memoryOf } from './memory.ts';
import { describeSync } from './schedule.ts';

/**
 * See `Syncs.export`. One range is read after the other, and the list of ranges anew before each: a run that is made meanwhile
 * may have split one.
 */
export async function* exportMemory(temporal: Temporal, name: string): AsyncGenerator<RememberedFile> {
  await describeSync(temporal, name);
  const store = memoryOf(temporal, name);
  for (let from = ''; ; ) {
    const { ranges } = await store.read();
    const at = rangeAt(ranges, from);
    const range = ranges[at];
    if (range === undefined) return;
    const { rows } = await store.content(range);
    for (const row of [...rows.values()].sort((a, b) => comparePaths(a.path, b.path))) {
      if (comparePaths(row.path, from) >= 0) yield toRemembered(row);
    }
    const next = ranges[at + 1];
    if (next === undefined) return;
    from = next.from;
  }
}
