import { expect, test } from 'vitest';
import type { ModelrailError } from '../../../lib/errors.ts';
import { clientFor, type SeenRequest, type StubAnswer, settingsFor, startStub, statusAnswer } from './support.ts';

const hash = 'a'.repeat(32);
const unknown = statusAnswer({ status: 0 });

const ENDS: [string, StubAnswer][] = [
  ['a redirect', { status: 302, body: '', headers: { location: '/Account/Login?ReturnUrl=%2F' } }],
  ['a page with HTTP 200', { status: 200, body: '<!DOCTYPE html><title>登录</title>' }],
  ['code 401 with HTTP 200', { json: { code: 401, msg: '登录状态已过期，请重新登录', data: null } }],
  ['code "401" as text', { json: { code: '401', msg: '登录状态已过期，请重新登录' } }],
];

const tokenOf = (request: SeenRequest): string => (request.headers.authorization ?? '').replace('Bearer ', '');
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'success',
    (error: ModelrailError) => `${error.type} ${error.isRetryable ? 'again' : 'final'}`,
  );

test.each(ENDS)('a token that ended early shows as %s: a fresh one is tried within the call', async (_how, ended) => {
  const stub = await startStub((request) => (tokenOf(request) === 'token-1' ? ended : unknown));
  const client = clientFor(settingsFor(stub.url));
  await expect(client.uploadStatus({ hash })).resolves.toMatchObject({ status: 'unknown' });
  await expect(client.uploadStatus({ hash })).resolves.toMatchObject({ status: 'unknown' });
  expect(stub.tokenCalls()).toBe(2);
});

test('many calls that get the page at once ask for one fresh token, and all succeed', async () => {
  const stub = await startStub((request) => (tokenOf(request) === 'token-1' ? (ENDS[1]?.[1] ?? 'cut') : unknown));
  const client = clientFor(settingsFor(stub.url));
  await Promise.all(Array.from({ length: 20 }, () => client.uploadStatus({ hash })));
  expect(stub.tokenCalls()).toBe(2);
});

test.each(ENDS.slice(0, 2))('%s on the fresh token too is a fault, and never final', async (_how, ended) => {
  let nowMs = 1_000_000;
  const stub = await startStub(() => ended);
  const client = clientFor(settingsFor(stub.url), { now: () => nowMs });
  const outcomes = [];
  for (let call = 1; call <= 8; call += 1) outcomes.push(await outcomeOf(client.uploadStatus({ hash })));
  expect(outcomes).toEqual(Array.from({ length: 8 }, () => 'UnexpectedResponse again'));
  // The first call asked for a second token; the others for none.
  expect(stub.tokenCalls()).toBe(2);
  nowMs += 61_000;
  expect(await outcomeOf(client.uploadStatus({ hash }))).toBe('UnexpectedResponse again');
  expect(stub.tokenCalls()).toBe(3);
});

test('a token that worked and then ended is renewed, however soon after the one before', async () => {
  const ended = new Set<string>();
  const page: StubAnswer = { status: 200, body: '<html>login</html>' };
  const stub = await startStub((request) => (ended.has(tokenOf(request)) ? page : unknown));
  const client = clientFor(settingsFor(stub.url));
  for (const token of ['token-1', 'token-2', 'token-3']) {
    await client.uploadStatus({ hash });
    ended.add(token);
  }
  await expect(client.uploadStatus({ hash })).resolves.toMatchObject({ status: 'unknown' });
  expect(stub.tokenCalls()).toBe(4);
});

test('code 401 counts towards the five fresh tokens that are final, and pages between do not', async () => {
  let answer = ENDS[2]?.[1] ?? 'cut';
  const stub = await startStub(() => answer);
  const client = clientFor(settingsFor(stub.url));
  const outcomes = [await outcomeOf(client.uploadStatus({ hash })), await outcomeOf(client.uploadStatus({ hash }))];
  answer = { status: 200, body: '<html>maintenance</html>' };
  for (let call = 1; call <= 6; call += 1) outcomes.push(await outcomeOf(client.uploadStatus({ hash })));
  answer = ENDS[2]?.[1] ?? 'cut';
  outcomes.push(await outcomeOf(client.uploadStatus({ hash })));
  expect(outcomes).toEqual([
    ...Array.from({ length: 2 }, () => 'Authentication again'),
    ...Array.from({ length: 6 }, () => 'UnexpectedResponse again'),
    'Authentication final',
  ]);
});

test('what a page was the first answer to may have been done, whatever comes after it', async () => {
  const refusal: StubAnswer = { json: { success: false, error: { message: '项目标识已存在' } } };
  const stub = await startStub((request) =>
    tokenOf(request) === 'token-1' ? { status: 200, body: '<html>gateway</html>' } : refusal,
  );
  const project = { name: '项目', code: 'P-1', areaCode: '500103', type: 10, stage: 1 };
  const id = '99999999-2222-4333-8444-555555555555';
  await expect(clientFor(settingsFor(stub.url)).createProject({ id, project })).rejects.toMatchObject({
    type: 'AlreadyExists',
    outcomeUnknown: true,
    refusal: '项目标识已存在',
  });
});

test.each([
  ['as text', '3600'],
  ['as a number', 3600],
])('expires_in %s is the life of the token', async (_how, expiresIn) => {
  let nowMs = 1_000_000;
  const stub = await startStub(
    () => unknown,
    (number) => ({ json: { access_token: `token-${number}`, expires_in: expiresIn, token_type: { any: 'shape' } } }),
  );
  const client = clientFor(settingsFor(stub.url), { now: () => nowMs });
  await client.uploadStatus({ hash });
  nowMs += 3_500_000;
  await client.uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(1);
  nowMs += 100_000;
  await client.uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(2);
});

test.each([{}, { expires_in: null }])('without a life (%j) a token is used until it is refused', async (more) => {
  let nowMs = 1_000_000;
  let isRefused = false;
  const stub = await startStub(
    (request) => (isRefused && tokenOf(request) === 'token-1' ? { status: 401, body: '' } : unknown),
    (number) => ({ json: { access_token: `token-${number}`, ...more } }),
  );
  const client = clientFor(settingsFor(stub.url), { now: () => nowMs });
  await client.uploadStatus({ hash });
  nowMs += 1e12;
  await client.uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(1);
  isRefused = true;
  await client.uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(2);
});

test.each([
  [
    'ABP’s refusal with HTTP 500',
    { status: 500, body: '{"success":false,"error":{"message":"用户名或密码错误"}}' },
    'final',
  ],
  ['a code with HTTP 200', { json: { code: 400, msg: '用户名或密码错误' } }, 'final'],
  ['ABP’s internal error', { status: 500, body: '{"success":false,"error":{"message":"服务器内部错误"}}' }, 'again'],
  ['a gateway’s page with HTTP 403', { status: 403, body: '<html>403</html>' }, 'again'],
  ['a redirect', { status: 302, body: '', headers: { location: '/maintenance' } }, 'again'],
] as const)('the token call answers with %s', async (_how, answer, outcome) => {
  const stub = await startStub(
    () => unknown,
    () => answer,
  );
  const call = clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  const isRetryable = outcome === 'again';
  await expect(call).rejects.toMatchObject({ isRetryable, outcomeUnknown: false });
  if (!isRetryable) await expect(call).rejects.toThrow('no token for user-1: 用户名或密码错误');
});
