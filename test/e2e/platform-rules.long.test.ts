import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    platform: {
      upload: { chunkSize: '64KiB' },
      convert: { pollInterval: '200ms', visibleWithin: '300ms' },
    },
    further: {
      merging: { simulator: { autoMerge: true } },
      slow: { simulator: { mergeDelayMs: 1_500 } },
      lazy: { simulator: { needsSynchronous: true, mergeDelayMs: 300 } },
      endless: {
        simulator: { conversionMs: 600_000 },
        settings: { convert: { pollInterval: '100ms', timeout: '1s' } },
      },
      strange: { settings: { password: 'wrong' } },
      keyless: { settings: { bimApiKey: 'wrong' } },
      forgetful: { simulator: { tokenLifetimeMs: 400, conversionMs: 1_500 } },
    },
  });
  await system.hostedWorker();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

/** Ingests one model of four chunks. */
async function ingestOne(seed = 1, platform = 'cq') {
  const source = await system.addModel('tower.rvt', pseudoRandomBytes(200_000, seed));
  const id = await system.start(system.request([source], { platform }));
  await system.skipWaits(id);
  return system.finish(id);
}

describe('after the chunks', () => {
  it('a server that merges by itself is not asked to', async () => {
    expect(await ingestOne(1, 'merging')).toMatchObject({ status: 'completed' });
    expect(await system.simulatorOf('merging').requests('upload')).toBe(4);
  });

  it('a slow merge is waited for', async () => {
    expect(await ingestOne(1, 'slow')).toMatchObject({ status: 'completed' });
    expect(await system.simulatorOf('slow').requests('upload')).toBe(5);
  });

  it('a file that stays incomplete after its merge is synchronised', async () => {
    expect(await ingestOne(1, 'lazy')).toMatchObject({ status: 'completed' });
    expect(await system.simulatorOf('lazy').requests('synchronous')).toBeGreaterThan(0);
  });

  it('chunks that the platform loses before the merge are sent again', async () => {
    const source = await system.addModel('tower.rvt', pseudoRandomBytes(200_000, 1));
    await system.simulator.fault({
      match: { endpoint: 'upload' },
      after: 4,
      times: 1,
      kind: 'status',
      status: 503,
      headers: { 'Retry-After': '600' },
    });
    const id = await system.start(system.request([source]));
    await system.until(id, (progress) => progress.waiting !== undefined && progress.stage === 'merge');
    await system.simulator.reset();
    await system.client.retry(id);

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    expect(await system.simulator.requests('upload')).toBe(5);
  });

  it('a merge that was asked for twice is no harm', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, after: 4, times: 1, kind: 'cut-after' });
    expect(await ingestOne()).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).models).toHaveLength(1);
  });

  it('a merge that was refused while its first attempt may be under way is asked for again', async () => {
    const merge = { match: { endpoint: 'upload' }, times: 1 } as const;
    await system.simulator.fault({ ...merge, after: 4, kind: 'cut-before' });
    await system.simulator.fault({ ...merge, after: 4, kind: 'refusal', message: '本轮不接受该请求' });
    expect(await ingestOne()).toMatchObject({ status: 'completed' });
    expect(await system.simulator.requests('upload')).toBe(7);
  });

  it('once such a merge is accepted it is only waited for', async () => {
    const slow = system.simulatorOf('slow');
    await slow.reset();
    const merge = { match: { endpoint: 'upload' }, times: 1 } as const;
    await slow.fault({ ...merge, after: 4, kind: 'cut-before' });
    await slow.fault({ ...merge, after: 4, kind: 'refusal', message: '本轮不接受该请求' });
    expect(await ingestOne(2, 'slow')).toMatchObject({ status: 'completed' });
    expect(await slow.requests('upload')).toBe(7);
  });

  it('a partial upload with another chunk size is told apart', async () => {
    const content = pseudoRandomBytes(200_000, 7);
    const source = await system.addModel('tower.rvt', content);
    // The platform waits for chunks of 16 KiB: the thirteenth is missing.
    await sendForeignChunk(content, 16 * 1024);

    const result = await system.finish(await system.start(system.request([source])));

    expect(result.status).toBe('failed');
    expect(result.files[0]?.error?.type).toBe('PlatformRefused');
    expect(result.files[0]?.error?.message).toContain('another chunk size');
    expect(await system.simulator.requests('upload')).toBe(1);
  });

  async function sendForeignChunk(content: Buffer, chunkSize: number): Promise<void> {
    const { platformUrl } = system;
    const login = await fetch(`${platformUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'demo', password: 'demo-password' }),
    });
    // The token endpoint's answer, as the manual shows it.
    const { access_token: token } = (await login.json()) as { access_token: string };
    const form = new FormData();
    const fields = {
      fileName: 'tower.rvt',
      fileExtention: '.rvt',
      fileHash: md5(content),
      fileSize: content.length,
      totalChunks: Math.ceil(content.length / chunkSize),
      chunkNumber: 1,
      currentChunkSize: chunkSize,
    };
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    form.set('file', new Blob([new Uint8Array(content.subarray(0, chunkSize))]), 'tower.rvt');
    const answer = await fetch(`${platformUrl}/api/v1/FlowJs/Upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    expect(await answer.json()).toMatchObject({ success: true });
  }
});

describe('a conversion', () => {
  it('that fails for one model leaves the others delivered', async () => {
    const sources = await Promise.all([1, 2, 3].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
    await system.simulator.failModel({ name: '2.ifc', errorMessage: 'ParseModelError' });

    const result = await system.finish(await system.start(system.request(sources)));

    expect(result.status).toBe('partial');
    expect(result.files.map((file) => file.status)).toEqual(['registered', 'failed', 'registered']);
    expect(result.files[1]?.error).toEqual({ type: 'ConversionFailed', message: 'ParseModelError' });
    const { models } = await system.simulator.state();
    expect(models.map((model) => model.name).sort()).toEqual(['1.ifc', '3.ifc']);
  });

  it('that fails for one model registers nothing when the request says so', async () => {
    const sources = await Promise.all([1, 2].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
    await system.simulator.failModel({ name: '2.ifc', errorMessage: 'ParseModelError' });

    const request = system.request(sources, { options: { onModelError: 'fail' } });
    const result = await system.finish(await system.start(request));

    expect(result).toMatchObject({ status: 'failed', error: { type: 'ConversionFailed' } });
    expect(await system.simulator.state()).toMatchObject({ projects: [], groups: [], models: [] });
  });

  it("whose task fails fails with the platform's words, and creates nothing", async () => {
    await system.simulator.nextTask({ next: 'fail', message: '转换服务异常' });

    const result = await ingestOne();

    expect(result.status).toBe('failed');
    expect(result.files[0]?.error).toEqual({ type: 'ConversionFailed', message: '转换服务异常' });
    expect(await system.simulator.state()).toMatchObject({ projects: [], groups: [], models: [] });
  });

  it('that fails in many words for many models can still be told', async () => {
    const sources = await Promise.all(
      Array.from({ length: 400 }, (_, n) => system.addModel(`many-${n}.ifc`, smallIfc(1_000 + n))),
    );
    await system.simulator.nextTask({ next: 'fail', message: '转换失败。'.repeat(2_000) });

    const result = await system.finish(await system.start(system.request(sources)));

    expect(result.status).toBe('failed');
    expect(result.files).toHaveLength(400);
    expect(result.files[399]?.error?.message).toMatch(/^转换失败/);
  });

  it('whose task is lost is submitted again under the same group', async () => {
    await system.simulator.nextTask({ next: 'lose' });

    expect(await ingestOne()).toMatchObject({ status: 'completed' });
    const { groups, tasks } = await system.simulator.state();
    expect(new Set(tasks.map((task) => task.modelGroupId)).size).toBe(1);
    expect(await system.simulator.requests('convertModel')).toBe(2);
    expect(groups).toHaveLength(1);
  });

  it('whose task is lost again and again ends', async () => {
    await system.simulator.nextTask({ next: 'lose', times: 10 });

    const result = await ingestOne();

    expect(result.files[0]?.error).toMatchObject({ type: 'ConversionFailed' });
    expect(await system.simulator.requests('convertModel')).toBe(4);
  });

  it('that takes longer than its limit times out', async () => {
    const result = await ingestOne(1, 'endless');

    expect(result).toMatchObject({ status: 'failed', error: { type: 'ConversionTimeout' } });
  });
});

describe('records', () => {
  it.each(['createProject', 'createProjectGroup', 'createProjectFile'])(
    'a lost answer of %s does not make a second record',
    async (endpoint) => {
      await system.simulator.fault({ match: { endpoint }, times: 1, kind: 'cut-after' });

      expect(await ingestOne()).toMatchObject({ status: 'completed' });
      const { projects, groups, models } = await system.simulator.state();
      expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
    },
  );

  it("that exist already are an error to a first, clean call, in the platform's words", async () => {
    const first = await ingestOne(1);
    const { projects } = await system.simulator.state();
    const source = await system.addModel('second.rvt', pseudoRandomBytes(100_000, 2));
    const project = { name: 'Other', code: projects[0]?.code ?? '', areaCode: '500103', type: 10, stage: 1 };

    const result = await system.finish(await system.start(system.request([source], { project })));

    expect(first.status).toBe('completed');
    expect(result).toMatchObject({ status: 'failed', error: { type: 'AlreadyExists' } });
    expect(result.error?.message).toContain('已存在');
  });

  it('of our own project are made by a retry after a group was refused as if the project were not there', async () => {
    const source = await system.addModel('ours.rvt', pseudoRandomBytes(100_000, 3));
    await system.simulator.fault({ match: { endpoint: 'createProject' }, times: 1, kind: 'cut-after' });
    await system.simulator.fault({ match: { endpoint: 'createProjectGroup' }, times: 1, kind: 'status', status: 404 });
    const id = await system.start(system.request([source]));
    expect(await system.finish(id)).toMatchObject({ status: 'failed', error: { type: 'AlreadyExists' } });

    await system.client.retry(id);

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    const { projects, groups, models } = await system.simulator.state();
    expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
  });

  it("of another's project with our code are told in the words of the first refusal", async () => {
    await ingestOne(1);
    const { projects } = await system.simulator.state();
    const source = await system.addModel('second.rvt', pseudoRandomBytes(100_000, 2));
    const project = { name: 'Other', code: projects[0]?.code ?? '', areaCode: '500103', type: 10, stage: 1 };
    // The first call's outcome is unknown, so its repetition cannot tell whose project it is that exists.
    await system.simulator.fault({ match: { endpoint: 'createProject' }, times: 1, kind: 'cut-before' });

    const result = await system.finish(await system.start(system.request([source], { project })));

    expect(result).toMatchObject({ status: 'failed', error: { type: 'AlreadyExists' } });
    expect(result.error?.message).toContain('已存在');
    expect((await system.simulator.state()).models).toHaveLength(1);
  });

  it("under a project that does not exist fail in the platform's words", async () => {
    const source = await system.addModel('a.ifc', smallIfc(1));
    const request = system.request([source], { project: { id: '11111111-2222-4333-8444-555555555555' } });

    const result = await system.finish(await system.start(request));

    expect(result).toMatchObject({ status: 'failed', error: { type: 'NotFound' } });
    expect(result.error?.message).toContain('不存在');
  });
});

describe('settings', () => {
  it('wrong credentials are final, in the words of the token endpoint', async () => {
    const result = await ingestOne(1, 'strange');
    expect(result).toMatchObject({ status: 'failed', error: { type: 'Authentication' } });
    expect(await system.simulatorOf('strange').requests('upload')).toBe(0);
  });

  it('a wrong key for the records is final, and nothing is registered', async () => {
    const result = await ingestOne(1, 'keyless');
    expect(result.status).toBe('failed');
    expect(result.error?.message).toMatch(/key/i);
    expect(await system.simulatorOf('keyless').state()).toMatchObject({ projects: [], groups: [], models: [] });
  });

  it('tokens that expire on the way are renewed', async () => {
    expect(await ingestOne(1, 'forgetful')).toMatchObject({ status: 'completed' });
  });
});
