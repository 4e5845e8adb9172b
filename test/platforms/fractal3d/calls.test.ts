import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { endpoints } from '../../../platforms/fractal3d/endpoints.ts';
import { bodyOf, clientFor, startPlatform, upload } from './support.ts';

interface State {
  files: { id: string; name: string; md5: string; size: number; retentionDays: number }[];
  jobs: { id: string; kind: string; target: string; md5?: string; status: string }[];
  resources: { id: string; metadata: unknown }[];
  comments: { comment_id: string; reply_to: string; info: unknown }[];
}

const refused = (type: string, words: string) => ({
  type,
  message: expect.stringContaining(words),
  isRetryable: false,
});

test('a file is sent in one stream, with its name and the days that it is kept, and found by its id', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const content = Buffer.alloc(300_000, 'step');
  const name = '塔楼 & pump #1.step';
  const fileId = await client.uploadFile({ name, size: content.length, retentionDays: 30, body: bodyOf(content) });
  const [file] = (await platform.state<State>()).files;
  const md5 = createHash('md5').update(content).digest('hex');
  expect(file).toMatchObject({ id: fileId, name, md5, size: content.length, retentionDays: 30 });
  const found = await client.getFile({ fileId });
  expect(found).toMatchObject({ fileId, name, size: content.length });
  const bytes = await (await fetch(found.signedUrl ?? '')).arrayBuffer();
  expect(Buffer.from(bytes).equals(content)).toBe(true);
  expect((await fetch(`${found.signedUrl}0`)).status).toBe(403);
});

test('what the document does not allow of a file is refused before it is sent', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const send = (size: number, retentionDays?: number) =>
    client.uploadFile({ name: 'a.step', size, retentionDays, body: bodyOf(Buffer.from('a')) });
  await expect(send(4 * 1024 ** 3 + 1)).rejects.toMatchObject(refused('InvalidRequest', 'file_size'));
  for (const days of [0, -2, 366]) {
    await expect(send(1, days)).rejects.toMatchObject(refused('InvalidRequest', 'file_retention_days'));
  }
  expect(await platform.requests()).toBe(0);
  const both = { source: { url: 'http://a', fileId: 'b' } as never, name: 'a.step' };
  await expect(client.convert({ ...both, source: {} as never, target: 'e3dx' })).rejects.toMatchObject({
    type: 'InvalidRequest',
  });
});

test('the platform refuses bytes that are not as many as was said, and a file that it does not have', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const wrong = client.uploadFile({ name: 'a.step', size: 5, body: bodyOf(Buffer.from('abc')) });
  await expect(wrong).rejects.toMatchObject(refused('PlatformRefused', 'file_size is 5'));
  await expect(client.getFile({ fileId: 'none' })).rejects.toMatchObject(refused('NotFound', 'file not found'));
});

test('a file is converted by its id, and looked at until it is', async () => {
  const platform = await startPlatform({ conversionMs: 200 });
  const client = clientFor(platform.url);
  const fileId = await upload(client, 'pump.step');
  const transactionId = await client.convert({ source: { fileId }, name: 'pump.step', target: 'e3dx' });
  expect(await client.conversion({ transactionId })).toEqual({ status: 'Pending' });
  const state = await vi.waitUntil(
    async () => {
      const now = await client.conversion({ transactionId });
      return now.status === 'Pending' ? undefined : now;
    },
    { timeout: 30_000 },
  );
  expect(state).toEqual({ status: 'Succeeded', url: expect.stringContaining('/signed/results/') });
  expect((await fetch(state.url ?? '')).headers.get('content-length')).toBe('4096');
  const md5 = createHash('md5').update('pump.step').digest('hex');
  expect((await platform.state<State>()).jobs).toMatchObject([{ kind: 'convert', target: 'e3dx', md5 }]);
});

test('a file is converted by its address, which the platform fetches', async () => {
  const server = createServer((_, response) => response.end('from an address')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const { port } = server.address() as AddressInfo; // as: a TCP server
  const url = `http://127.0.0.1:${port}/plan.dwg?sign=1`;
  await client.convert({ source: { url }, name: 'plan.dwg', target: 'e2dx' });
  const md5 = createHash('md5').update('from an address').digest('hex');
  await vi.waitUntil(async () => (await platform.state<State>()).jobs[0]?.md5 === md5, { timeout: 30_000 });
});

test('a conversion may fail, and the wrong one is refused', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  await platform.call('POST', 'jobs', { outcome: 'Failed' });
  const fileId = await upload(client, 'pump.step');
  const source = { fileId };
  const transactionId = await client.convert({ source, name: 'pump.step', target: 'e3dx' });
  expect(await client.conversion({ transactionId })).toEqual({ status: 'Failed' });
  await expect(client.conversion({ transactionId: 'none' })).rejects.toMatchObject(
    refused('NotFound', 'transaction not found'),
  );
  await expect(client.convert({ source, name: 'a.dwg', target: 'e3dx' })).rejects.toMatchObject(
    refused('PermissionDenied', 'not supported'),
  );
  const missing = client.convert({ source: { fileId: 'none' }, name: 'a.step', target: 'e3dx' });
  await expect(missing).rejects.toMatchObject(refused('NotFound', 'file not found'));
});

test('a thumbnail is made of 3D drawings only', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const source = { fileId: await upload(client, 'pump.step') };
  const size = { width: 400, height: 300 };
  const transactionId = await client.makeThumbnail({ source, name: 'pump.step', ...size });
  expect(await client.thumbnail({ transactionId })).toMatchObject({ status: 'Succeeded' });
  await expect(client.conversion({ transactionId })).rejects.toMatchObject({ type: 'NotFound' });
  expect((await platform.state<State>()).jobs).toMatchObject([{ kind: 'thumbnail', target: '400x300' }]);
  await expect(client.makeThumbnail({ source, name: 'plan.dwg', ...size })).rejects.toMatchObject(
    refused('PermissionDenied', 'thumbnails are for 3D drawings'),
  );
});

test('webhooks are posted at the end, and as the switches say', async () => {
  const posts: { path: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
    request.on('end', () => {
      posts.push({ path: request.url ?? '', body: JSON.parse(text) });
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // as: a TCP server
  const platform = await startPlatform({ conversionMs: 50 });
  const client = clientFor(platform.url);
  const source = { fileId: await upload(client, 'pump.step') };
  const order = (path: string) =>
    client.convert({ source, name: 'pump.step', target: 'e3dx', webhookUrl: `http://127.0.0.1:${port}/${path}` });
  const statuses = (path: string) => posts.filter((post) => post.path === `/${path}`).map(({ body }) => body);
  for (const [mode, wanted] of [
    ['once', ['Succeeded']],
    ['twice', ['Succeeded', 'Succeeded']],
    ['early', ['Succeeded']],
    ['lying', ['Succeeded', 'Failed']],
    ['late', ['Succeeded']],
  ] as const) {
    await platform.call('POST', 'webhooks', { mode, lateMs: 50 });
    const transaction_id = await order(mode);
    await vi.waitUntil(() => statuses(mode).length === wanted.length, { timeout: 30_000 });
    expect(statuses(mode)).toEqual(wanted.map((status) => ({ transaction_id, status })));
  }
  await platform.call('POST', 'webhooks', { mode: 'never' });
  const last = await order('never');
  await vi.waitUntil(async () => (await client.conversion({ transactionId: last })).status === 'Succeeded', {
    timeout: 30_000,
  });
  expect(statuses('never')).toEqual([]);
});

test('a resource is commented on, answered, listed and cleaned', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const resourceId = await client.createResource({ metadata: { file_id: 'f' } });
  const first = await client.createComment({ resourceId, message: '第一条 https://host/a?b=c', extra: { x: 1 } });
  const second = await client.createComment({ resourceId, message: 'second', replyTo: first });
  expect(await client.listComments({ resourceId })).toEqual([
    { commentId: first, message: '第一条 https://host/a?b=c', extra: { x: 1 }, createdAt: expect.any(String) },
    { commentId: second, message: 'second', replyTo: first, createdAt: expect.any(String) },
  ]);
  await client.deleteComment({ commentId: first });
  expect((await client.listComments({ resourceId })).map(({ commentId }) => commentId)).toEqual([second]);
  await expect(client.deleteComment({ commentId: first })).rejects.toMatchObject(
    refused('NotFound', 'comment not found'),
  );
  await expect(client.listComments({ resourceId: 'none' })).rejects.toMatchObject({ type: 'NotFound' });
  await expect(client.createComment({ resourceId, message: 'x', replyTo: 'none' })).rejects.toMatchObject({
    type: 'NotFound',
  });
});

test.each([
  [400, 'PlatformRefused', false],
  [403, 'PermissionDenied', false],
  [404, 'NotFound', false],
  [428, 'PlatformUnavailable', true],
  [500, 'PlatformUnavailable', true],
])('HTTP %i is %s, in the words of both forms of errors', async (status, type, isRetryable) => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const told = { type, isRetryable, message: expect.stringContaining('实例未初始化') };
  await platform.fault({ match: { endpoint: 'getFile' }, kind: 'refusal', status, message: '实例未初始化' });
  await platform.fault({ match: { endpoint: 'convertResult' }, kind: 'refusal', status, message: '实例未初始化' });
  await expect(client.getFile({ fileId: 'f' })).rejects.toMatchObject(told);
  await expect(client.conversion({ transactionId: 't' })).rejects.toMatchObject(told);
});

test('every call of the table is one that the simulator serves', async () => {
  const platform = await startPlatform();
  for (const { method, path } of Object.values(endpoints)) {
    const response = await fetch(platform.url + path, { method });
    expect([method, path, response.status]).toEqual([method, path, 403]);
    expect(response.headers.get('x-ratelimit-limit')).toBe('10');
  }
});

test('what the addresses hold that the platform was given stands in no error', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const url = 'http://files/plan.dxf?signature=of%2Bthe%2Bsource&expires=7777777';
  const webhookUrl = 'https://gateway/v1/webhooks/cnVu~c0~abc~signed-token';
  const hidden = /of\W{1,3}(2B)?the|7777777|signed-token/;
  const words = `cannot fetch ${url} (${encodeURIComponent(url)}) nor call ${webhookUrl}`;
  for (const endpoint of ['convert', 'thumbnail', 'convertResult', 'thumbnailResult']) {
    await platform.fault({ match: { endpoint }, kind: 'refusal', status: 400, message: words });
  }
  const order = { source: { url }, name: 'plan.dxf', webhookUrl };
  const errors = await Promise.allSettled([
    client.convert({ ...order, target: 'e2dx' }),
    client.makeThumbnail({ ...order, width: 4, height: 3 }),
    client.conversion({ transactionId: 't' }),
    client.thumbnail({ transactionId: 't' }),
  ]);
  for (const one of errors) {
    const reason: unknown = one.status === 'rejected' ? one.reason : undefined;
    expect(reason).toMatchObject({ type: 'PlatformRefused', message: expect.stringContaining('cannot fetch') });
    expect(String(reason)).not.toMatch(hidden);
  }
});
