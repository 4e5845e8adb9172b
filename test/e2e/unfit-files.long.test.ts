import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await Promise.all(['left', 'right'].map((folder) => mkdir(join(system.models, folder))));
  await system.hostedWorker();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

/** Ingests these files, by name and number of the content. */
async function ingest(...files: [name: string, content: number][]) {
  const sources = await Promise.all(files.map(([name, number]) => system.addModel(name, smallIfc(number))));
  return system.finish(await system.start(system.request(sources)));
}

describe('a file that is twice in a request, by name and content', () => {
  it('is delivered once, and both have its status', async () => {
    const result = await ingest(
      ['left/house.ifc', 1],
      ['right/house.ifc', 1],
      ['third.ifc', 2],
      ['right/third.ifc', 3],
    );
    expect(result).toMatchObject({
      status: 'completed',
      files: [
        { status: 'registered' },
        { status: 'registered', sameAs: join(system.models, 'left/house.ifc'), warning: /delivered once/ },
        { status: 'registered' },
        { status: 'registered' },
      ].map(({ warning, ...file }) =>
        warning === undefined ? file : { ...file, warning: expect.stringMatching(warning) },
      ),
    });
    expect(result.files.filter(({ sameAs }) => sameAs !== undefined)).toHaveLength(1);
    expect((await system.simulator.state()).models).toHaveLength(3);
  });

  it('fails for both with one conversion, and is delivered by a retry', async () => {
    await system.simulator.failModel({ name: 'house.ifc', errorMessage: 'ParseModelError', times: 1 });
    const failed = await ingest(['left/house.ifc', 1], ['right/house.ifc', 1], ['third.ifc', 2]);
    const error = { type: 'ConversionFailed', message: 'ParseModelError' };
    expect(failed).toMatchObject({ status: 'partial', files: [{ error }, { error }, { status: 'registered' }] });

    await system.client.retry(failed.id);
    expect(await system.finish(failed.id)).toMatchObject({
      status: 'completed',
      files: [{ status: 'registered' }, { status: 'registered', sameAs: failed.files[0]?.source }, {}],
    });
    expect((await system.simulator.state()).models).toHaveLength(2);
  });

  it('stays delivered in a retry for another file, also when the copy is gone', async () => {
    await system.simulator.failModel({ name: 'third.ifc', errorMessage: 'ParseModelError', times: 1 });
    const partial = await ingest(['left/house.ifc', 1], ['right/house.ifc', 1], ['third.ifc', 2]);
    await rm(join(system.models, 'right/house.ifc'));
    await system.client.retry(partial.id);
    expect(await system.finish(partial.id)).toMatchObject({
      status: 'completed',
      files: [{ status: 'registered' }, { status: 'registered', sameAs: partial.files[0]?.source }, {}],
    });
  });

  it('is found and asked for by verify as the one it is', async () => {
    const { id } = await ingest(['left/house.ifc', 1], ['right/house.ifc', 1]);
    const verified = await system.modelrail('verify', id, '--json');
    expect(verified.code).toBe(0);
  });
});

describe('a content that lies on the platform under another spelling of its type', () => {
  it('is converted and registered with the type of its record, and costs the others nothing', async () => {
    await ingest(['tower.IFC', 1]);
    const result = await ingest(['tower.ifc', 1], ['house.ifc', 2]);
    expect(result).toMatchObject({
      status: 'completed',
      files: [{ name: 'tower.ifc', upload: { instant: true } }, { status: 'registered' }],
    });
    const { models } = await system.simulator.state();
    expect(models).toMatchObject([{ name: 'tower.IFC' }, { name: 'tower.ifc', type: '.IFC' }, { type: '.ifc' }]);
  });

  it('is registered with that type by a retry as well', async () => {
    await ingest(['tower.IFC', 1]);
    await system.simulator.unfit({ name: 'tower.ifc', endpoint: 'createProjectFile', times: 1 });
    const failed = await ingest(['tower.ifc', 1]);
    expect(failed.status).toBe('failed');
    await system.client.retry(failed.id);
    expect((await system.finish(failed.id)).status).toBe('completed');
    expect((await system.simulator.state()).models).toMatchObject([{}, { name: 'tower.ifc', type: '.IFC' }]);
  });
});

describe('a file whose name has no extension', () => {
  it('fails alone when a client that does not look starts the run', async () => {
    const result = await ingest(['house', 1], ['third.ifc', 2]);
    expect(result).toMatchObject({
      status: 'partial',
      files: [
        { status: 'failed', error: { type: 'InvalidRequest', message: expect.stringContaining('set `name`') } },
        { status: 'registered' },
      ],
    });
    expect((await system.simulator.state()).files).toMatchObject([{ hash: md5(smallIfc(2)) }]);
  });
});

describe.each([
  ['convert-model', 'convertModel', 'PlatformRefused', '文件不符合要求'],
  ['convert-model, by name', 'convertModel', 'PlatformRefused', 'bad.ifc: 文件不符合要求'],
  ['projectFile/create', 'createProjectFile', 'PlatformRefused', '文件不符合要求'],
  ['projectFile/create, as one that exists', 'createProjectFile', 'AlreadyExists', '模型文件已存在：bad.ifc'],
] as const)('a file that is not taken by %s', (_, endpoint, type, message) => {
  const files: [string, number][] = ['a.ifc', 'b.ifc', 'bad.ifc', 'c.ifc', 'd.ifc'].map((name, at) => [name, at]);
  const partial = {
    status: 'partial',
    files: files.map(([name]) =>
      name === 'bad.ifc'
        ? { status: 'failed', error: { type, message: expect.stringContaining(message) } }
        : { status: 'registered' },
    ),
  };

  it('fails alone, and a retry neither costs the others nor sends it with them', async () => {
    await system.simulator.unfit({ name: 'bad.ifc', endpoint, message });
    const first = await ingest(...files);
    expect(first).toMatchObject(partial);
    const { groups, models } = await system.simulator.state();
    expect(models).toHaveLength(4);
    // Each task has a group of its own, and parts of the records go into the group that is there.
    expect(groups).toHaveLength(first.tasks?.length ?? 0);
    if (endpoint === 'createProjectFile') expect(groups).toHaveLength(1);

    const before = await system.simulator.requests(endpoint);
    await system.client.retry(first.id);
    expect(await system.finish(first.id)).toMatchObject(partial);
    expect(await system.simulator.requests(endpoint)).toBe(before + 1);

    await system.simulator.clearUnfit();
    await system.client.retry(first.id);
    expect(await system.finish(first.id)).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).models).toHaveLength(5);
  });

  it('is sent apart from those that failed for another reason', async () => {
    await system.simulator.unfit({ name: 'bad.ifc', endpoint, message });
    await system.simulator.failModel({ name: 'c.ifc', errorMessage: 'ParseModelError', times: 1 });
    const first = await ingest(...files);
    await system.client.retry(first.id);
    expect(await system.finish(first.id)).toMatchObject(partial);
  });
});

describe('parts of projectFile/create', () => {
  it('are known one by one: an answer that was lost counts for its own part', async () => {
    await system.simulator.unfit({ name: 'bad.ifc', endpoint: 'createProjectFile' });
    await system.simulator.fault({ match: { endpoint: 'createProjectFile' }, after: 1, times: 1, kind: 'cut-after' });
    const result = await ingest(['a.ifc', 1], ['b.ifc', 2], ['bad.ifc', 3]);
    expect(result).toMatchObject({
      status: 'partial',
      files: [
        { status: 'registered' },
        { status: 'registered' },
        { status: 'failed', error: { type: 'PlatformRefused' } },
      ],
    });
    expect((await system.simulator.state()).models).toHaveLength(2);
  });

  it('that were lost before the refusal are tried with the same knowledge', async () => {
    // The first call takes no effect; the second says that one of the files is unfit.
    await system.simulator.fault({ match: { endpoint: 'createProjectFile' }, times: 1, kind: 'cut-before' });
    await system.simulator.unfit({ name: 'bad.ifc', endpoint: 'createProjectFile' });
    const result = await ingest(['a.ifc', 1], ['bad.ifc', 2], ['b.ifc', 3]);
    expect(result).toMatchObject({
      status: 'partial',
      files: [{ status: 'registered' }, {}, { status: 'registered' }],
    });
    expect((await system.simulator.state()).models).toHaveLength(2);
  });
});

describe('a refusal that is about all files', () => {
  it('ends them with few calls', async () => {
    const names = Array.from({ length: 40 }, (_, number) => `${number}.ifc`);
    await Promise.all(names.map((name) => system.simulator.unfit({ name, message: '服务未开通' })));
    const result = await ingest(...names.map((name, at): [string, number] => [name, at]));
    expect(result.status).toBe('failed');
    expect(result.files.every(({ error }) => error?.message.includes('服务未开通'))).toBe(true);
    expect(await system.simulator.requests('convertModel')).toBeLessThanOrEqual(24);
    expect((await system.simulator.state()).groups).toEqual([]);
  });
});
