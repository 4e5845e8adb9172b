import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

it('an attempt that stood still overwrites nothing of what was remembered after it had looked', async () => {
  const source = join(system.models, 'overtaken');
  await mkdir(source);
  const sync = `overtaken-${system.taskQueue}`;
  await system.client.syncs.create(sync, { source, platform: 'cq', every: '24h', project: { id: 'p' } });
  await withTemporalClient(async (client) => {
    const store = createMemoryStore({ client, taskQueue: system.taskQueue, sync, call: (fn) => fn() });
    const rowOf = (id: string): Row => ({ path: 'a.ifc', size: 1, version: id, md5: id.repeat(32), id });
    const write = (row: Row, basis?: Awaited<ReturnType<typeof store.read>>['ranges']) =>
      store.commit(new Map([[row.path, row]]), basis === undefined ? {} : { basis });
    const remembered = async () => {
      const [range] = (await store.read()).ranges;
      return range && (await store.content(range)).rows.get('a.ifc')?.id;
    };
    const stale = { type: 'Internal', isRetryable: true };

    const { ranges: none } = await store.read();
    await write(rowOf('1'), none);
    await expect(write(rowOf('0'), none)).rejects.toMatchObject(stale);
    expect(await remembered()).toBe('1');

    const { ranges: first } = await store.read();
    await write(rowOf('2'), first);
    await expect(write(rowOf('1'), first)).rejects.toMatchObject(stale);
    expect(await remembered()).toBe('2');
  });
});
