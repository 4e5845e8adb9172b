import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RememberedFile, SyncDeclaration } from '../../../client/index.ts';
import { platformControl } from '../../conformance/platform-control.ts';
import type { DiskState } from '../../platforms/longyan-disk/support.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { finishRun } from '../../sync/finish-run.ts';

let system: TestSystem;
const disk = { kind: 'longyan-disk', simulator: {}, settings: {} } as const;

beforeAll(async () => {
  system = await startSystem({ further: { first: disk, refused: disk, taken: disk, doubted: disk, cancelled: disk } });
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

/** A sync into a new folder of a platform of its own. */
async function declare(platform: string) {
  const control = platformControl(system.platformUrlOf(platform));
  const name = `${platform}-${system.taskQueue}`;
  const source = join(system.models, platform);
  const declaration = {
    source,
    host: 'test-host',
    every: '1h',
    platform,
    period: '小学',
    subject: '语文',
    folder: '春季',
  };
  await mkdir(source);
  await system.client.syncs.create(name, declaration satisfies SyncDeclaration);
  return {
    name,
    source,
    control,
    state: () => control.state<DiskState>(),
    /** Adds a file, and makes a run. */
    async run(file: string) {
      await writeFile(join(source, file), `content of ${file}`);
      const { run = '' } = await system.client.syncs.trigger(name);
      return await finishRun(system, run);
    },
  };
}

it('the folder of a sync is made by its first run, and all others deliver into it', async () => {
  const { name, run, state } = await declare('first');
  expect(await run('a.ifc')).toMatchObject({ status: 'completed', new: 1 });
  expect(await run('b.ifc')).toMatchObject({ status: 'completed', new: 1 });

  // What is remembered of files is taken up anew, and the folder stays.
  const files: RememberedFile[] = [];
  for await (const file of system.client.syncs.export(name)) files.push(file);
  await system.client.syncs.import(name, files, { replace: true });
  expect(await run('c.ifc')).toMatchObject({ status: 'completed', new: 1, unchanged: 2 });

  const { folders, resources } = await state();
  expect(folders).toHaveLength(1);
  const parentId = String(folders[0]?.dirId);
  expect(resources).toMatchObject([
    { title: 'a.ifc', parentId },
    { title: 'b.ifc', parentId },
    { title: 'c.ifc', parentId },
  ]);
});

it('a folder that was made by a run which delivered nothing is remembered', async () => {
  const { control, run, state } = await declare('refused');
  await control.fault({ match: { endpoint: 'uploadify' }, kind: 'refusal', status: 400, message: '文件类型不允许' });
  expect(await run('a.ifc')).toMatchObject({ status: 'failed', failed: [{ path: 'a.ifc' }] });
  await control.clearFaults();
  expect(await run('b.ifc')).toMatchObject({ status: 'completed', new: 2 });
  expect((await state()).folders).toHaveLength(1);
});

it('a folder of that name that is there already ends each run, with what to do', async () => {
  const { run, state } = await declare('taken');
  const files = [{ source: await system.addModel('before.ifc', 'before'), host: 'test-host' }];
  const request = { platform: 'taken', period: '小学', subject: '语文', folder: '春季', files };
  await system.finish(await system.start(request));
  for (const file of ['a.ifc', 'b.ifc']) {
    const { status, failed } = await run(file);
    expect(status).toBe('failed');
    expect(failed[0]?.error).toMatchObject({ type: 'AlreadyExists', message: expect.stringContaining('(`parentId`)') });
  }
  expect((await state()).resources).toHaveLength(1);
});

it('a file whose resource may exist is set aside at once, and delivered again with another time', async () => {
  const { control, run, source, state } = await declare('doubted');
  await control.fault({ match: { endpoint: 'createResource' }, kind: 'cut-after', times: 1 });
  expect(await run('a.ifc')).toMatchObject({
    failed: [{ path: 'a.ifc', error: { message: expect.stringContaining('look there') } }],
    setAside: ['a.ifc'],
  });
  expect(await run('b.ifc')).toMatchObject({ new: 1, setAside: ['a.ifc'] });
  expect((await state()).resources.map(({ title }) => title)).toEqual(['a.ifc', 'b.ifc']);

  await utimes(join(source, 'a.ifc'), new Date(), new Date(Date.now() - 60_000));
  expect(await run('c.ifc')).toMatchObject({ status: 'completed', new: 2, setAside: [] });
});

it('a file whose run was cancelled while its resource was made is set aside as well', async () => {
  const { control, name, run, state } = await declare('cancelled');
  await control.fault({
    match: { endpoint: 'createResource' },
    kind: 'delay',
    effect: true,
    delayMs: 90_000,
    times: 1,
  });
  const first = run('a.ifc');
  await expect.poll(async () => (await state()).resources.length, { timeout: 30_000 }).toBe(1);
  for await (const { id } of system.client.list()) if (id.startsWith(`${name}-g`)) await system.client.cancel(id);
  expect(await first).toMatchObject({ setAside: ['a.ifc'] });
  expect(await run('b.ifc')).toMatchObject({ new: 1, setAside: ['a.ifc'] });
});
