import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncDeclaration, SyncPlan } from '../../client/index.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

let system: TestSystem;
let folder: string;
let declaration: SyncDeclaration;

beforeAll(async () => {
  system = await startSystem();
  folder = join(system.models, 'handover');
  await mkdir(folder, { recursive: true });
  await system.hostedWorker();
  const projectId = await seedProject(system);
  const target = { platform: 'cq', project: { id: projectId }, group: { name: 'handover' } };
  declaration = { source: folder, host: 'test-host', every: '12h', ...target };
});
afterAll(() => system[Symbol.asyncDispose]());

async function write(path: string, content = `content of ${path}`): Promise<void> {
  await writeFile(join(folder, path), content);
}

describe('the plan of a sync', () => {
  const name = `planned-${Date.now()}`;
  const nothing = { new: 0, changed: 0, touched: 0, bytes: 0, files: [], removed: [], waiting: [], problems: [] };

  it('says what a first run would deliver, and delivers and remembers nothing', async () => {
    const { syncs } = system.client;
    await syncs.create(name, declaration);
    for (const path of ['a.ifc', 'b.ifc', 'é.ifc'.normalize('NFC'), 'old.ifc']) await write(path);
    await write('empty.ifc', '');
    const before = await system.simulator.stats();
    const plan = await syncs.plan(name);
    expect(plan).toMatchObject({ name, found: 4, new: 4, changed: 0, unchanged: 0, removed: [], problems: [] });
    expect(plan.bytes).toBe(plan.files.reduce((sum, { size }) => sum + size, 0));
    expect(plan.files.map(({ path, why }) => [path, why])).toEqual([
      ['a.ifc', 'new'],
      ['b.ifc', 'new'],
      ['old.ifc', 'new'],
      ['é.ifc'.normalize('NFC'), 'new'],
    ]);
    expect(plan.skipped).toMatchObject([{ path: 'empty.ifc' }]);
    expect(plan).not.toHaveProperty('deletions');
    expect(await system.simulator.stats()).toEqual(before);
    expect(await syncs.get(name)).toMatchObject({ remembered: { files: 0 } });
    expect((await syncs.get(name)).lastRun).toBeUndefined();
  });

  it('says what a later run would do, again and again, until that is made', async () => {
    const { syncs } = system.client;
    const { run = '' } = await syncs.trigger(name);
    expect(await finishRun(system, run)).toMatchObject({ status: 'completed', new: 4 });
    expect(await syncs.plan(name)).toMatchObject({ ...nothing, found: 4, unchanged: 4 });
    await write('a.ifc', 'other words of a');
    await write('c.ifc');
    await utimes(join(folder, 'b.ifc'), new Date(1_000), new Date(1_000));
    await rename(join(folder, 'é.ifc'.normalize('NFC')), join(folder, 'é.ifc'.normalize('NFD')));
    await rm(join(folder, 'old.ifc'));
    const before = await system.simulator.stats();
    for (const _ of [1, 2]) {
      expect(await syncs.plan(name)).toMatchObject({
        found: 4,
        new: 1,
        changed: 1,
        unchanged: 2,
        touched: 2,
        removed: ['old.ifc'],
        files: [
          { path: 'a.ifc', why: 'changed', size: 16 },
          { path: 'c.ifc', why: 'new' },
        ],
      });
    }
    expect(await system.simulator.stats()).toEqual(before);
    const { run: next = '' } = await syncs.trigger(name);
    expect(await finishRun(system, next)).toMatchObject({
      status: 'completed',
      new: 1,
      changed: 1,
      unchanged: 2,
      touched: 2,
      removed: ['old.ifc'],
    });
    expect(await syncs.plan(name)).toMatchObject({ ...nothing, found: 4, unchanged: 4 });
  });

  it('is told by a command, and saved', async () => {
    await write('d.ifc');
    const path = join(system.folder, 'plan.json');
    const told = await system.modelrail('sync', 'plan', name, '--output', path);
    expect(told).toMatchObject({ code: 0 });
    expect(told.stdout).toContain('5 files found: 1 new, 0 changed, 4 unchanged, 0 removed');
    expect(told.stdout).toContain('a run would deliver 1 file');
    expect(told.stdout).toMatch(/new:\n {2}d\.ifc/);
    const { stdout } = await system.modelrail('sync', 'plan', name, '--json');
    const saved = JSON.parse(await readFile(path, 'utf8')) as SyncPlan; // as: what was written
    expect({ ...saved, madeAt: '' }).toEqual({ ...(JSON.parse(stdout) as SyncPlan), madeAt: '' }); // as: likewise
    // A sync that only tells of removed files has nothing that could be approved.
    const refused = await system.modelrail('sync', 'trigger', name, '--approve', path);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('there is nothing to approve') });
  });

  it('tells why it may not be all: the folder is empty, or is not there', async () => {
    const { syncs } = system.client;
    await rename(folder, `${folder}-away`);
    await expect(syncs.plan(name)).rejects.toMatchObject({ type: 'SourceNotFound' });
    await mkdir(folder);
    const plan = await syncs.plan(name);
    expect(plan).toMatchObject({ found: 0, removed: [], problems: [{ type: 'SourceChanged' }] });
    await rm(folder, { recursive: true });
    await rename(`${folder}-away`, folder);
  });

  it('tells a thousand of many files, and counts them all', async () => {
    const many = join(system.models, 'many');
    await mkdir(many);
    for (let index = 0; index < 1_200; index += 1) await writeFile(join(many, `${index}.ifc`), 'x');
    const other = `${name}-many`;
    await system.client.syncs.create(other, { ...declaration, source: many });
    const plan = await system.client.syncs.plan(other);
    expect(plan).toMatchObject({ found: 1_200, new: 1_200, bytes: 1_200, truncated: true });
    expect(plan.files).toHaveLength(1_000);
    await system.client.syncs.delete(other);
  });

  it('says soon that nobody sees the source', async () => {
    const other = `${name}-elsewhere`;
    await system.client.syncs.create(other, { ...declaration, host: 'another-host' });
    await expect(system.client.syncs.plan(other)).rejects.toMatchObject({
      message: expect.stringContaining('no worker listens on task queue'),
    });
    await expect(system.client.syncs.plan('none')).rejects.toMatchObject({ type: 'NotFound' });
    await system.client.syncs.delete(other);
  });
});
