import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { SyncDeclaration, SyncRun } from '../../../client/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { finishRun } from '../../sync/finish-run.ts';

let system: TestSystem;
let box: PlatformControl;
let made = 0;

beforeAll(async () => {
  system = await startSystem({ further: { box: { kind: 'drop-box', simulator: {} } } });
  box = platformControl(system.platformUrlOf('box'));
  await system.worker();
});
afterAll(() => system[Symbol.asyncDispose]());

interface BoxState {
  files: { box: string; name: string; id: string }[];
}

/** A folder of its own with a sync into a box of its own. */
interface Synced {
  name: string;
  folder: string;
  write(path: string, content?: string): Promise<void>;
  remove(...paths: string[]): Promise<void>;
  run(): Promise<SyncRun>;
  /** What the box has, by name. */
  delivered(): Promise<string[]>;
}

/** Files of which a tenth are three. */
const THIRTY = Array.from({ length: 30 }, (_, index) => `f-${String(index).padStart(2, '0')}.ifc`);

async function sync(files: readonly string[], more: Partial<SyncDeclaration> = {}): Promise<Synced> {
  const name = `removals-${process.pid}-${Date.now()}-${(made += 1)}`;
  const folder = join(system.models, name);
  await mkdir(folder);
  const synced: Synced = {
    name,
    folder,
    async write(path, content = `content of ${path}`) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    async remove(...paths) {
      for (const path of paths) await rm(join(folder, path));
    },
    async run() {
      const { run } = await system.client.syncs.trigger(name);
      return await finishRun(system, run ?? '');
    },
    async delivered() {
      const { files: all } = await box.state<BoxState>();
      return all.flatMap((file) => (file.box === name.slice(0, 64) ? [file.name] : [])).sort();
    },
  };
  for (const path of files) await synced.write(path);
  const declaration = { source: folder, host: 'test-host', every: '12h', platform: 'box', box: name.slice(0, 64) };
  await system.client.syncs.create(name, { ...declaration, onRemoved: 'delete', ...more });
  expect(await synced.run()).toMatchObject({ status: 'completed', new: files.length, removed: [], deleted: [] });
  return synced;
}

async function deletesOf(name: string): Promise<string[]> {
  const log = await box.log();
  return log.flatMap(({ method, path }) => (method === 'DELETE' && path.includes(name.slice(0, 64)) ? [path] : []));
}

it('removes three files within the budget, and no more', async () => {
  const one = await sync(THIRTY);
  const gone = THIRTY.slice(3, 6);
  await one.remove(...gone);
  await one.write('later.ifc');
  expect(await one.run()).toMatchObject({
    status: 'completed',
    new: 1,
    unchanged: 27,
    removed: gone,
    deleted: gone,
    failed: [],
    problems: [],
  });
  const left = [...THIRTY.filter((path) => !gone.includes(path)), 'later.ifc'].sort();
  expect(await one.delivered()).toEqual(left);
  expect(await deletesOf(one.name)).toHaveLength(3);
  expect((await system.client.syncs.get(one.name)).remembered).toEqual({ files: 28, gone: 0, setAside: 0 });
  expect(await one.run()).toMatchObject({ status: 'completed', unchanged: 28, removed: [], deleted: [] });
  // What comes back is new.
  await one.write(gone[0] ?? '');
  expect(await one.run()).toMatchObject({ status: 'completed', new: 1, unchanged: 28 });
  expect(await one.delivered()).toHaveLength(29);
  expect((await system.modelrail('sync', 'show', one.name, '--json')).stdout).toContain('"deleted":');
});

it('removes nothing above the budget, says so in each run, and delivers what is new', async () => {
  const one = await sync(THIRTY);
  const gone = THIRTY.slice(0, 4);
  await one.remove(...gone);
  await one.write('later.ifc');
  for (const created of [1, 0]) {
    const run = await one.run();
    expect(run).toMatchObject({ status: 'partial', new: created, removed: gone, deleted: [], failed: [] });
    expect(run.problems).toEqual([
      { type: 'SourceChanged', message: expect.stringMatching(/4 of 3[01] files are gone/) },
    ]);
    expect(run.problems[0]?.message).toContain('10 files and 10 %');
    expect(run.problems[0]?.message).toContain(`modelrail sync trigger ${one.name} --approve FILE`);
  }
  expect(await one.delivered()).toHaveLength(31);
  expect(await deletesOf(one.name)).toEqual([]);
});

it('takes another budget than the default', async () => {
  const one = await sync(THIRTY, { deleteBudget: '4' });
  await one.remove(...THIRTY.slice(0, 4));
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: THIRTY.slice(0, 4) });
  await one.remove(...THIRTY.slice(4, 9));
  expect(await one.run()).toMatchObject({ status: 'partial', deleted: [] });
  expect(await one.delivered()).toHaveLength(26);
});

it('removes nothing of a root that is not mounted, of an empty folder, and of a scan with one error', async () => {
  const one = await sync(['a.ifc', 'b/b.ifc', 'c.ifc'], { deleteBudget: '100%' });
  const untouched = async (words: string) => {
    const run = await one.run();
    expect(run.deleted).toEqual([]);
    expect(run.removed).toEqual([]);
    expect([...run.problems, ...(run.error === undefined ? [] : [run.error])]).toMatchObject([
      { message: expect.stringContaining(words) },
    ]);
    expect(await one.delivered()).toEqual(['a.ifc', 'b.ifc', 'c.ifc']);
  };
  await rename(one.folder, `${one.folder}-away`);
  await untouched('does not exist');
  await mkdir(one.folder);
  await untouched('the source is empty');
  await one.write('other.ifc');
  const foreign = await one.run();
  expect(foreign).toMatchObject({ status: 'partial', new: 1, deleted: [], removed: [] });
  expect(foreign.problems[0]?.message).toContain('is a disk not mounted?');
  await rm(one.folder, { recursive: true });
  await rename(`${one.folder}-away`, one.folder);
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: ['other.ifc'] });
  await one.remove('a.ifc');
  const long = (folders: number) => Array.from({ length: folders }, () => 'd'.repeat(200)).join('/');
  const [inside, outside] = [join(one.folder, 'deep', long(9)), join(system.models, `${one.name}-deep`, long(12))];
  await mkdir(inside, { recursive: true });
  await mkdir(outside, { recursive: true });
  // A path that no system lists: only a part of the folder was seen then.
  await rename(join(system.models, `${one.name}-deep`), join(inside, 'further'));
  const unseen = await one.run();
  expect(unseen).toMatchObject({ status: 'partial', removed: [], deleted: [] });
  expect(unseen.problems.length).toBeGreaterThan(0);
  expect(await one.delivered()).toEqual(['a.ifc', 'b.ifc', 'c.ifc']);
  await rename(join(inside, 'further'), join(system.models, `${one.name}-deep`));
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: ['a.ifc'] });
  expect(await one.delivered()).toEqual(['b.ifc', 'c.ifc']);
});

it('removes nothing in a run that finds most files under another root, and goes on from that one', async () => {
  const one = await sync(THIRTY);
  const moved = `${one.folder}-moved`;
  await mkdir(moved);
  for (const path of THIRTY.slice(2)) await rename(join(one.folder, path), join(moved, path));
  await rm(one.folder, { recursive: true });
  await rename(moved, one.folder);
  const run = await one.run();
  expect(run).toMatchObject({ status: 'partial', unchanged: 28, removed: THIRTY.slice(0, 2), deleted: [] });
  expect(run.problems[0]?.message).toContain('another than before this run');
  expect(await one.delivered()).toHaveLength(30);
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: THIRTY.slice(0, 2) });
});

it('leaves a file alone that was renamed in its Unicode form only, and one that was moved', async () => {
  const one = await sync(['é.ifc'.normalize('NFC'), 'a/x.ifc', 'y.ifc'], { deleteBudget: '100%' });
  await rename(join(one.folder, 'é.ifc'.normalize('NFC')), join(one.folder, 'é.ifc'.normalize('NFD')));
  await mkdir(join(one.folder, 'b'));
  await rename(join(one.folder, 'a/x.ifc'), join(one.folder, 'b/x.ifc'));
  // The box goes by names, so it has the moved file under the id that it had.
  expect(await one.run()).toMatchObject({ status: 'completed', touched: 1, new: 1, removed: ['a/x.ifc'], deleted: [] });
  expect(await one.delivered()).toHaveLength(3);
  expect(await one.run()).toMatchObject({ status: 'completed', unchanged: 3, removed: [], deleted: [] });
});

it('removes nothing of another id than the remembered one', async () => {
  const one = await sync(['a.ifc', 'b.ifc'], { deleteBudget: '100%' });
  const url = `${box.url}/boxes/${one.name.slice(0, 64)}/files/a.ifc`;
  const headers = { authorization: 'Bearer demo-box-token', 'content-type': 'application/octet-stream' };
  await fetch(url, { method: 'DELETE', headers });
  await fetch(url, { method: 'PUT', headers, body: 'of somebody else' });
  await one.remove('a.ifc');
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: ['a.ifc'] });
  expect(await one.delivered()).toEqual(['a.ifc', 'b.ifc']);
});

it('tells what it could not remove, and tries again in the next run', async () => {
  const one = await sync(['a.ifc', 'b.ifc', 'c.ifc'], { deleteBudget: '100%' });
  await one.remove('a.ifc', 'b.ifc');
  const match = { method: 'DELETE', path: `/boxes/${one.name.slice(0, 64)}/files/a.ifc` };
  await box.fault({ match, kind: 'refusal', status: 403, message: '没有权限' });
  const run = await one.run();
  expect(run).toMatchObject({ status: 'partial', removed: ['a.ifc', 'b.ifc'], deleted: ['b.ifc'] });
  expect(run.failed).toMatchObject([{ path: 'a.ifc', error: { message: expect.stringContaining('没有权限') } }]);
  await box.clearFaults();
  expect(await one.run()).toMatchObject({ status: 'completed', removed: ['a.ifc'], deleted: ['a.ifc'] });
  expect(await one.delivered()).toEqual(['c.ifc']);
});

it('delivers a file anew that comes back while it is not known whether the box still has it', async () => {
  const one = await sync(['a.ifc', 'b.ifc'], { deleteBudget: '100%' });
  await rename(join(one.folder, 'a.ifc'), join(system.models, `${one.name}-a`));
  const match = { method: 'DELETE', path: `/boxes/${one.name.slice(0, 64)}/files/a.ifc` };
  await box.fault({ match, kind: 'refusal', status: 403, message: '没有权限' });
  expect(await one.run()).toMatchObject({ status: 'failed', deleted: [], failed: [{ path: 'a.ifc' }] });
  await box.clearFaults();
  await rename(join(system.models, `${one.name}-a`), join(one.folder, 'a.ifc'));
  expect(await one.run()).toMatchObject({ status: 'completed', new: 1, unchanged: 1, removed: [] });
  expect(await one.run()).toMatchObject({ status: 'completed', new: 0, unchanged: 2, removed: [] });
});

it('goes on after its worker was killed between a removal and its end', async () => {
  const one = await sync(['a.ifc', 'b.ifc', 'c.ifc'], { deleteBudget: '100%' });
  await one.remove('a.ifc', 'b.ifc');
  const match = { method: 'DELETE', path: `/boxes/${one.name.slice(0, 64)}/files/b.ifc` };
  await box.fault({ match, kind: 'hang', times: 1 });
  const { run = '' } = await system.client.syncs.trigger(one.name);
  await box.untilFault();
  await vi.waitUntil(async () => (await one.delivered()).length === 2);
  await (await system.worker()).kill();
  await system.worker();
  expect(await finishRun(system, run)).toMatchObject({ status: 'completed', deleted: ['a.ifc', 'b.ifc'], failed: [] });
  expect(await one.delivered()).toEqual(['c.ifc']);
});

it('is declared by flags, which say what is wrong with them', async () => {
  const args = ['--source', system.models, '--every', '1h', '--platform', 'box', '--box', 'b'];
  const name = `declared-${Date.now()}`;
  const removing = ['--on-removed', 'delete', '--delete-budget'];
  const good = await system.modelrail('sync', 'create', name, ...args, '--json', ...removing, '5,2%');
  expect(JSON.parse(good.stdout)).toMatchObject({ declaration: { onRemoved: 'delete', deleteBudget: '5,2%' } });
  const refused = async (...flags: string[]) => {
    const { code, stderr } = await system.modelrail('sync', 'create', 'wrong', ...args, ...flags);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused(...removing, 'ten')).toContain('--delete-budget must be a number');
  expect(await refused('--delete-budget', '5')).toContain('--delete-budget is for');
});

it('removes what an approved plan names and its own look finds too, once, whatever the budget', async () => {
  const one = await sync(THIRTY);
  const path = join(system.folder, `${one.name}.json`);
  await one.remove(...THIRTY.slice(0, 8));
  const planned = await system.modelrail('sync', 'plan', one.name, '--output', path);
  expect(planned.stdout).toContain('8 files of 30 are more than the budget of 10,10%');
  expect(planned.stderr).toContain(`modelrail sync trigger ${one.name} --approve ${path}`);
  expect(await one.delivered()).toHaveLength(30);
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
  expect(await one.delivered()).toHaveLength(23);
  expect(await one.delivered()).toContain(THIRTY[20]);
  // The next run has its budget again.
  await one.remove(...THIRTY.slice(25));
  expect(await one.run()).toMatchObject({ status: 'partial', deleted: [] });
  expect(await one.delivered()).toHaveLength(23);
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
  expect(await one.delivered()).toHaveLength(3);
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
    stderr: expect.stringContaining('the plan cannot be read'),
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
