import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlatformControl } from '../../conformance/platform-control.ts';
import type { TestSystem } from '../../support/system.ts';
import { finishRun } from '../../sync/finish-run.ts';
import { type RemovingSystem, type Synced, startRemovingSystem } from '../../sync/removing-system.ts';

let removing: RemovingSystem;
let system: TestSystem;
let box: PlatformControl;

beforeAll(async () => {
  const further = { box: { kind: 'drop-box', simulator: {} } } as const;
  removing = await startRemovingSystem({ further }, (place) => ({ box: place }));
  ({ system, platform: box } = removing);
});
afterAll(() => removing[Symbol.asyncDispose]());

interface BoxState {
  files: { box: string; name: string }[];
}

/** Files of which a tenth are three. */
const THIRTY = Array.from({ length: 30 }, (_, index) => `f-${String(index).padStart(2, '0')}.ifc`);

const sync: RemovingSystem['sync'] = (...args) => removing.sync(...args);

/** What the box of a sync has, by name. */
async function delivered({ place }: Synced): Promise<string[]> {
  const { files } = await box.state<BoxState>();
  return files.flatMap((file) => (file.box === place ? [file.name] : [])).sort();
}

it('removes what an approved plan names and its own look finds too, once, whatever the budget', async () => {
  const one = await sync(THIRTY);
  const path = join(system.folder, `${one.name}.json`);
  await one.remove(...THIRTY.slice(0, 8));
  const planned = await system.modelrail('sync', 'plan', one.name, '--output', path);
  expect(planned.stdout).toContain('8 files of 30 are more than the budget of 10,10%');
  expect(planned.stderr).toContain(`modelrail sync trigger ${one.name} --approve ${path}`);
  expect(await delivered(one)).toHaveLength(30);
  // Then one of them comes back, and another one is gone that the plan does not name.
  await one.write(THIRTY[0] ?? '');
  await one.remove(THIRTY[20] ?? '');
  const { code, stdout } = await system.modelrail('sync', 'trigger', one.name, '--approve', path, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'completed',
    removed: [...THIRTY.slice(1, 8), THIRTY[20]],
    deleted: THIRTY.slice(1, 8),
    problems: [],
  });
  expect(await delivered(one)).toHaveLength(23);
  expect(await delivered(one)).toContain(THIRTY[20]);
  // The next run has its budget again.
  await one.remove(...THIRTY.slice(25));
  expect(await one.run()).toMatchObject({ status: 'partial', deleted: [] });
  expect(await delivered(one)).toHaveLength(23);
});

it('takes an approval by the first run that begins after it, and by no other', async () => {
  const one = await sync(['a.ifc', 'b.ifc', 'c.ifc'], { deleteBudget: '0' });
  await one.remove('a.ifc');
  const plan = await system.client.syncs.plan(one.name);
  expect(plan.deletions).toMatchObject({ files: [{ path: 'a.ifc' }], remembered: 3, isWithinBudget: false });
  await one.write('a.ifc', 'content of a.ifc');
  const { run = '' } = await system.client.syncs.trigger(one.name, { approve: plan });
  expect(await finishRun(system, run)).toMatchObject({ status: 'completed', removed: [], deleted: [] });
  await one.remove('a.ifc');
  expect(await one.run()).toMatchObject({ status: 'partial', removed: ['a.ifc'], deleted: [] });
  expect(await delivered(one)).toHaveLength(3);
  const again = await system.client.syncs.trigger(one.name, { approve: await system.client.syncs.plan(one.name) });
  expect(await finishRun(system, again.run ?? '')).toMatchObject({ status: 'completed', deleted: ['a.ifc'] });
});

it('refuses a plan of something else', async () => {
  const one = await sync(['a.ifc', 'b.ifc'], { deleteBudget: '0' });
  await one.remove('a.ifc');
  const { syncs } = system.client;
  const plan = await syncs.plan(one.name);
  const other = await sync(['a.ifc']);
  const refused = async (name: string, approve: typeof plan, words: string) => {
    await expect(syncs.trigger(name, { approve })).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining(words),
    });
  };
  await refused(other.name, plan, `is of the sync ${one.name}`);
  await refused(one.name, { ...plan, basis: { ...plan.basis, declaration: 'x' } }, 'declared otherwise');
  await refused(one.name, { ...plan, basis: 'none' as never }, 'no plan of a sync');
  const { declaration } = await syncs.get(one.name);
  await syncs.delete(one.name);
  await syncs.create(one.name, declaration);
  await refused(one.name, plan, 'an earlier sync');
  expect(await system.modelrail('sync', 'trigger', one.name, '--approve', '/none.json')).toMatchObject({
    code: 2,
    stderr: 'error: /none.json does not exist\n',
  });
});

it('plans no removal of a root that is not the same', async () => {
  const one = await sync(['a.ifc', 'b.ifc', 'c.ifc'], { deleteBudget: '100%' });
  await mkdir(`${one.folder}-moved`);
  for (const path of ['b.ifc', 'c.ifc']) await rename(join(one.folder, path), join(`${one.folder}-moved`, path));
  await rm(one.folder, { recursive: true });
  await rename(`${one.folder}-moved`, one.folder);
  const plan = await system.client.syncs.plan(one.name);
  expect(plan).toMatchObject({ removed: ['a.ifc'], deletions: { files: [] } });
  expect(plan.problems[0]?.message).toContain('another than before');
});
