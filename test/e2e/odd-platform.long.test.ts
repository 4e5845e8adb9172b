import { truncate } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import type { Fault } from '../support/simulator-control.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform: { upload: { chunkSize: '64KiB' } } });
  await system.startWorker();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

async function ingestOne(content = pseudoRandomBytes(200_000, 1)) {
  const source = await system.addModel('tower.rvt', content);
  const id = await system.start(system.request([source]));
  await system.skipWaits(id);
  return system.finish(id);
}

describe('a project of which nobody knows whether it was created', () => {
  const creates = { endpoint: 'createProject' };
  const lost: Fault = { match: creates, times: 1, kind: 'cut-after' };
  const neverCame: Fault = { match: creates, times: 1, kind: 'cut-before' };
  const internal = (times: number, after = 1): Fault => ({
    match: creates,
    after,
    times,
    kind: 'refusal',
    status: 500,
  });

  it.each(['项目编号重复', "Duplicate entry 'P' for key 'code'"])(
    'exists when the platform says %s',
    async (message) => {
      await system.simulator.fault(lost, { match: creates, after: 1, times: 1, kind: 'refusal', status: 200, message });

      expect(await ingestOne()).toMatchObject({ status: 'completed' });
      const { projects, groups, models } = await system.simulator.state();
      expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
    },
  );

  it('may exist when the platform fails within three times: the group finds it', async () => {
    await system.simulator.fault(lost, internal(1_000));

    expect(await ingestOne()).toMatchObject({ status: 'completed' });
    expect(await system.simulator.requests('createProject')).toBe(4);
    expect((await system.simulator.state()).projects).toHaveLength(1);
  });

  it('is created once more when the group says that it is not there', async () => {
    await system.simulator.fault(neverCame, internal(4));

    expect(await ingestOne()).toMatchObject({ status: 'completed' });
    // One was lost, three failed and led to the group, one more failed, and the sixth made it.
    expect(await system.simulator.requests('createProject')).toBe(6);
    expect(await system.simulator.requests('createProjectGroup')).toBe(2);
  });

  it('exists when a page was the answer to the call that made it', async () => {
    await system.simulator.fault({ match: creates, times: 1, kind: 'html', effect: true });

    expect(await ingestOne()).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).projects).toHaveLength(1);
  });
});

describe('a token that ends early', () => {
  it.each(['redirect', 'page', 'code'] as const)('shows as a %s: a fresh one is fetched', async (tokenEnd) => {
    await system.simulator.fault({
      match: { endpoint: 'upload' },
      after: 1,
      times: 1,
      kind: 'expired-token',
      tokenEnd,
    });
    expect(await ingestOne(pseudoRandomBytes(200_000, tokenEnd.length))).toMatchObject({ status: 'completed' });
  });
});

describe('a refusal', () => {
  it.each([400, 403, 404, 500])('with HTTP %i ends the ingestion in its own words', async (status) => {
    await system.simulator.fault({
      match: { endpoint: 'createProject' },
      kind: 'refusal',
      status,
      message: '区划不允许',
    });

    const result = await ingestOne(Buffer.from(smallIfc(status)));

    expect(result).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('区划不允许') } });
    expect(await system.simulator.requests('createProject')).toBe(1);
  });

  it('of 3 MiB is bounded in the result, in what waits and in the log', async () => {
    const message = '拒绝'.repeat(1024 * 512);
    const [worker] = system.workers;
    const logged = worker?.output().length ?? 0;
    await system.simulator.fault(
      { match: { endpoint: 'createProject' }, after: 1, kind: 'refusal', status: 200, message },
      { match: { endpoint: 'createProject' }, times: 1, kind: 'refusal', status: 503, message },
    );
    const source = await system.addModel('tower.rvt', pseudoRandomBytes(200_000, 9));
    const id = await system.start(system.request([source]));
    const waiting = await system.until(id, (progress) => progress.waiting !== undefined);
    expect(JSON.stringify(waiting.waiting).length).toBeLessThan(3_000);

    const result = await system.finish(id);

    expect(result).toMatchObject({ status: 'failed', error: { type: 'PlatformRefused' } });
    expect(result.error?.message.length).toBeLessThan(2_200);
    expect((worker?.output().length ?? 0) - logged).toBeLessThan(100_000);
  });

  it('that echoes a secret tells it nowhere', async () => {
    await system.simulator.failModel({ name: 'tower.rvt', errorMessage: 'key demo-bim-api-key, demo-password' });
    const source = await system.addModel('tower.rvt', pseudoRandomBytes(200_000, 10));
    const id = await system.start(system.request([source]));
    const result = await system.finish(id);

    expect(result.files[0]?.error?.message).toBe('key ***, ***');
    await system.simulator.nextTask({ next: 'fail', message: 'task of demo-password' });
    const second = await system.finish(await system.start(system.request([source])));
    expect(second.files[0]?.error?.message).toBe('task of ***');
  });

  it('in half a character does not end the worker', async () => {
    await system.simulator.fault({
      match: { endpoint: 'convertProcess' },
      kind: 'altered',
      alter: { set: { 'item.taskState': { found: true, done: true, successed: false, message: 'no \ud83d' } } },
    });
    expect((await ingestOne()).files[0]?.error).toEqual({ type: 'ConversionFailed', message: 'no \ufffd' });
  });
});

describe('answers', () => {
  it.each<[string, Fault['alter']]>([
    ['in gzip', { encoding: 'gzip' }],
    ['in deflate and UTF-16', { encoding: 'deflate', charset: 'utf-16le' }],
    ['in br, with a byte order mark', { encoding: 'br', charset: 'utf-8-bom' }],
    ['in GB18030', { charset: 'gb18030' }],
    ['with numbers as text', { textNumbers: true }],
    ['behind 100 Continue', { interim: 1 }],
    ['without the life of a token', { drop: ['expires_in', 'token_type', 'code', 'unAuthorizedRequest', 'targetUrl'] }],
    [
      'with unused fields of another shape',
      {
        set: {
          'item.file.url': 7,
          'item.file.tags': {},
          'item.createdAt': [],
          'item.id': null,
          code: 'ok',
          __abp: 1,
          scope: [],
        },
      },
    ],
  ])('%s are read', async (_how, alter) => {
    const source = await system.addModel('塔.ifc', smallIfc(7));
    // The platform was made as new: the worker has to ask for another token.
    await system.simulator.fault({ kind: 'altered', alter: alter ?? {} });

    const result = await system.finish(await system.start(system.request([source])));

    expect(result).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).tasks).toHaveLength(1);
  });
});

it('a file above 2 GiB − 1 has a warning before it is sent', async () => {
  const source = await system.addModel('large.ifc', smallIfc(1));
  await truncate(source, 2 ** 31);
  const id = await system.start(system.request([source]));
  const progress = await system.until(id, ({ files }) => files[0]?.warning !== undefined);
  await system.client.cancel(id);
  expect(progress.files[0]?.warning).toContain('larger than 2 GiB − 1');
  await system.finish(id);
  expect(await system.simulator.requests('upload')).toBe(0);
});
