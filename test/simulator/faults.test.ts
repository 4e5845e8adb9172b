import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { API, chunkForm, eventually, makeModel, type Platform, startPlatform, temporaryFolder } from './platform.ts';

const STATUS = `${API}/UploadFileStatus?hash=${'a'.repeat(32)}&totalChunks=-1`;
const model = makeModel(5_000, 2_000);
const cut = /fetch failed|other side closed|ECONNRESET/;

const createProject = (platform: Platform, code = 'p') => {
  const body = { Id: randomUUID(), Name: 'p', Code: code, AreaCode: '500004', Type: 1, Stage: 1 };
  return platform.postJson('/bim/api/v2/project/create', body);
};
const projects = async (platform: Platform) => (await platform.state()).projects.length;

describe('a fault of kind', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(async () => {
    // Whatever befell a request, the next one is served.
    expect((await createProject(platform, randomUUID())).body.success).toBe(true);
  });

  test('status answers before the request has any effect, with headers', async () => {
    await platform.fault({ kind: 'status', status: 503, times: 1, headers: { 'Retry-After': '7' } });
    const answer = await createProject(platform);
    expect(answer).toMatchObject({ status: 503, body: { status: 503, title: 'Service Unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await projects(platform)).toBe(0);
  });

  test('status with effect answers after it', async () => {
    await platform.fault({ kind: 'status', effect: true, times: 1 });
    expect((await createProject(platform)).status).toBe(500);
    expect(await projects(platform)).toBe(1);
  });

  test('cut-before cuts the connection before the request has any effect', async () => {
    await platform.fault({ kind: 'cut-before', times: 1 });
    await expect(createProject(platform)).rejects.toThrow(cut);
    expect(await projects(platform)).toBe(0);
  });

  test('cut-after cuts the connection when the request took effect', async () => {
    await platform.fault({ kind: 'cut-after', times: 1 });
    await expect(createProject(platform)).rejects.toThrow(cut);
    expect(await projects(platform)).toBe(1);
    expect((await platform.stats()).endpoints.createProject).toMatchObject({ answered: { cut: 1 } });
  });

  test('truncated-json answers half of the JSON when the request took effect', async () => {
    await platform.fault({ kind: 'truncated-json', times: 1 });
    const { status, text } = await createProject(platform);
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"result":"/);
    expect(() => JSON.parse(text)).toThrow(/JSON/);
    expect(await projects(platform)).toBe(1);
  });

  test('html answers with a page that looks like success, or like a gateway', async () => {
    await platform.fault({ kind: 'html', times: 1 });
    await platform.fault({ kind: 'html', htmlStatus: 502, times: 1 });
    const pages = [await createProject(platform), await createProject(platform)];
    expect(pages.map((page) => page.status)).toEqual([200, 502]);
    for (const page of pages) {
      expect(page.text).toContain('<html>');
      expect(page.headers.get('content-type')).toContain('text/html');
    }
    expect(await projects(platform)).toBe(0);
  });

  test('expired-token ends the token that was used', async () => {
    await platform.fault({ kind: 'expired-token', times: 1 });
    const statuses = [await createProject(platform), await platform.get(STATUS)].map((answer) => answer.status);
    expect(statuses).toEqual([401, 401]);
    await platform.logIn();
    expect((await platform.get(STATUS)).status).toBe(200);
    expect(await projects(platform)).toBe(0);
  });

  test('expired-token can be told in the envelope', async () => {
    await platform.fault({ kind: 'expired-token', envelope: true, times: 1 });
    const answer = await createProject(platform);
    expect(answer).toMatchObject({ status: 200, body: { success: false, unAuthorizedRequest: true } });
    await platform.logIn();
  });

  test('expired-token shows as a redirect to a login page, as that page, or as a code with HTTP 200, until a new token is there', async () => {
    const ends = {
      redirect: { status: 302, location: '/Account/Login?ReturnUrl=%2F', start: '' },
      page: { status: 200, location: null, start: '<!DOCTYPE html>' },
      code: { status: 200, location: null, start: '{"code":401,"msg":"登录状态已过期' },
    };
    for (const [tokenEnd, { status, location, start }] of Object.entries(ends)) {
      await platform.fault({ kind: 'expired-token', tokenEnd, times: 1 });
      for (const answer of [await createProject(platform), await platform.get(STATUS)]) {
        expect(answer.status).toBe(status);
        expect(answer.headers.get('location')).toBe(location);
        expect(answer.text.slice(0, start.length)).toBe(start);
      }
      await platform.logIn();
      expect((await platform.get(STATUS)).status).toBe(200);
    }
    expect(await projects(platform)).toBe(0);
  });

  test('refusal answers in the envelope of the call, with any status and any words', async () => {
    await platform.fault({ kind: 'refusal', times: 1 });
    expect(await createProject(platform)).toMatchObject({
      status: 500,
      body: { success: false, error: { message: 'An internal error occurred during your request!' }, __abp: true },
    });
    expect(await projects(platform)).toBe(0);
    await platform.fault({ kind: 'refusal', status: 403, message: '区划不允许', times: 1 });
    expect(await platform.get(STATUS)).toMatchObject({
      status: 403,
      body: { item: null, success: false, code: 403, message: '区划不允许' },
    });
    await platform.fault({ kind: 'refusal', status: 200, message: '区划不允许', effect: true, times: 1 });
    expect(await createProject(platform)).toMatchObject({ status: 200, body: { error: { message: '区划不允许' } } });
    expect(await projects(platform)).toBe(1);
    await platform.fault({ kind: 'refusal', match: { endpoint: 'token' }, times: 1 });
    expect((await platform.postForm('/token', { username: 'demo', password: 'demo-password' })).status).toBe(500);
  });

  test.each([false, true])('delay (with effect: %s) ends when its rule is removed', async (effect) => {
    await platform.fault({ id: 'gate', kind: 'delay', delayMs: 3_600_000, effect });
    const answer = createProject(platform);
    await eventually(async () => (await platform.stats()).endpoints.createProject).toMatchObject({
      faults: { delay: 1 },
    });
    await eventually(() => projects(platform)).toBe(effect ? 1 : 0);
    await fetch(`${platform.url}/_sim/faults/gate`, { method: 'DELETE' });
    expect((await answer).status).toBe(200);
    expect(await projects(platform)).toBe(1);
  });

  test('delay comes before the effect, or after it', async () => {
    await platform.fault({ kind: 'delay', delayMs: 600, times: 1 });
    const before = createProject(platform);
    const started = performance.now();
    expect(await projects(platform)).toBe(0);
    expect((await before).body.success).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(500);

    await platform.fault({ kind: 'delay', delayMs: 600, effect: true, times: 1 });
    const after = createProject(platform, 'other');
    await eventually(() => projects(platform)).toBe(2);
    expect((await platform.stats()).endpoints.createProject).toMatchObject({ requests: 1 });
    expect((await after).body.success).toBe(true);
  });

  test('hang takes the request and never answers', async () => {
    await platform.fault({ kind: 'hang', match: { endpoint: 'upload' }, times: 1 });
    const signal = AbortSignal.timeout(200);
    const form = chunkForm(model, 1);
    await expect(platform.call(`${API}/Upload`, { method: 'POST', body: form, signal })).rejects.toThrow(
      /abort|timeout/,
    );
    await eventually(async () => (await platform.stats()).endpoints.upload).toMatchObject({ answered: { none: 1 } });
    expect(await platform.status(model.hash)).toMatchObject({ status: 0 });
  });
});

test.each([
  ['status', 0],
  ['html', 0],
  ['cut-before', 0],
  ['expired-token', 0],
  ['refusal', 0],
  ['cut-after', 1],
  ['truncated-json', 1],
  ['delay', 1],
])('%s upon a chunk: %i chunk there, and sending it again is harmless', async (kind, there) => {
  const platform = await startPlatform();
  await platform.fault({ kind, delayMs: 10, match: { path: '/api/v1/FlowJs/upload', method: 'post' }, times: 1 });
  await platform.upload(chunkForm(model, 1)).catch((error: unknown) => expect(String(error)).toMatch(cut));
  await platform.logIn();
  expect(await platform.status(model.hash)).toMatchObject({ status: there });
  for (const number of [1, 2, 3]) expect((await platform.upload(chunkForm(model, number))).body.success).toBe(true);
  expect((await platform.upload(chunkForm(model, -1))).body.item).toMatchObject({ hash: model.hash });
  expect((await platform.stats()).chunks.byKey[model.hash]).toMatchObject({
    requests: 3 + there,
    distinctBytes: 5_000,
    duplicates: there,
  });
});

test('a rule counts: after, every, times, kinds in turn', async () => {
  const platform = await startPlatform();
  const rule = { match: { endpoint: 'uploadFileStatus' }, after: 1, every: 2, times: 3, kinds: ['status', 'html'] };
  const added = await platform.fault({ ...rule, id: 'mine', status: 500, htmlStatus: 502 });
  expect(added.body).toMatchObject([{ id: 'mine', matched: 0, fired: 0 }]);
  const statuses = [];
  for (let request = 0; request < 9; request += 1) statuses.push((await platform.get(STATUS)).status);
  expect(statuses).toEqual([200, 200, 500, 200, 502, 200, 500, 200, 200]);
  expect((await platform.get('/_sim/faults')).body).toMatchObject([{ id: 'mine', matched: 9, fired: 3 }]);
  expect((await platform.stats()).endpoints).toMatchObject({
    uploadFileStatus: { requests: 9, answered: { 200: 6, 500: 2, 502: 1 }, faults: { status: 2, html: 1 } },
  });
});

test('rules go away one by one or all together', async () => {
  const platform = await startPlatform();
  await platform.postJson('/_sim/faults', [{ kind: 'status', id: 'a' }, { kind: 'html' }]);
  expect((await platform.get(STATUS)).status).toBe(500);
  expect((await platform.call('/_sim/faults/a', { method: 'DELETE' })).status).toBe(204);
  expect((await platform.call('/_sim/faults/a', { method: 'DELETE' })).status).toBe(404);
  expect((await platform.get(STATUS)).text).toContain('<html>');
  expect((await platform.call('/_sim/faults', { method: 'DELETE' })).status).toBe(204);
  expect((await platform.get(STATUS)).body.success).toBe(true);
});

test.each([{}, { kind: 'fire' }, { kind: 'html', kinds: ['html'] }, { kind: 'html', evry: 2 }])(
  'the rule %o is refused',
  async (rule) => {
    const platform = await startPlatform();
    expect((await platform.fault(rule)).status).toBe(400);
  },
);

test('the log holds the requests with what befell them', async () => {
  const platform = await startPlatform();
  await platform.fault({ kind: 'status', match: { endpoint: 'uploadFileStatus' } });
  await platform.get(STATUS);
  expect((await platform.get('/_sim/requests')).body).toMatchObject([
    { endpoint: 'token', method: 'POST', path: '/token', outcome: 200 },
    { endpoint: 'uploadFileStatus', outcome: 500, fault: 'status' },
  ]);
});

test('a reset can leave what is registered alone', async () => {
  const platform = await startPlatform();
  await createProject(platform);
  await platform.fault({ kind: 'status' });
  for (const part of ['stats', 'faults']) {
    await platform.call(`/_sim/reset?only=${part}`, { method: 'POST' });
  }
  expect((await platform.stats()).endpoints).toEqual({});
  expect((await platform.get(STATUS)).status).toBe(200);
  expect(await projects(platform)).toBe(1);
});

test('closing ends requests that hang or wait', async () => {
  const platform = await startPlatform({ dataDir: await temporaryFolder() });
  await platform.fault({ kind: 'hang', times: 1 });
  await platform.fault({ kind: 'delay', delayMs: 60_000 });
  const waiting = [platform.get(STATUS), platform.get(STATUS)].map((call) => call.catch((error: unknown) => error));
  await eventually(async () => (await platform.get('/_sim/faults')).body).toMatchObject([{ fired: 1 }, { fired: 1 }]);
  const started = performance.now();
  await platform.simulator.close();
  expect(performance.now() - started).toBeLessThan(30_000);
  for (const outcome of await Promise.all(waiting)) expect(outcome).toBeInstanceOf(Error);
});
