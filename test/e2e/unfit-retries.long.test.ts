import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    further: { single: { settings: { convert: { pollInterval: '200ms', maxModels: 1 } } } },
  });
  await Promise.all(['left', 'right'].map((folder) => mkdir(join(system.models, folder))));
  await system.hostedWorker();
});

afterEach(async () => {
  await system.simulator.reset();
  await system.simulatorOf('single').reset();
});

afterAll(() => system[Symbol.asyncDispose]());

async function ingest(names: readonly string[], platform = 'cq') {
  const sources = await Promise.all(names.map((name, number) => system.addModel(name, smallIfc(number))));
  return system.finish(await system.start(system.request(sources, { platform })));
}

async function retry(id: string) {
  await system.client.retry(id);
  return system.finish(id);
}

describe.each(['convertModel', 'createProjectFile'] as const)('files that %s does not take', (endpoint) => {
  it('cost one of the same name nothing', async () => {
    await system.simulator.unfit({
      name: 'house.ifc',
      hash: md5(smallIfc(1)),
      endpoint,
      message: 'house.ifc: 文件不符合要求',
    });
    const result = await ingest(['left/house.ifc', 'right/house.ifc', 'third.ifc']);
    expect(result.files).toMatchObject([{ status: 'registered' }, { status: 'failed' }, { status: 'registered' }]);
    expect((await system.simulator.state()).models).toHaveLength(2);
  });

  it('keep a retry neither from those behind them nor from one of them that is taken now', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `${number}.ifc`);
    const unfit = names.slice(0, 10);
    await Promise.all(unfit.map((name) => system.simulator.unfit({ name, endpoint })));
    const { id } = await ingest(names);
    const second = await retry(id);
    expect(second.files.map(({ status }) => status)).toEqual(
      names.map((name) => (unfit.includes(name) ? 'failed' : 'registered')),
    );

    await system.simulator.clearUnfit();
    await Promise.all(unfit.slice(0, 9).map((name) => system.simulator.unfit({ name, endpoint })));
    const third = await retry(id);
    expect(third.files[9]).toMatchObject({ status: 'registered' });
    expect((await system.simulator.state()).models).toHaveLength(11);
  });
});

describe('a submission whose answer was lost', () => {
  it('goes into another group where the platform says that the first one exists', async () => {
    const match = { endpoint: 'convertModel' };
    await system.simulator.fault(
      { match, times: 1, kind: 'cut-after' },
      { match, after: 1, times: 1, kind: 'refusal', message: '模型组已存在' },
    );
    expect(await ingest(['a.ifc', 'b.ifc'])).toMatchObject({ status: 'completed' });
    expect(await system.simulator.requests('convertModel')).toBe(3);
    const { groups, tasks } = await system.simulator.state();
    expect(groups).toHaveLength(1);
    expect(new Set(tasks.map(({ modelGroupId }) => modelGroupId)).size).toBe(2);
  });
});

describe('a project that was taken for ours because it exists', () => {
  it('is ours once it has a group: a later group that is refused costs a retry nothing', async () => {
    const platform = system.simulatorOf('single');
    await platform.fault(
      { match: { endpoint: 'createProject' }, times: 1, kind: 'cut-after' },
      {
        match: { endpoint: 'createProjectGroup' },
        after: 1,
        times: 1,
        kind: 'refusal',
        status: 200,
        message: '转换任务不存在',
      },
    );
    const first = await ingest(['a.ifc', 'b.ifc'], 'single');
    expect(first).toMatchObject({
      status: 'partial',
      files: [{ status: 'registered' }, { error: { type: 'NotFound', message: expect.stringContaining('转换任务') } }],
    });
    expect(await retry(first.id)).toMatchObject({ status: 'completed' });
    expect((await platform.state()).projects).toHaveLength(1);
  });
});
