import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowAfter } from '../../activities/sync/delivered.ts';
import { settleRemoved } from '../../activities/sync/removed.ts';
import type { SyncRun } from '../../client/index.ts';
import { emptyMemory, type MemoryState } from '../../contracts/sync/memory.ts';
import { summariseRows } from '../../lib/sync/digest.ts';
import { isWithin, type Listing } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import { MAX_SUPERSEDED, type Row } from '../../lib/sync/rows.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

const RANGE_ROWS = 1_000;
const declaration = { source: '/models', platform: 'cq', every: '1h', project: { id: 'p' } };
type Run = Parameters<typeof settleRemoved>[3];
const run = { signal: new AbortController().signal, report: () => undefined } as unknown as Run; // as: all that is used of it

/** A memory of so many files, and a source that has the others of them. */
function shrunken(count: number, isThere: (at: number) => boolean) {
  const rowAt = (at: number): Row => ({ path: `${at}`.padStart(7, '0'), size: 1, version: '1', md5: 'm', id: `${at}` });
  const rows = Array.from({ length: count }, (_, at) => rowAt(at));
  const gone = new Set<string>();
  const parts = Array.from({ length: count / RANGE_ROWS }, (_, at) =>
    rows.slice(at * RANGE_ROWS, (at + 1) * RANGE_ROWS),
  );
  const memory: MemoryState = {
    ...emptyMemory('s'),
    root: 'root',
    ranges: parts.map((part, at) => ({
      id: `${at}`,
      from: at === 0 ? '' : (part[0]?.path ?? ''),
      ...summariseRows(part),
    })),
  };
  const commits: number[] = [];
  const store = {
    read: () => Promise.resolve(memory),
    content: ({ id }: { id: string }) => {
      const entries = (parts[Number(id)] ?? []).map((row): [string, Row] => [
        row.path,
        gone.has(row.path) ? { ...row, gone: true } : row,
      ]);
      return Promise.resolve({ rows: new Map(entries), tag: '', bytes: 0, pieces: 0 });
    },
    commit: (delta: ReadonlyMap<string, Row | undefined>) => {
      commits.push(delta.size);
      for (const path of delta.keys()) gone.add(path);
      return Promise.resolve();
    },
    change: () => Promise.resolve(memory),
  } as unknown as MemoryStore; // as: all that is used of it
  const entries = rows.filter((_row, at) => isThere(at)).map((row) => ({ ...row, changedAtMs: 0 }));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const listing: Listing = {
    identity: 'root',
    takes: () => true,
    async *entries(within) {
      for (const entry of entries) if (isWithin(entry.path, within)) yield entry;
    },
    look: (path) => Promise.resolve(byPath.get(path)),
  };
  return {
    store,
    deps: { openListing: () => Promise.resolve(listing) },
    commits,
    gone,
    input: { name: 's', declaration },
  };
}

describe('files that are gone', () => {
  it('are told before it is remembered, by each attempt the same', async () => {
    const { store, deps, input, gone } = shrunken(RANGE_ROWS, (at) => at !== 5);
    const first = await settleRemoved(input, deps, store, run);
    expect(first).toMatchObject({ removed: ['0000005'], next: { isAll: true, most: 1 } });
    expect(await settleRemoved(input, deps, store, run)).toEqual(first);
    expect(gone).toEqual(new Set());
    const { next: from, removed: told } = first;
    const rest = { ...input, ...(from && { from }), ...(told && { told }) };
    expect(await settleRemoved(rest, deps, store, run)).toEqual({});
    expect(gone).toEqual(new Set(['0000005']));
    expect(await settleRemoved(rest, deps, store, run)).toEqual({});
  });

  it('are remembered in parts when they are many', async () => {
    const { store, deps, input, gone, commits } = shrunken(20_000, (at) => at % 2 === 0);
    const { next: from, removed, truncated } = await settleRemoved(input, deps, store, run);
    expect({ told: removed?.length, truncated }).toEqual({ told: 1_000, truncated: true });
    expect(from).toMatchObject({ isAll: false, most: 10_000 });
    await settleRemoved({ ...input, ...(from && { from }) }, deps, store, run);
    expect(gone.size).toBe(10_000);
    expect(Math.max(...commits)).toBeLessThanOrEqual(4_000);
  });
});

describe('a source with nothing gone', () => {
  it('has nothing that is to be remembered by a further look', async () => {
    const { store, deps, input } = shrunken(RANGE_ROWS, () => true);
    expect(await settleRemoved(input, deps, store, run)).toEqual({});
  });
});

describe('ids of earlier contents', () => {
  it('are remembered up to a number, and counted beyond it', () => {
    let row: Row | undefined;
    for (let at = 0; at < MAX_SUPERSEDED + 10; at += 1) {
      const change = { path: 'a', size: 1, version: `${at}`, why: 'changed' as const };
      const file = { status: 'registered', stage: 'done', size: 1, hash: 'h', fileId: `id-${at}` } as never; // as: what is read of it
      row = rowAfter(change, file, row, { retries: 3, error: undefined }).row;
    }
    expect(row?.superseded).toHaveLength(MAX_SUPERSEDED);
    expect(row).toMatchObject({ id: `id-${MAX_SUPERSEDED + 9}`, supersededBefore: 9 });
    expect(row?.superseded?.at(-1)).toBe(`id-${MAX_SUPERSEDED + 8}`);
  });
});

describe('files that patterns leave out from now on', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
    await system.hostedWorker();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  it('are not told as removed, are looked at once, and are not sent again when they are taken again', async () => {
    const id = await seedProject(system);
    const name = `narrowed-${Date.now()}`;
    const source = join(system.models, name);
    await mkdir(source);
    for (const path of ['a.ifc', 'b.ifc', 'c.ifc']) await writeFile(join(source, path), `${path} of ${name}`);
    const { syncs } = system.client;
    const all = { source, host: 'test-host', every: '12h', platform: 'cq', project: { id } };
    await syncs.create(name, all);
    const once = async (): Promise<SyncRun> => await finishRun(system, (await syncs.trigger(name)).run ?? '');
    expect(await once()).toMatchObject({ new: 3 });
    await syncs.put(name, { ...all, exclude: ['b.ifc', 'c.ifc'] });
    expect(await once()).toMatchObject({ status: 'completed', unchanged: 1, removed: [], problems: [] });
    expect(await syncs.get(name)).toMatchObject({ remembered: { files: 3, gone: 2 } });
    await syncs.put(name, all);
    expect(await once()).toMatchObject({ status: 'completed', unchanged: 3, new: 0, ingestions: [] });
    expect(await syncs.get(name)).toMatchObject({ remembered: { files: 3, gone: 0 } });
  });
});
