import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform: { upload: { chunkSize: '256KiB' } } });
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

describe('an ingestion', () => {
  it('takes files from disk to converted and registered', async () => {
    const contents = [smallIfc(1), smallIfc(2), pseudoRandomBytes(1_000_001, 3)];
    const sources = await Promise.all(contents.map((content, index) => system.addModel(`house-${index}.ifc`, content)));

    const result = await system.finish(await system.start(system.request(sources)));

    expect(result).toMatchObject({ status: 'completed', stage: 'done', percent: 100 });
    expect(result.files.map((file) => [file.status, file.hash])).toEqual(
      contents.map((content) => ['registered', md5(content)]),
    );
    expect(result.files[2]?.upload).toEqual({
      chunks: 4,
      sent: 4,
      skipped: 0,
      bytesSkipped: 0,
      bytesSent: 1_000_001,
      instant: false,
    });
    const state = await system.simulator.state();
    const models = state.models.filter((model) => model.projectId === result.projectId);
    expect(models.map((model) => model.hash).sort()).toEqual(contents.map(md5).sort());
    expect(models.every((model) => model.modelGroupId === result.modelGroupId)).toBe(true);
    // A SHA-256 is taken only where the configuration asks for it.
    const { files } = await system.client.manifest(result.id);
    expect(files.map((file) => [file.md5, file.sha256])).toEqual(contents.map((content) => [md5(content), undefined]));
  });

  it('sends nothing that the platform has', async () => {
    const source = await system.addModel('known.ifc', smallIfc(10));
    const first = await system.finish(await system.start(system.request([source])));
    const before = await system.simulator.stats();

    const request = system.request([source], { project: { id: first.projectId ?? '' } });
    const second = await system.finish(await system.start(request));

    expect(second).toMatchObject({ status: 'completed', projectId: first.projectId });
    expect(second.files[0]?.upload).toMatchObject({ sent: 0, bytesSent: 0, skipped: 1, instant: true });
    expect((await system.simulator.stats()).chunks.bytes).toBe(before.chunks.bytes);
  });

  it('sends equal content once and registers it under each name', async () => {
    const content = pseudoRandomBytes(300_000, 11);
    const sources = await Promise.all(
      ['one.rvt', 'two.rvt', 'three.rvt'].map((name) => system.addModel(name, content)),
    );

    const result = await system.finish(await system.start(system.request(sources)));

    expect(result.status).toBe('completed');
    expect(result.files.map((file) => file.upload.sent)).toEqual([2, 0, 0]);
    const { models } = await system.simulator.state();
    const names = models.filter((model) => model.projectId === result.projectId).map((model) => model.name);
    expect(names.sort()).toEqual(['one.rvt', 'three.rvt', 'two.rvt']);
  });

  it('delivers names of any script, with spaces and at the length limit', async () => {
    const names = ['重庆 建筑 模型.rvt', '構造-モデル.ifc', 'house 🏠 (v2) "a" %41;b.ifc', `${'n'.repeat(251)}.ifc`];
    const sources = await Promise.all(names.map((name, index) => system.addModel(name, smallIfc(20 + index))));

    const result = await system.finish(await system.start(system.request(sources)));

    expect(result.status).toBe('completed');
    const { models } = await system.simulator.state();
    const registered = models.filter((model) => model.projectId === result.projectId).map((model) => model.name);
    expect(registered.sort()).toEqual([...names].sort());
  });

  it('warns of content that does not look like its extension, and delivers it', async () => {
    const source = await system.addModel('not-really.rvt', smallIfc(30));

    const result = await system.finish(await system.start(system.request([source])));

    expect(result.status).toBe('completed');
    expect(result.files[0]?.warning).toContain('STEP physical file');
  });

  it('warns of a model that is cut off, in a dry run too, and delivers it', async () => {
    const source = await system.addModel('half.ifc', smallIfc(31).slice(0, -10));

    const dry = await system.finish(await system.start(system.request([source], { options: { dryRun: true } })));
    const result = await system.finish(await system.start(system.request([source])));

    expect([dry, result].map(({ status }) => status)).toEqual(['completed', 'completed']);
    for (const { files } of [dry, result]) {
      expect(files[0]?.format).toEqual({ kind: 'ifc', version: 'IFC2X3' });
      expect(files[0]?.warning).toBe('it seems to be cut off: END-ISO-10303-21; is missing at its end');
    }
  });

  it('makes several tasks and groups of more models than a task takes', async () => {
    const small = await startSystem({ platform: { convert: { pollInterval: '200ms', maxModels: 2 } } });
    await using _ = small;
    await small.hostedWorker();
    const sources = await Promise.all([40, 41, 42].map((n) => small.addModel(`${n}.ifc`, smallIfc(n))));

    const result = await small.finish(await small.start(small.request(sources, { group: { name: 'Towers' } })));

    expect(result.status).toBe('completed');
    expect(result.tasks).toHaveLength(2);
    const { groups, models } = await small.simulator.state();
    expect(groups.map((group) => group.name)).toEqual(['Towers', 'Towers']);
    expect(models).toHaveLength(3);
  });

  it('only looks, in a dry run', async () => {
    const known = await system.addModel('dry-known.ifc', smallIfc(50));
    const delivered = await system.finish(await system.start(system.request([known])));
    const fresh = await system.addModel('dry-new.rvt', pseudoRandomBytes(600_000, 51));
    const before = await system.simulator.state();

    const result = await system.finish(
      await system.start(system.request([known, fresh], { options: { dryRun: true } })),
    );

    expect(result).toMatchObject({ status: 'completed', dryRun: { toSend: 1, bytesToSend: 600_000, instant: 1 } });
    expect(result.files[1]).toMatchObject({ hash: md5(pseudoRandomBytes(600_000, 51)) });
    expect(await system.simulator.state()).toEqual(before);
    // What Temporal lists follows a moment later.
    await vi.waitFor(
      async () => {
        const { stdout } = await system.modelrail('list', '--since', '1h');
        const rowOf = (id: string) => stdout.split('\n').find((line) => line.includes(id));
        expect(rowOf(result.id)).toContain('completed · dry run');
        expect(rowOf(delivered.id)).toContain('completed');
        expect(rowOf(delivered.id)).not.toContain('dry run');
      },
      { timeout: 20_000, interval: 100 },
    );
  });
});
