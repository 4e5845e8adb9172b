import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

/** Ingests two models of one name and different content. */
async function ingestNamesakes() {
  const sources = [await system.addModel('a.ifc', smallIfc(1)), await system.addModel('b.ifc', smallIfc(2))];
  const request = system.request(sources);
  const files = request.files.map((file) => ({ ...file, name: 'house.ifc' }));
  return system.finish(await system.start({ ...request, files }));
}

async function ingestOne() {
  const id = await system.start(system.request([await system.addModel('a.ifc', smallIfc(1))]));
  await system.skipWaits(id);
  return system.finish(id);
}

describe('two models of one name, of which one fails,', () => {
  it('are both failed where the answer has no hashes', async () => {
    await system.simulator.failModel({ hash: md5(smallIfc(2)), errorMessage: 'ParseModelError' });
    await system.simulator.listTasks({ hashes: 'none' });

    const { status, files } = await ingestNamesakes();
    expect(status).toBe('failed');
    const failed = { status: 'failed', error: { type: 'ConversionFailed', message: 'ParseModelError' } };
    expect(files).toMatchObject([failed, failed]);
    expect((await system.simulator.state()).models).toEqual([]);
  });

  it('are told apart by their hashes, in either case', async () => {
    await system.simulator.failModel({ hash: md5(smallIfc(2)), errorMessage: 'ParseModelError' });
    await system.simulator.listTasks({ hashes: 'upper' });

    expect((await ingestNamesakes()).files).toMatchObject([{ status: 'registered' }, { status: 'failed' }]);
  });
});

describe('an answer about a task', () => {
  it.each(['another-task', 'another-group', 'models-of-another-task'] as const)(
    'that is about %s is never taken',
    async (ids) => {
      await system.simulator.listTasks({ endpoint: 'convertProcess', ids });

      const { files } = await ingestOne();
      expect(files[0]?.error).toMatchObject({
        type: 'UnexpectedResponse',
        message: expect.stringContaining('is about another task'),
      });
      expect((await system.simulator.state()).models).toEqual([]);
    },
  );

  it('that is about another task once is asked for again', async () => {
    await system.simulator.listTasks({ endpoint: 'convertProcess', ids: 'another-task', times: 1 });

    expect(await ingestOne()).toMatchObject({ status: 'completed' });
  });

  it('whose ids are in upper case, or left out, is taken', async () => {
    await system.simulator.listTasks({ endpoint: 'convertProcess', ids: 'upper', times: 1 });
    await system.simulator.listTasks({ endpoint: 'convertProcess', ids: 'none' });

    expect(await ingestOne()).toMatchObject({ status: 'completed' });
  });

  it('of a submission under another group is tried once more', async () => {
    await system.simulator.listTasks({ endpoint: 'convertModel', ids: 'another-group' });

    const { files } = await ingestOne();
    expect(files[0]?.error).toMatchObject({ type: 'UnexpectedResponse' });
    expect((await system.simulator.state()).tasks).toHaveLength(2);
  });

  it('that ends without its models has converted none', async () => {
    await system.simulator.listTasks({ endpoint: 'convertProcess', models: 'none' });

    const { files } = await ingestOne();
    expect(files[0]?.error).toMatchObject({ type: 'ConversionFailed' });
    expect((await system.simulator.state()).models).toEqual([]);
  });
});
