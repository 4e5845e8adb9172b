import { expect, it, vi } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

it('a run that was cancelled tells what it left on the platform also when no worker runs any more', async () => {
  await using system = await startSystem({ simulator: { conversionMs: 600_000 } });
  const worker = await system.startWorker();
  const names = Array.from({ length: 120 }, (_, index) => `${index}-${'塔'.repeat(60)}.ifc`);
  const sources = await Promise.all(names.map((name, index) => system.addModel(name, smallIfc(index))));
  const id = await system.start(system.request(sources));
  await system.until(id, ({ taskId }) => taskId !== undefined);
  await system.client.cancel(id);
  await system.finish(id);
  const leftovers = await askedLeftovers(system, id);
  expect(leftovers).toHaveLength(121);

  await worker.kill();

  const seen = await system.client.get(id);
  expect(seen).toMatchObject({ status: 'cancelled', note: expect.stringContaining('no worker answered') });
  // As many as a memo is to have, and how many more there are.
  const told = seen.leftovers?.slice(0, -2) ?? [];
  expect(told.length).toBeGreaterThan(10);
  expect(told).toEqual(leftovers.slice(0, told.length));
  expect(seen.leftovers?.slice(-2)).toEqual([`… and ${120 - told.length} more files`, leftovers.at(-1)]);
  const { stdout } = await system.modelrail('show', id, '--verbose');
  expect(stdout).toContain(leftovers[0]);
});

it('a run of a few files tells all of it', async () => {
  await using system = await startSystem({ simulator: { conversionMs: 600_000 } });
  const worker = await system.startWorker();
  const id = await system.start(system.request([await system.addModel('1.ifc', smallIfc(1))]));
  await system.until(id, ({ taskId }) => taskId !== undefined);
  await system.client.cancel(id);
  await system.finish(id);
  const leftovers = await askedLeftovers(system, id);
  await worker.kill();
  expect((await system.client.get(id)).leftovers).toEqual(leftovers);
  expect(leftovers).toHaveLength(2);
});

/** What a worker says of a run; it may be late. */
async function askedLeftovers({ client }: TestSystem, id: string): Promise<string[]> {
  const { leftovers = [] } = await vi.waitUntil(
    async () => {
      const seen = await client.get(id);
      return seen.note === undefined && seen;
    },
    { timeout: 30_000, interval: 100 },
  );
  return leftovers;
}
