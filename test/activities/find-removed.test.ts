import { expect, test } from 'vitest';
import { findRemoved } from '../../activities/sync/find-removed.ts';
import { emptyMemory } from '../../contracts/sync/memory.ts';
import type { Listing } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';

type Run = Parameters<typeof findRemoved>[4];

const pathOf = (index: number) => `${String(index).padStart(3, '0')}.ifc`;
const rowOf = (index: number): Row => ({
  path: pathOf(index),
  size: 1,
  version: '1',
  md5: 'a'.repeat(32),
  id: `id-${index}`,
});
// as: what the step uses of it
const run = { signal: new AbortController().signal, report: () => undefined } as Partial<Run> as Run;

/** How a source is while a step looks at it. */
interface Source {
  /** Paths that are there in each pass over it; in later ones those of the last. */
  passes: string[][];
  /** Its root at each time that it is opened; later that of the last. */
  roots?: string[];
  takes?: (path: string) => boolean;
}

/** A source of which `rows` are remembered. */
function startSource(rows: Row[], { passes, roots = ['root'], takes = () => true }: Source) {
  const known = new Map(rows.map((row) => [row.path, row]));
  let [pass, opened] = [0, 0];
  let there: string[] = passes[0] ?? [];
  const entryOf = (path: string) => ({ path, size: 1, version: '1', changedAtMs: 0 });
  const openListing = async (): Promise<Listing> => {
    const identity = roots[Math.min(opened, roots.length - 1)] ?? 'root';
    opened += 1;
    return {
      identity,
      async *entries() {
        there = passes[Math.min(pass, passes.length - 1)] ?? [];
        pass += 1;
        for (const path of there.filter(takes)) yield entryOf(path);
      },
      takes,
      look: async (path) => (there.includes(path) ? entryOf(path) : undefined),
    };
  };
  const gone = rows.filter((row) => row.gone === true).length;
  const ranges = [{ id: '1', from: '', rows: rows.length, digest: 'other', aside: 0, gone }];
  // as: what the step reads and writes
  const store = {
    read: async () => ({ ...emptyMemory('nightly'), root: 'root', ranges }),
    content: async () => ({ rows: known, tag: '', bytes: 0, pieces: 1 }),
    async commit(delta: ReadonlyMap<string, Row | undefined>) {
      for (const [path, row] of delta) {
        if (row === undefined) known.delete(path);
        else known.set(path, row);
      }
    },
  } as Partial<MemoryStore> as MemoryStore;
  const find = (from?: Parameters<typeof findRemoved>[0]['from']) =>
    findRemoved(
      {
        name: 'nightly',
        declaration: { source: '/models', every: '1h', platform: 'box', onRemoved: 'delete', deleteBudget: '100%' },
        root: 'root',
        ...(from === undefined ? {} : { from }),
      },
      { openListing },
      store,
      { read: () => Promise.reject(new Error('nothing is approved')) },
      run,
    );
  return { find, known };
}

const some = (count: number) => Array.from({ length: count }, (_, index) => index);

test('nothing is removed of a source that becomes empty between the passes over it', async () => {
  const almostAll = some(28).map(pathOf);
  const { find } = startSource(some(30).map(rowOf), { passes: [almostAll, almostAll, []] });
  const page = await find();
  expect(page).toMatchObject({ files: [], findings: { problems: [{ type: 'SourceChanged' }] } });
  expect(page).not.toHaveProperty('next');
  expect(page.findings).not.toHaveProperty('removed');
});

test.each([
  ['the first page', undefined],
  ['a later page', { after: pathOf(1), count: 2, most: 10 }],
])('nothing is removed in %s when the root is another one after the look', async (_page, from) => {
  const almostAll = some(8).map(pathOf);
  const { find } = startSource(some(10).map(rowOf), { passes: [almostAll, almostAll, []], roots: ['root', 'other'] });
  expect(await find(from)).toMatchObject({ files: [], findings: { problems: [{ type: 'SourceChanged' }] } });
});

test('a file that patterns leave out keeps what it shares with one that is gone on the platform', async () => {
  const shared = { ...rowOf(1), id: 'id-0' };
  const { find } = startSource([rowOf(0), { ...shared, gone: true }, rowOf(2)], {
    passes: [[pathOf(1), pathOf(2)]],
    takes: (path) => path !== pathOf(1),
  });
  expect((await find()).files).toEqual([]);
});

test('what came back meanwhile is not forgotten with what stays on the platform', async () => {
  const { find, known } = startSource([rowOf(0), rowOf(1), rowOf(2)], { passes: [[pathOf(0), pathOf(2)]] });
  await find({ after: pathOf(1), count: 0, most: 0, kept: [pathOf(0), pathOf(1)] });
  expect([...known.keys()]).toEqual([pathOf(0), pathOf(2)]);
});
