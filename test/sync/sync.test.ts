import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SyncDeclaration, SyncRun } from '../../client/index.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

let system: TestSystem;
let folder: string;
let projectId: string;

beforeAll(async () => {
  system = await startSystem();
  folder = join(system.models, 'handover');
  await mkdir(join(folder, 'b'), { recursive: true });
  await system.hostedWorker();
  // Syncs deliver into a project that is there.
  projectId = await seedProject(system);
});
afterAll(() => system[Symbol.asyncDispose]());

function declaration(more: Partial<SyncDeclaration> = {}): SyncDeclaration {
  return {
    source: folder,
    host: 'test-host',
    every: '1h',
    platform: 'cq',
    project: { id: projectId },
    group: { name: 'handover' },
    ...more,
  };
}

async function run(name: string): Promise<SyncRun> {
  const { run: id } = await system.client.syncs.trigger(name);
  if (id === undefined) throw new Error('no run was started');
  return await finishRun(system, id);
}

async function write(path: string, content: string): Promise<void> {
  await writeFile(join(folder, path), content);
}

describe('a recurring sync of a folder', () => {
  const name = `handover-${Date.now()}`;

  it('delivers what is there, by an ordinary ingestion, and is told in full', async () => {
    const { syncs } = system.client;
    await syncs.create(name, declaration());
    await write('a.ifc', 'content of a');
    await write('b/b.ifc', 'content of b');
    await write('b/é.ifc'.normalize('NFC'), 'content of e');
    await write('notes.txt', 'no model');
    const first = await run(name);
    expect(first).toMatchObject({ status: 'completed', found: 3, new: 3, changed: 0, unchanged: 0, failed: [] });
    expect(first.ingestions).toEqual([`${name}-g1-b1`]);
    expect(await system.client.get(`${name}-g1-b1`)).toMatchObject({ status: 'completed', projectId });
    const { raw } = await withTemporalClient((temporal) => temporal.workflow.getHandle(`${name}-g1-b1`).describe());
    // Behind the ingestions that people and services start.
    expect(raw.workflowExecutionInfo?.priority).toMatchObject({ priorityKey: 4, fairnessKey: name });
    const details = await syncs.get(name);
    expect(details).toMatchObject({ name, paused: false, remembered: { files: 3, gone: 0, setAside: 0 } });
    expect(details.lastRun?.id).toBe(first.id);
    expect((await syncs.list()).map((one) => one.name)).toContain(name);
  });

  it('does nothing, and calls no platform, when nothing has changed', async () => {
    const before = await system.simulator.stats();
    expect(await run(name)).toMatchObject({ status: 'completed', found: 3, new: 0, unchanged: 3, ingestions: [] });
    expect(await system.simulator.stats()).toEqual(before);
  });

  it('takes a file that was only touched, and one whose name has another Unicode form, for what they are', async () => {
    const before = await system.simulator.stats();
    await utimes(join(folder, 'a.ifc'), new Date(1_000), new Date(1_000));
    await rename(join(folder, 'b/é.ifc'.normalize('NFC')), join(folder, 'b/é.ifc'.normalize('NFD')));
    expect(await run(name)).toMatchObject({
      status: 'completed',
      unchanged: 3,
      touched: 2,
      removed: [],
      ingestions: [],
    });
    expect(await system.simulator.stats()).toEqual(before);
    expect(await run(name)).toMatchObject({ unchanged: 3, touched: 0 });
  });

  it('delivers what changed and what is new, and tells what is gone, once', async () => {
    await write('a.ifc', 'other words of a');
    await write('c.ifc', 'content of c');
    await rm(join(folder, 'b/b.ifc'));
    const third = await run(name);
    expect(third).toMatchObject({ status: 'completed', new: 1, changed: 1, unchanged: 1, removed: ['b/b.ifc'] });
    const [ingestion = ''] = third.ingestions;
    expect((await system.client.get(ingestion)).files.map((file) => file.name).sort()).toEqual(['a.ifc', 'c.ifc']);
    expect(await run(name)).toMatchObject({ new: 0, changed: 0, unchanged: 3, removed: [], ingestions: [] });
  });

  it('sends nothing for a file that comes back as it was', async () => {
    await write('b/b.ifc', 'content of b');
    expect(await run(name)).toMatchObject({ new: 0, changed: 0, unchanged: 4, touched: 1, ingestions: [] });
  });

  it('takes nothing for removed when the folder is empty, or another one', async () => {
    await rename(folder, `${folder}-away`);
    await mkdir(folder);
    const empty = await run(name);
    expect(empty).toMatchObject({ status: 'partial', found: 0, removed: [] });
    expect(empty.problems.map(({ type }) => type)).toEqual(['SourceChanged']);
    await rm(folder, { recursive: true });
    const missing = await run(name);
    expect(missing).toMatchObject({ status: 'failed', error: { type: 'SourceNotFound' }, removed: [] });
    await rename(`${folder}-away`, folder);
    expect(await run(name)).toMatchObject({ status: 'completed', unchanged: 4, removed: [], ingestions: [] });
  });

  it('takes another root for the same that has most files as they were, also where one of them is gone', async () => {
    const other = `${folder}-other`;
    await mkdir(other);
    for (const path of ['a.ifc', 'b', 'c.ifc']) await rename(join(folder, path), join(other, path));
    await rm(folder, { recursive: true });
    await rename(other, folder);
    await rm(join(folder, 'c.ifc'));
    expect(await run(name)).toMatchObject({ status: 'completed', unchanged: 3, removed: ['c.ifc'], problems: [] });
    await write('c.ifc', 'content of c');
    expect(await run(name)).toMatchObject({ status: 'completed', touched: 1, unchanged: 4 });
  });

  it('takes nothing for removed when more than half of many files are gone, though the root is the same', async () => {
    const many = `${name}-many`;
    const own = join(system.models, many);
    await mkdir(own);
    const paths = Array.from({ length: 20 }, (_, index) => `m-${index}.ifc`);
    for (const path of paths) await writeFile(join(own, path), path);
    await system.client.syncs.create(many, declaration({ source: own }));
    expect(await run(many)).toMatchObject({ status: 'completed', new: 20 });
    for (const path of paths.slice(0, 11)) await rm(join(own, path));
    const fewer = await run(many);
    expect(fewer).toMatchObject({ status: 'partial', unchanged: 9, removed: [] });
    expect(fewer.problems).toMatchObject([{ message: expect.stringContaining('11 of 20 files are gone') }]);
    expect(await system.client.syncs.plan(many)).toMatchObject({ removed: [], problems: fewer.problems });
    await writeFile(join(own, 'm-0.ifc'), 'm-0.ifc');
    expect(await run(many)).toMatchObject({ status: 'completed', unchanged: 10, removed: paths.slice(1, 11).sort() });
    await system.client.syncs.delete(many);
  });

  it('says how many files are forgotten with it', async () => {
    expect(await system.client.syncs.delete(name)).toEqual({ forgotten: 4 });
    await expect(system.client.syncs.get(name)).rejects.toMatchObject({ type: 'NotFound' });
  });
});

describe('a file that fails', () => {
  it('is tried again by the next run, set aside after some failures, and taken again when it changes', async () => {
    const name = `failing-${Date.now()}`;
    const own = join(system.models, name);
    await mkdir(own);
    await writeFile(join(own, 'good.ifc'), 'good');
    await writeFile(join(own, 'bad.ifc'), 'bad');
    await system.client.syncs.create(name, declaration({ source: own, retries: 2 }));
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'broken geometry', times: 2 });
    const first = await run(name);
    expect(first).toMatchObject({ status: 'partial', new: 1, setAside: [] });
    expect(first.failed).toMatchObject([{ path: 'bad.ifc', error: { type: 'ConversionFailed' } }]);
    expect(await run(name)).toMatchObject({ status: 'failed', unchanged: 1, setAside: ['bad.ifc'] });
    expect(await run(name)).toMatchObject({ status: 'completed', setAside: ['bad.ifc'], ingestions: [], unchanged: 1 });
    await rm(join(own, 'bad.ifc'));
    await writeFile(join(own, 'bad.ifc'), 'better geometry');
    expect(await run(name)).toMatchObject({ status: 'completed', new: 1, setAside: [], unchanged: 1 });
    await system.client.syncs.delete(name);
  });
});

describe('a delivered file whose next content fails', () => {
  it('is told when it is gone', async () => {
    const name = `failing-later-${Date.now()}`;
    const own = join(system.models, name);
    await mkdir(own);
    await writeFile(join(own, 'good.ifc'), 'good');
    await writeFile(join(own, 'worse.ifc'), 'not bad yet');
    await system.client.syncs.create(name, declaration({ source: own }));
    expect(await run(name)).toMatchObject({ status: 'completed', new: 2 });
    await writeFile(join(own, 'worse.ifc'), 'bad');
    await system.simulator.failModel({ name: 'worse.ifc', errorMessage: 'broken geometry', times: 1 });
    expect(await run(name)).toMatchObject({ status: 'failed', failed: [{ path: 'worse.ifc' }] });
    await rm(join(own, 'worse.ifc'));
    expect(await run(name)).toMatchObject({ status: 'completed', unchanged: 1, removed: ['worse.ifc'] });
    await system.client.syncs.delete(name);
  });
});

describe('modelrail sync', () => {
  it('declares, lists, shows, triggers, pauses, resumes and deletes', async () => {
    const name = `commands-${Date.now()}`;
    const own = join(system.models, name);
    await mkdir(own);
    await writeFile(join(own, 'one.ifc'), name);
    const flags = ['--every', '6h', '--platform', 'cq', '--project-id', projectId, '--group', 'night'];
    const created = await system.modelrail('sync', 'create', name, '--source', own, ...flags, '--json');
    expect(created).toMatchObject({ code: 0 });
    expect(JSON.parse(created.stdout)).toMatchObject({
      name,
      source: own,
      spec: { every: '6h', overlap: 'skip', catchUp: '1h', jitter: '0s' },
      declaration: { host: 'test-host', project: { id: projectId }, group: { name: 'night' } },
      paused: false,
    });
    const again = await system.modelrail('sync', 'create', name, '--source', own, ...flags);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(`there is a sync ${name} already`) });
    const triggered = await system.modelrail('sync', 'trigger', name, '--json');
    expect(triggered).toMatchObject({ code: 0 });
    expect(JSON.parse(triggered.stdout)).toMatchObject({ status: 'completed', new: 1 });
    expect((await system.modelrail('sync', 'list')).stdout).toContain(name);
    expect((await system.modelrail('sync', 'pause', name, '--note', 'a new disk')).code).toBe(0);
    // What is remembered is asked of a worker, which others keep busy.
    await vi.waitFor(async () => {
      const shown = await system.modelrail('sync', 'show', name);
      expect(shown.stdout).toContain('paused: a new disk');
      expect(shown.stdout).toContain('1 file, 0 of them gone, 0 set aside');
    }, 30_000);
    expect((await system.modelrail('sync', 'resume', name)).code).toBe(0);
    expect(await system.modelrail('sync', 'delete', name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('would forget 1 file'),
    });
    expect((await system.modelrail('sync', 'delete', name, '--yes')).code).toBe(0);
    expect(await system.modelrail('sync', 'show', name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`there is no sync ${name}`),
    });
  });

  it.each([
    [['--every', '1h', '--cron', '0 2 * * *'], 'one of the two'],
    [['--cron', '0 0 30 2 *'], 'never fires'],
    [['--cron', '0 2 * * *', '--timezone', 'Mars/Olympus'], '--timezone is unknown'],
    [['--every', '1h', '--retries', 'often'], '--retries must be an integer, not "often"'],
    [['--every', '1h', '--on-removed', 'delete'], '--on-removed "delete" is for platforms that have a call'],
    [['--every', '1h', '--delete-budget', '5'], '--delete-budget is for'],
  ])('refuses %j', async (flags, words) => {
    const all = ['--source', system.models, '--platform', 'cq', '--project-id', 'P-1', ...flags];
    expect(await system.modelrail('sync', 'create', 'wrong', ...all)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
  });

  it('refuses a folder that is not there, one outside of the roots, and a project that is yet to be made', async () => {
    const rest = ['--every', '1h', '--platform', 'cq'];
    const at = (folderPath: string, ...more: string[]) =>
      system.modelrail('sync', 'create', 'wrong', '--source', folderPath, ...rest, ...more);
    const missing = await at(join(system.models, 'missing'), '--project-id', 'P-1');
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('does not exist') });
    const outside = await at(system.folder, '--project-id', 'P-1');
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('outside sources.roots') });
    const project = [
      '--project-name',
      'B',
      '--project-code',
      'B-1',
      '--area-code',
      '500103',
      '--type',
      '1',
      '--stage',
      '1',
    ];
    const made = await at(system.models, ...project);
    expect(made).toMatchObject({ code: 2, stderr: expect.stringContaining('--project-id') });
  });
});
