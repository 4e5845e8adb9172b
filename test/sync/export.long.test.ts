import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RememberedFile, SyncDeclaration } from '../../client/index.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { rememberedFile, seedProject } from './sync-system.ts';

let system: TestSystem;
let projectId: string;
const unique = randomUUID().slice(0, 8);

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  projectId = await seedProject(system);
});
afterAll(() => system[Symbol.asyncDispose]());

async function declare(name: string, more: Partial<SyncDeclaration> = {}): Promise<void> {
  const source = join(system.models, 'handover');
  const declaration: SyncDeclaration = {
    source,
    host: 'test-host',
    every: '1h',
    platform: 'cq',
    project: { id: projectId },
    ...more,
  };
  await system.client.syncs.create(name, declaration);
}

async function run(name: string) {
  const { run: id = '' } = await system.client.syncs.trigger(name);
  return await finishRun(system, id);
}

async function all(name: string): Promise<RememberedFile[]> {
  const files: RememberedFile[] = [];
  for await (const file of system.client.syncs.export(name)) files.push(file);
  return files;
}

async function linesFile(lines: readonly string[]): Promise<string> {
  const path = join(system.folder, `${randomUUID()}.jsonl`);
  await writeFile(path, lines.join('\n'));
  return path;
}

describe('what a sync remembers', () => {
  const [first, second] = [`first-${unique}`, `second-${unique}`];

  it('is written as JSON lines, and taken up by another sync, which then sends nothing', async () => {
    const folder = join(system.models, 'handover');
    await mkdir(join(folder, 'b'), { recursive: true });
    for (const path of ['a.ifc', 'b/b.ifc', '\u202e移交.ifc'])
      await writeFile(join(folder, path), `content of ${path}`);
    await declare(first);
    expect(await run(first)).toMatchObject({ status: 'completed', new: 3 });
    const output = join(system.folder, 'remembered.jsonl');
    const exported = await system.modelrail('sync', 'export', first, '--output', output);
    expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining('3 files written') });
    const text = await readFile(output, 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RememberedFile);
    expect(lines.map(({ path }) => path)).toEqual(['a.ifc', 'b/b.ifc', '\u202e移交.ifc']);
    for (const { md5, id } of lines)
      expect({ md5, id }).toEqual({ md5: expect.stringMatching(/^[0-9a-f]{32}$/), id: expect.stringMatching(/./) });
    // Nothing in it turns the direction of writing on a terminal.
    const shown = await system.modelrail('sync', 'export', first);
    expect(shown.stdout).toBe(text);
    expect(text).not.toContain('\u202e');
    expect(JSON.parse((await system.modelrail('sync', 'export', first, '--json')).stdout)).toEqual(lines);

    await declare(second);
    const before = await system.simulator.stats();
    expect(await system.modelrail('sync', 'import', second, output, '--json')).toMatchObject({ code: 0 });
    expect(await all(second)).toEqual(lines);
    expect(await run(second)).toMatchObject({ status: 'completed', unchanged: 3, new: 0, ingestions: [] });
    expect(await system.simulator.stats()).toEqual(before);
  });

  it('is replaced with --yes only, whatever the order of the lines', async () => {
    const file = await linesFile(['c', 'a', 'b'].map((path) => JSON.stringify(rememberedFile(path))));
    const before = await all(second);
    expect(await system.modelrail('sync', 'import', second, file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('remembers 3 files, which would be forgotten'),
    });
    await expect(system.client.syncs.import(second, [rememberedFile('a')])).rejects.toMatchObject({
      type: 'AlreadyExists',
    });
    expect(await all(second)).toEqual(before);
    expect(await system.modelrail('sync', 'import', second, file, '--yes')).toMatchObject({ code: 0 });
    expect(await all(second)).toEqual(['a', 'b', 'c'].map(rememberedFile));
  });

  it('is not changed by a file with something wrong in it, of which everything is told with its line', async () => {
    const before = await all(second);
    const file = await linesFile([
      JSON.stringify(rememberedFile('a')),
      '',
      '{"path": "b", ',
      JSON.stringify({ ...rememberedFile('../c'), md5: 'none', id: 7 }),
      JSON.stringify({ path: 'd', versoin: '1' }),
      JSON.stringify(rememberedFile('e')),
      JSON.stringify(rememberedFile('e')),
    ]);
    const { code, stderr } = await system.modelrail('sync', 'import', second, file, '--yes');
    expect(code).toBe(2);
    const told = stderr.split('\n').flatMap((line) => /\.jsonl:(\d+: .*)$/.exec(line)?.[1] ?? []);
    expect(told).toEqual([
      expect.stringMatching(/^3: is no JSON/),
      '4: path must be relative to the source, with slashes, without . and ..',
      '4: md5 must be an MD5 of 32 lower-case hex digits, or empty before anything was delivered',
      '4: id must be a text',
      '5: size is missing',
      '5: md5 is missing',
      '5: versoin is an unknown key; did you mean "version"?',
      '7: has the path of the line before: e',
    ]);
    const doubled = await linesFile(['b', 'a', 'b'].map((path) => JSON.stringify(rememberedFile(path))));
    expect(await system.modelrail('sync', 'import', second, doubled, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(':3: has the path of line 1: b'),
    });
    expect(await system.modelrail('sync', 'import', second, join(system.folder, 'none'), '--yes')).toMatchObject({
      code: 2,
    });
    expect(await all(second)).toEqual(before);
  });

  it('stays when what is given ends with an error, and nothing is left of what was written until then', async () => {
    const before = await all(second);
    function* broken(): Generator<RememberedFile> {
      for (let at = 0; at < 9_000; at += 1) yield rememberedFile(`many/${String(at).padStart(6, '0')}.ifc`);
      yield rememberedFile('a');
    }
    await expect(system.client.syncs.import(second, broken(), { replace: true })).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining('file 9001: comes before'),
    });
    expect(await all(second)).toEqual(before);
    await using temporal = await connectTemporalClient(temporalAddress());
    const query = `ModelrailSync = "${second}" AND WorkflowType = "syncRange" AND ExecutionStatus = "Running"`;
    await expect.poll(async () => (await temporal.client.workflow.count(query)).count).toBe(1);
  });

  it('is not replaced while a run is made', async () => {
    const name = `open-${unique}`;
    // A run that waits for a machine that is not there.
    await declare(name, { host: 'switched-off' });
    const { run: id = '' } = await system.client.syncs.trigger(name);
    await expect(system.client.syncs.import(name, [rememberedFile('a')])).rejects.toMatchObject({
      type: 'AlreadyExists',
      message: expect.stringContaining('a run of'),
    });
    await using temporal = await connectTemporalClient(temporalAddress());
    await temporal.client.workflow.getHandle(id).terminate();
    await expect
      .poll(() => system.client.syncs.import(name, [rememberedFile('a')]).catch(() => undefined))
      .toEqual({ files: 1 });
    await system.client.syncs.delete(name);
  });

  it('has keys of a bucket as they are there, which are no paths of a folder', async () => {
    const name = `bucket-${unique}`;
    const keys = ['../a.ifc', './a.ifc', '/a.ifc', 'a//b.ifc'].map(rememberedFile);
    const { syncs } = system.client;
    await syncs.create(name, {
      source: 's3://models/incoming/',
      every: '1h',
      platform: 'cq',
      project: { id: projectId },
    });
    const file = await linesFile(keys.map((key) => JSON.stringify(key)));
    expect(await system.modelrail('sync', 'import', name, file)).toMatchObject({ code: 0 });
    expect(await all(name)).toEqual(keys);
    expect(await system.modelrail('sync', 'import', second, file, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(':4: path must be relative to the source'),
    });
    await syncs.delete(name);
  });

  it('is written and taken up in parts, however much there is', { timeout: 60_000 }, async () => {
    const name = `large-${unique}`;
    await declare(name);
    const count = 30_000;
    const fileAt = (at: number) =>
      rememberedFile(`folder-${String(at >> 8).padStart(4, '0')}/model-${String(at).padStart(6, '0')}.ifc`);
    function* files(): Generator<RememberedFile> {
      for (let at = 0; at < count; at += 1) yield fileAt(at);
    }
    expect(await system.client.syncs.import(name, files())).toEqual({ files: count });
    expect((await system.client.syncs.get(name)).remembered).toEqual({ files: count, gone: 0, setAside: 0 });
    let at = 0;
    for await (const file of system.client.syncs.export(name)) {
      if (at % 1_000 === 0) expect(file).toEqual(fileAt(at));
      at += 1;
    }
    expect(at).toBe(count);
    expect(await system.client.syncs.delete(name)).toEqual({ forgotten: count });
  });
});
