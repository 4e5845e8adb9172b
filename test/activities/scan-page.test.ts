import { expect, test } from 'vitest';
import { scanSource } from '../../activities/sync/scan.ts';
import { emptyMemory } from '../../contracts/sync/memory.ts';
import { BATCH_MAX_BYTES } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ListedEntry, Listing } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';

type Deps = Parameters<typeof scanSource>[1];
type Run = Parameters<typeof scanSource>[3];

test('a part of a scan counts where a file is read beside its path: the request has the one, the changes both', async () => {
  const name = (index: number) => `${'p'.repeat(200)}/${String(index).padStart(3, '0')}${'n'.repeat(200)}.ifc`;
  const entries = Array.from(
    { length: 499 },
    (_, index): ListedEntry => ({
      path: name(index),
      size: 1,
      version: '1',
      changedAtMs: 0,
      source: `https://models.example/${'q'.repeat(500)}/${index}`,
      isTold: true,
    }),
  );
  const listing: Listing = {
    identity: 'manifest',
    async *entries() {
      yield* entries;
    },
    takes: () => true,
    look: async (path) => entries.find((entry) => entry.path === path),
  };
  const memory = emptyMemory('nightly');
  // as: what a scan of new files uses of these
  const store = {
    read: async () => memory,
    change: async () => memory,
    commit: async () => undefined,
  } as Partial<MemoryStore> as MemoryStore;
  const deps = { openListing: async () => listing } as Partial<Deps> as Deps; // as: likewise
  const run = { signal: new AbortController().signal, report: () => undefined } as Partial<Run> as Run; // as: likewise

  const declaration = { source: 'https://models.example/list.jsonl', every: '1h', platform: 'cq' };
  const { changes, next } = await scanSource({ name: 'nightly', declaration }, deps, store, run);

  const bytes = changes.reduce((sum, { path, source = '' }) => sum + path.length + source.length, 0);
  const [first] = changes;
  const ofFirst = (first?.path.length ?? 0) + (first?.source?.length ?? 0);
  expect(bytes).toBeGreaterThanOrEqual(BATCH_MAX_BYTES);
  expect(bytes - ofFirst).toBeLessThan(BATCH_MAX_BYTES);
  expect(next).toBeDefined();
});

test('an error of the second listing is told, so that what is missing in it is not taken for gone', async () => {
  const error = new ModelrailError('SourceNotFound', 'a folder cannot be listed');
  let passes = 0;
  const listing: Listing = {
    identity: 'root',
    async *entries(_within, findings) {
      passes += 1;
      if (passes > 1) findings.problem(error);
      yield { path: 'a', size: 1, version: '2', changedAtMs: 0 };
    },
    takes: () => true,
    look: async () => undefined,
  };
  const row = { path: 'b', size: 1, version: '1', md5: 'm', id: '1' };
  const memory = {
    ...emptyMemory('nightly'),
    root: 'root',
    ranges: [{ id: '1', from: '', rows: 1, digest: 'other', aside: 0, gone: 0 }],
  };
  // as: what a scan uses of these
  const store = {
    read: async () => memory,
    change: async () => memory,
    commit: async () => undefined,
    content: async () => ({ rows: new Map([[row.path, row]]), tag: '', bytes: 0, pieces: 1 }),
  } as Partial<MemoryStore> as MemoryStore;
  const deps = { openListing: async () => listing } as Partial<Deps> as Deps; // as: likewise
  const run = { signal: new AbortController().signal, report: () => undefined } as Partial<Run> as Run; // as: likewise
  const declaration = { source: '/models', every: '1h', platform: 'cq' };
  const { findings, missing } = await scanSource({ name: 'nightly', declaration }, deps, store, run);
  expect(missing).toBe(1);
  expect(findings.problems).toEqual([error.toInfo()]);
});
