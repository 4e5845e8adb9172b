import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await Promise.all(['left', 'right'].map((folder) => mkdir(join(system.models, folder))));
  await system.startWorker();
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
