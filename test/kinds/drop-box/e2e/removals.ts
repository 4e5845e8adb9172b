import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
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

async function deletesOf(place: string): Promise<string[]> {
  const log = await box.log();
  return log.flatMap(({ method, path }) => (method === 'DELETE' && path.includes(place) ? [path] : []));
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
  expect(await delivered(one)).toEqual(left);
  expect(await deletesOf(one.name)).toHaveLength(3);
  expect((await system.client.syncs.get(one.name)).remembered).toEqual({ files: 28, gone: 0, setAside: 0 });
  expect(await one.run()).toMatchObject({ status: 'completed', unchanged: 28, removed: [], deleted: [] });
  // What comes back is new.
  await one.write(gone[0] ?? '');
  expect(await one.run()).toMatchObject({ status: 'completed', new: 1, unchanged: 28 });
  expect(await delivered(one)).toHaveLength(29);
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
    expect(run.problems[0]?.message).toContain('a run that approves this plan removes them');
  }
  expect(await delivered(one)).toHaveLength(31);
  expect(await deletesOf(one.name)).toEqual([]);
});

it('takes another budget than the default', async () => {
  const one = await sync(THIRTY, { deleteBudget: '4' });
  await one.remove(...THIRTY.slice(0, 4));
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: THIRTY.slice(0, 4) });
  await one.remove(...THIRTY.slice(4, 9));
  expect(await one.run()).toMatchObject({ status: 'partial', deleted: [] });
  expect(await delivered(one)).toHaveLength(26);
});

/** Puts a path into the folder that no system lists, so that only a part of it can be seen; answers how to take it away. */
async function hidePart({ folder, name }: Synced): Promise<() => Promise<void>> {
  const long = (folders: number) => Array.from({ length: folders }, () => 'd'.repeat(200)).join('/');
  const aside = join(system.models, `${name}-deep`);
  const inside = join(folder, 'deep', long(9));
  await mkdir(inside, { recursive: true });
  await mkdir(join(aside, long(12)), { recursive: true });
  await rename(aside, join(inside, 'further'));
  return () => rename(join(inside, 'further'), aside);
}

/** Puts a folder in the place of the sync's own that has these of its files, as they were. */
async function replaceRoot({ folder }: Synced, files: readonly string[]): Promise<void> {
  await mkdir(`${folder}-moved`);
  for (const path of files) await rename(join(folder, path), join(`${folder}-moved`, path));
  await rm(folder, { recursive: true });
  await rename(`${folder}-moved`, folder);
}

it('removes nothing of a root that is not mounted, of an empty folder, and of a scan with one error', async () => {
  const one = await sync(['a.ifc', 'b/b.ifc', 'c.ifc'], { deleteBudget: '100%' });
  const untouched = async (words: string) => {
    const run = await one.run();
    expect(run.deleted).toEqual([]);
    expect(run.removed).toEqual([]);
    expect([...run.problems, ...(run.error === undefined ? [] : [run.error])]).toMatchObject([
      { message: expect.stringContaining(words) },
    ]);
    expect(await delivered(one)).toEqual(['a.ifc', 'b.ifc', 'c.ifc']);
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
  const showAll = await hidePart(one);
  const unseen = await one.run();
  expect(unseen).toMatchObject({ status: 'partial', removed: [], deleted: [] });
  expect(unseen.problems.length).toBeGreaterThan(0);
  expect(await delivered(one)).toEqual(['a.ifc', 'b.ifc', 'c.ifc']);
  await showAll();
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: ['a.ifc'] });
  expect(await delivered(one)).toEqual(['b.ifc', 'c.ifc']);
});

it('removes nothing in a run that finds most files under another root, and goes on from that one', async () => {
  const one = await sync(THIRTY);
  await replaceRoot(one, THIRTY.slice(2));
  const run = await one.run();
  expect(run).toMatchObject({ status: 'partial', unchanged: 28, removed: THIRTY.slice(0, 2), deleted: [] });
  expect(run.problems[0]?.message).toContain('another than before this run');
  expect(await delivered(one)).toHaveLength(30);
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: THIRTY.slice(0, 2) });
});

it('remembers another root by a run without problems only, after it was told', async () => {
  const one = await sync(THIRTY);
  await replaceRoot(one, THIRTY.slice(2));
  const showAll = await hidePart(one);
  expect(await one.run()).toMatchObject({ status: 'partial', unchanged: 28, removed: [], deleted: [] });
  await showAll();
  const run = await one.run();
  expect(run).toMatchObject({ status: 'partial', removed: THIRTY.slice(0, 2), deleted: [] });
  expect(run.problems[0]?.message).toContain('another than before this run');
  expect(await delivered(one)).toHaveLength(30);
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: THIRTY.slice(0, 2) });
});

it('removes nothing when more than half of many files are gone, whatever budget and root', async () => {
  const one = await sync(THIRTY, { deleteBudget: '100%' });
  const gone = THIRTY.slice(0, 16);
  await one.remove(...gone);
  // More files than were remembered, as another disk may have.
  for (let index = 0; index < 40; index += 1) await one.write(`other-${index}.ifc`);
  const run = await one.run();
  expect(run).toMatchObject({ status: 'partial', new: 40, removed: [], deleted: [] });
  expect(run.problems).toMatchObject([{ message: expect.stringContaining('16 of 30 files are gone') }]);
  expect(await delivered(one)).toHaveLength(70);
});

it('removes most of many files by an approval', async () => {
  const one = await sync(THIRTY, { deleteBudget: '100%' });
  const gone = THIRTY.slice(0, 16);
  await one.remove(...gone);
  const plan = await system.client.syncs.plan(one.name);
  expect(plan).toMatchObject({ removed: gone, problems: [{ type: 'SourceChanged' }] });
  const { run = '' } = await system.client.syncs.trigger(one.name, { approve: plan });
  expect(await finishRun(system, run)).toMatchObject({ status: 'completed', removed: gone, deleted: gone });
});

it('removes a file whose last content was refused', async () => {
  const one = await sync(['a.ifc', 'b.ifc'], { deleteBudget: '100%' });
  await one.write('a.ifc', 'another content');
  const match = { method: 'PUT', path: `/boxes/${one.place}/files/a.ifc` };
  await box.fault({ match, kind: 'refusal', status: 422, message: '文件名不允许' });
  expect(await one.run()).toMatchObject({ status: 'failed', unchanged: 1, failed: [{ path: 'a.ifc' }] });
  await box.clearFaults();
  await one.remove('a.ifc');
  expect(await one.run()).toMatchObject({ status: 'completed', removed: ['a.ifc'], deleted: ['a.ifc'] });
  expect(await delivered(one)).toEqual(['b.ifc']);
});

it('leaves a file alone that was renamed in its Unicode form only, and one that was moved', async () => {
  const one = await sync(['é.ifc'.normalize('NFC'), 'a/x.ifc', 'y.ifc'], { deleteBudget: '100%' });
  await rename(join(one.folder, 'é.ifc'.normalize('NFC')), join(one.folder, 'é.ifc'.normalize('NFD')));
  await mkdir(join(one.folder, 'b'));
  await rename(join(one.folder, 'a/x.ifc'), join(one.folder, 'b/x.ifc'));
  // The box goes by names, so it has the moved file under the id that it had.
  expect(await one.run()).toMatchObject({ status: 'completed', touched: 1, new: 1, removed: ['a/x.ifc'], deleted: [] });
  expect(await delivered(one)).toHaveLength(3);
  expect(await one.run()).toMatchObject({ status: 'completed', unchanged: 3, removed: [], deleted: [] });
});

it('removes nothing of another id than the remembered one', async () => {
  const one = await sync(['a.ifc', 'b.ifc'], { deleteBudget: '100%' });
  const url = `${box.url}/boxes/${one.place}/files/a.ifc`;
  const headers = { authorization: 'Bearer demo-box-token', 'content-type': 'application/octet-stream' };
  await fetch(url, { method: 'DELETE', headers });
  await fetch(url, { method: 'PUT', headers, body: 'of somebody else' });
  await one.remove('a.ifc');
  expect(await one.run()).toMatchObject({ status: 'completed', deleted: ['a.ifc'] });
  expect(await delivered(one)).toEqual(['a.ifc', 'b.ifc']);
});

it('tells what it could not remove, and tries again in the next run', async () => {
  const one = await sync(['a.ifc', 'b.ifc', 'c.ifc'], { deleteBudget: '100%' });
  await one.remove('a.ifc', 'b.ifc');
  const match = { method: 'DELETE', path: `/boxes/${one.place}/files/a.ifc` };
  await box.fault({ match, kind: 'refusal', status: 403, message: '没有权限' });
  const run = await one.run();
  expect(run).toMatchObject({ status: 'partial', removed: ['a.ifc', 'b.ifc'], deleted: ['b.ifc'] });
  expect(run.failed).toMatchObject([{ path: 'a.ifc', error: { message: expect.stringContaining('没有权限') } }]);
  await box.clearFaults();
  expect(await one.run()).toMatchObject({ status: 'completed', removed: ['a.ifc'], deleted: ['a.ifc'] });
  expect(await delivered(one)).toEqual(['c.ifc']);
});

it('delivers a file anew that comes back while it is not known whether the box still has it', async () => {
  const one = await sync(['a.ifc', 'b.ifc'], { deleteBudget: '100%' });
  await rename(join(one.folder, 'a.ifc'), join(system.models, `${one.name}-a`));
  const match = { method: 'DELETE', path: `/boxes/${one.place}/files/a.ifc` };
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
  const match = { method: 'DELETE', path: `/boxes/${one.place}/files/b.ifc` };
  await box.fault({ match, kind: 'hang', times: 1 });
  const { run = '' } = await system.client.syncs.trigger(one.name);
  await box.untilFault();
  await vi.waitUntil(async () => (await delivered(one)).length === 2, { timeout: 30_000 });
  await (await system.worker()).kill();
  await system.worker();
  expect(await finishRun(system, run)).toMatchObject({ status: 'completed', deleted: ['a.ifc', 'b.ifc'], failed: [] });
  expect(await delivered(one)).toEqual(['c.ifc']);
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
