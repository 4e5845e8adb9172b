import { expect, test, vi } from 'vitest';
import { clientFor, KEY, startPlatform, upload } from './support.ts';

const DAY_MS = 24 * 3_600_000;

async function tokensMade(platform: { log(): Promise<{ endpoint: string | undefined }[]> }): Promise<number> {
  return (await platform.log()).filter(({ endpoint }) => endpoint === 'createToken').length;
}

test('one token serves all calls, and is renewed before its day ends', async () => {
  const platform = await startPlatform();
  let nowMs = 0;
  const client = clientFor(platform.url, {}, { now: () => nowMs });
  await Promise.all([upload(client, 'a.step'), upload(client, 'b.step')]);
  expect(await tokensMade(platform)).toBe(1);
  nowMs = DAY_MS - 60_000;
  await upload(client, 'c.step');
  expect(await tokensMade(platform)).toBe(2);
});

test('a call that the rights of the token do not cover is refused before it is sent, with the right that it lacks', async () => {
  const platform = await startPlatform();
  const permissions = [{ resource: 'cabin', operation: 'read' }];
  const client = clientFor(platform.url, { permissions });
  await expect(upload(client, 'a.step')).rejects.toMatchObject({
    type: 'PermissionDenied',
    message: expect.stringContaining('WriteFile (resource cabin, operation write)'),
  });
  await expect(client.getFile({ fileId: 'none' })).rejects.toMatchObject({ type: 'NotFound' });
  expect((await platform.log()).map(({ endpoint }) => endpoint)).toEqual(['createToken', 'getFile']);
});

test('the simulator looks at the rights of a token by itself', async () => {
  const platform = await startPlatform();
  const body = JSON.stringify({ permissions: [{ resource: 'cabin', operation: 'read' }] });
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const made = await fetch(`${platform.url}/api/users/access-token`, { method: 'POST', headers, body });
  const { access_token } = (await made.json()) as { access_token: string }; // as: what the call answers
  const asked = await fetch(`${platform.url}/api/comments?resource_id=r`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  expect(asked.status).toBe(403);
  expect(await asked.json()).toEqual({ message: 'permission denied: ReadChatroom' });
});

test.each(['status', 'envelope'] as const)(
  'a token that ended (%s) is replaced, once for all calls',
  async (tokenEnd) => {
    const platform = await startPlatform();
    let nowMs = 0;
    const client = clientFor(platform.url, {}, { now: () => nowMs });
    const resourceId = await client.createResource({ metadata: {} });
    nowMs += 3_600_000;
    await platform.fault({ match: { endpoint: 'listComments' }, kind: 'expired-token', tokenEnd, times: 1 });
    await Promise.all([1, 2, 3, 4].map(() => client.listComments({ resourceId })));
    expect(await tokensMade(platform)).toBe(2);
  },
);

test('a token that is taken back right after a call is replaced, whatever that call was', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const resourceId = await client.createResource({ metadata: {} });
  for (const endpoint of ['listComments', 'createComment']) {
    await platform.fault({ match: { endpoint }, kind: 'expired-token', tokenEnd: 'envelope', times: 1 });
    await client.createComment({ resourceId, message: endpoint });
    await client.listComments({ resourceId });
  }
  expect(await tokensMade(platform)).toBe(3);
});

test('a 403 to a fresh token too is meant as it is told, of that call alone', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  await platform.fault({ match: { endpoint: 'getFile' }, kind: 'refusal', status: 403, message: '不支持的操作' });
  const ask = () => client.getFile({ fileId: 'f' });
  const refused = { type: 'PermissionDenied', isRetryable: false, message: expect.stringContaining('不支持的操作') };
  for (let call = 0; call < 3; call += 1) await expect(ask()).rejects.toMatchObject(refused);
  await Promise.all([1, 2, 3, 4].map(() => expect(ask()).rejects.toMatchObject(refused)));
  expect(await tokensMade(platform)).toBe(2);
  await platform.fault({
    match: { endpoint: 'createResource' },
    kind: 'expired-token',
    tokenEnd: 'envelope',
    times: 1,
  });
  await client.createResource({ metadata: {} });
  expect(await tokensMade(platform)).toBe(3);
});

test('a file that is refused by 403 is sent once more, on a fresh token', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  await platform.fault({ match: { endpoint: 'uploadFile' }, kind: 'refusal', status: 403, message: '不支持的操作' });
  await expect(upload(client, 'a.step')).rejects.toMatchObject({ type: 'PermissionDenied', isRetryable: true });
  await expect(upload(client, 'a.step')).rejects.toMatchObject({ type: 'PermissionDenied', isRetryable: false });
  await expect(upload(client, 'b.step')).rejects.toMatchObject({ type: 'PermissionDenied', isRetryable: false });
  expect(await tokensMade(platform)).toBe(2);
});

test('calls that are not supported cost one fresh token, also where others succeed between them', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const convert = (name: string) => client.convert({ source: { url: `${platform.url}/x` }, name, target: 'e3dx' });
  for (let round = 0; round < 4; round += 1) {
    await expect(convert('plan.dwg')).rejects.toMatchObject({ type: 'PermissionDenied', isRetryable: false });
    await convert('pump.step');
  }
  expect(await tokensMade(platform)).toBe(2);
});

test('calls that wait for the bucket of a token that is replaced meanwhile are made on the fresh one', async () => {
  const platform = await startPlatform({ tokenBucket: { capacity: 2, perSecond: 4 } });
  const client = clientFor(platform.url);
  const resourceId = await client.createResource({ metadata: {} });
  await platform.fault({ match: { endpoint: 'listComments' }, kind: 'expired-token', times: 1 });
  await Promise.all([1, 2, 3, 4, 5, 6].map(() => client.listComments({ resourceId })));
  expect((await platform.log()).filter(({ outcome }) => outcome === 401)).toHaveLength(1);
  expect(await tokensMade(platform)).toBe(2);
});

test('a token serves to its end where none can be made in its place', async () => {
  const platform = await startPlatform();
  let nowMs = 0;
  const client = clientFor(platform.url, {}, { now: () => nowMs });
  await upload(client, 'a.step');
  await platform.fault({ match: { endpoint: 'createToken' }, kind: 'status', status: 503 });
  nowMs = DAY_MS - 300_000;
  await Promise.all([upload(client, 'b.step'), upload(client, 'c.step')]);
  await upload(client, 'd.step');
  // It is tried again after a while, not for each call.
  expect(await tokensMade(platform)).toBe(2);
  nowMs = DAY_MS - 100_000;
  await upload(client, 'e.step');
  expect(await tokensMade(platform)).toBe(3);
  nowMs = DAY_MS;
  await expect(upload(client, 'f.step')).rejects.toMatchObject({ type: 'PlatformUnavailable', isRetryable: true });
});

test('what a refusal of the key tells of a bucket is not taken for that of the key', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  const headers = { 'x-ratelimit-limit': '0.01', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '100' };
  await platform.fault({
    match: { endpoint: 'createToken' },
    kind: 'refusal',
    status: 403,
    message: '不支持',
    headers,
  });
  const signal = AbortSignal.timeout(20_000);
  await expect(client.getFile({ fileId: 'none', signal })).rejects.toMatchObject({ type: 'NotFound' });
});

test('a long wait that the platform asks for is told, by the calls that wait for it too', async () => {
  const platform = await startPlatform({ keyBucket: { capacity: 2, perSecond: 2 } });
  const client = clientFor(platform.url, { auth: 'key' });
  const resourceId = await client.createResource({ metadata: {} });
  const headers = { 'retry-after': '120' };
  await platform.fault({ match: { endpoint: 'listComments' }, kind: 'refusal', status: 429, headers });
  const ask = () => client.listComments({ resourceId });
  // A call that comes a little later is told what is left of the wait.
  const told = { type: 'RateLimited', isRetryable: true, message: expect.stringMatching(/1(20|1\d) s/) };
  const calls = await Promise.allSettled([ask(), ask(), ask(), ask()]);
  for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: told });
  const later: unknown = await ask().catch((error: unknown) => error);
  expect(later).toMatchObject({ type: 'RateLimited', isRetryable: true });
  expect(later).toHaveProperty('retryAfterMs', expect.closeTo(120_000, -4));
  const asked = (await platform.log()).filter(({ endpoint }) => endpoint === 'listComments');
  expect(asked.length).toBeLessThan(4);
});

test.each([403, 404])('the key serves where the platform makes no tokens (%i)', async (status) => {
  const platform = await startPlatform();
  const client = clientFor(platform.url);
  await platform.fault({ match: { endpoint: 'createToken' }, kind: 'refusal', status, message: '不支持' });
  await upload(client, 'a.step');
  await upload(client, 'b.step');
  expect(await tokensMade(platform)).toBe(1);
});

test('a wrong key is told without the key', async () => {
  const platform = await startPlatform({ apiKey: 'another-key' });
  for (const auth of ['token', 'key']) {
    const client = clientFor(platform.url, { auth });
    const error = await upload(client, 'a.step').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ type: 'Authentication', isRetryable: false });
    expect(String(error)).not.toContain(KEY);
  }
});

test('calls wait for tokens of the bucket rather than run into 429', async () => {
  const platform = await startPlatform({ tokenBucket: { capacity: 20, perSecond: 40 } });
  const client = clientFor(platform.url);
  const resourceId = await client.createResource({ metadata: {} });
  await Promise.all(Array.from({ length: 60 }, () => client.listComments({ resourceId })));
  const refusals = (await platform.log()).filter(({ outcome }) => outcome === 429);
  expect(refusals.length).toBeLessThanOrEqual(2);
});

test('a call that was refused by 429 is made again when a token may be there, however often it was refused', async () => {
  const platform = await startPlatform();
  const client = clientFor(platform.url, { auth: 'key' });
  await platform.fault({ match: { endpoint: 'createResource' }, kind: 'refusal', status: 429, times: 3 });
  await client.createResource({ metadata: {} });
  await vi.waitUntil(async () => (await platform.log()).length === 4, { timeout: 30_000 });
});

test('two clients of one key share its bucket', async () => {
  const platform = await startPlatform({ keyBucket: { capacity: 12, perSecond: 30 } });
  const [first, second] = [clientFor(platform.url, { auth: 'key' }), clientFor(platform.url, { auth: 'key' })];
  const resourceId = await first.createResource({ metadata: {} });
  await Promise.all(
    Array.from({ length: 40 }, (_, number) => (number % 2 === 0 ? first : second).listComments({ resourceId })),
  );
  const refusals = (await platform.log()).filter(({ outcome }) => outcome === 429);
  expect(refusals.length).toBeLessThanOrEqual(2);
});
