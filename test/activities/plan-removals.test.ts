import { expect, test } from 'vitest';
import { keepRemovals, planRemovals } from '../../activities/sync/plan.ts';
import type { RemovalPlanPart } from '../../contracts/sync/activities.ts';
import { emptyMemory } from '../../contracts/sync/memory.ts';
import type { ListedEntry, Listing } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';

type Run = Parameters<typeof planRemovals>[3];

const COUNT = 10_000;
const pathOf = (index: number) => `models/${String(index).padStart(6, '0')}.ifc`;

/** A source of one file, of which many are remembered. */
function startSource() {
  const rows = new Map(
    Array.from({ length: COUNT }, (_, index): [string, Row] => [
      pathOf(index),
      { path: pathOf(index), size: 1, version: '1', md5: 'a'.repeat(32), id: `id-${index}` },
    ]),
  );
  const left: ListedEntry = { path: pathOf(0), size: 1, version: '1', changedAtMs: 0 };
  let looks = 0;
  const listing: Listing = {
    identity: 'root',
    async *entries() {
      yield left;
    },
    takes: () => true,
    look: async (path) => (path === left.path ? left : undefined),
  };
  const ranges = [{ id: '1', from: '', rows: COUNT, digest: 'other', aside: 0, gone: 0 }];
  const memory = { ...emptyMemory('nightly'), root: 'root', ranges };
  // as: what a plan reads
  const store = {
    read: async () => memory,
    content: async () => ({ rows, tag: '', bytes: 0, pieces: 1 }),
  } as Partial<MemoryStore> as MemoryStore;
  const openListing = async () => {
    looks += 1;
    return listing;
  };
  return { deps: { openListing }, store, looks: () => looks };
}

// as: what a plan uses of it
const run = { signal: new AbortController().signal, report: () => undefined } as Partial<Run> as Run;
const input = {
  name: 'nightly',
  declaration: { source: '/models', every: '1h', platform: 'box', onRemoved: 'delete' as const },
};

test('the removals of a plan come in parts of one look at the source', async () => {
  const { deps, store, looks } = startSource();
  const kept = keepRemovals();
  const parts: RemovalPlanPart[] = [];
  let next: string | undefined;
  do {
    const part: RemovalPlanPart = await planRemovals(
      { ...input, ...(next === undefined ? {} : { after: next }) },
      deps,
      store,
      run,
      kept,
    );
    parts.push(part);
    next = part.next;
  } while (next !== undefined);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.flatMap(({ deletions }) => deletions.map(({ path }) => path))).toEqual(
    Array.from({ length: COUNT - 1 }, (_, index) => pathOf(index + 1)),
  );
  for (const part of parts) expect(part).toMatchObject({ count: COUNT - 1, remembered: COUNT, isWithinBudget: false });
  expect(looks()).toBe(1);

  await planRemovals(input, deps, store, run, kept);
  expect(looks()).toBe(2);
  // A part that another process is asked for is of a look of its own.
  const elsewhere = await planRemovals({ ...input, after: pathOf(COUNT - 2) }, deps, store, run, keepRemovals());
  expect(elsewhere.deletions).toEqual([{ path: pathOf(COUNT - 1), id: `id-${COUNT - 1}` }]);
  expect(looks()).toBe(3);
});

test('a plan is kept no longer than until its last part', async () => {
  const { deps, store, looks } = startSource();
  const kept = keepRemovals();
  const { next: after = '' } = await planRemovals(input, deps, store, run, kept);
  let next: string | undefined = after;
  while (next !== undefined) ({ next } = await planRemovals({ ...input, after: next }, deps, store, run, kept));
  expect(looks()).toBe(1);
  await planRemovals({ ...input, after }, deps, store, run, kept);
  expect(looks()).toBe(2);
});
