import { expect, test } from 'vitest';
import type { ModelrailError } from '../../../lib/errors.ts';
import { clientFor, PASSWORD, type SeenRequest, settingsFor, startStub, statusAnswer, tokenAnswer } from './support.ts';

const hash = 'a'.repeat(32);
const unknown = statusAnswer({ status: 0 });
const unauthorized = { status: 401, body: '{"message":"token expired"}' };

function bearer(request: SeenRequest): string {
  return (request.headers.authorization ?? '').replace('Bearer ', '');
}

/** A platform that takes these tokens only. */
function takes(accepted: Set<string>) {
  return (request: SeenRequest) => (accepted.has(bearer(request)) ? unknown : unauthorized);
}

test('the token call is a form with user name and password, without Authorization', async () => {
  const stub = await startStub(() => unknown);
  await clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  const request = stub.requests[0];
  expect(request).toMatchObject({ method: 'POST', path: '/token' });
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(request?.headers.authorization).toBeUndefined();
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({ username: 'user-1', password: PASSWORD });
});

test('further fields and an Authorization header are sent when they are set', async () => {
  const stub = await startStub(() => unknown);
  const tokenParams = { grant_type: 'password', client_id: 'app' };
  const settings = settingsFor(stub.url, { tokenParams, tokenAuthorization: 'Basic YTpi' });
  await clientFor(settings).uploadStatus({ hash });
  const request = stub.requests[0];
  expect(request?.headers.authorization).toBe('Basic YTpi');
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject(tokenParams);
});

test('no message shows a secret among the further fields', async () => {
  const stub = await startStub(
    () => unknown,
    () => ({ status: 400, body: '{"error_description":"client-secret-9 is wrong for grant type password"}' }),
  );
  const settings = settingsFor(stub.url, { tokenParams: { grant_type: 'password', client_secret: 'client-secret-9' } });
  await expect(clientFor(settings).uploadStatus({ hash })).rejects.toThrow('*** is wrong for grant type password');
  expect(JSON.stringify(settings)).not.toContain('client-secret-9');
});

test('twenty calls at once fetch one token', async () => {
  const stub = await startStub(() => unknown);
  const client = clientFor(settingsFor(stub.url));
  await Promise.all(Array.from({ length: 20 }, () => client.uploadStatus({ hash })));
  expect(stub.tokenCalls()).toBe(1);
  expect(new Set(stub.calls().map(bearer))).toEqual(new Set(['token-1']));
});

test.each([
  [3600, 3_539, 3_541],
  [100, 89, 91],
])('a token that lives %i s is used at %i s and renewed at %i s', async (lifetime, before, after) => {
  let nowMs = 1_000_000;
  const stub = await startStub(
    () => unknown,
    (number) => tokenAnswer(number, lifetime),
  );
  const client = clientFor(settingsFor(stub.url), { now: () => nowMs });
  await client.uploadStatus({ hash });
  nowMs = 1_000_000 + before * 1000;
  await client.uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(1);
  nowMs = 1_000_000 + after * 1000;
  await client.uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(2);
});

test('twenty calls that are refused at once renew the token once, and all succeed', async () => {
  const accepted = new Set(['token-1']);
  const stub = await startStub(takes(accepted));
  const client = clientFor(settingsFor(stub.url));
  await client.uploadStatus({ hash });
  accepted.clear();
  accepted.add('token-2');
  await Promise.all(Array.from({ length: 20 }, () => client.uploadStatus({ hash })));
  expect(stub.tokenCalls()).toBe(2);
});

test('a refusal that arrives after the renewal takes the new token and renews nothing', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slowHash = 'b'.repeat(32);
  const accepted = new Set(['token-2']);
  const stub = await startStub(async (request) => {
    if (request.query['hash'] === slowHash && bearer(request) === 'token-1') await released;
    return takes(accepted)(request);
  });
  const client = clientFor(settingsFor(stub.url));
  const slow = client.uploadStatus({ hash: slowHash });
  await client.uploadStatus({ hash });
  release();
  await slow;
  expect(stub.tokenCalls()).toBe(2);
});

test.each([
  ['ABP’s field', { result: null, success: false, error: { message: '未登录' }, unAuthorizedRequest: true }],
  ['the code of the envelope', { item: null, success: false, code: 401, message: '未登录' }],
])('%s with HTTP 200 renews the token as well', async (_where, refusal) => {
  const stub = await startStub((request) => (bearer(request) === 'token-1' ? { json: refusal } : unknown));
  await clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(2);
});

test.each([403, 429, 500, 503])('ABP’s field with HTTP %i renews the token as well', async (status) => {
  const refusal = { result: null, success: false, error: { message: '未登录' }, unAuthorizedRequest: true };
  const old = { status, body: JSON.stringify(refusal) };
  const stub = await startStub((request) => (bearer(request) === 'token-1' ? old : unknown));
  await clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  expect(stub.tokenCalls()).toBe(2);
});

test('a server’s fault with another refusal in its body says nothing of the token', async () => {
  const refusal = { result: null, success: false, error: { message: '内部错误' }, unAuthorizedRequest: false };
  const stub = await startStub(() => ({ status: 500, body: JSON.stringify(refusal) }));
  await expect(clientFor(settingsFor(stub.url)).uploadStatus({ hash })).rejects.toMatchObject({
    type: 'PlatformUnavailable',
    outcomeUnknown: true,
  });
  expect(stub.tokenCalls()).toBe(1);
});

test('a call that is refused on the new token too goes back to whoever retries, knowing that nothing was done', async () => {
  const stub = await startStub(() => unauthorized);
  const call = clientFor(settingsFor(stub.url)).uploadStatus({ hash });
  await expect(call).rejects.toMatchObject({
    type: 'Authentication',
    isRetryable: true,
    outcomeUnknown: false,
    message: 'GET /api/v1/FlowJs/UploadFileStatus: HTTP 401: token expired (with a new token too)',
  });
  expect(stub.tokenCalls()).toBe(2);
  expect(stub.calls()).toHaveLength(2);
});

test('five fresh tokens refused in a row are final', async () => {
  const stub = await startStub(() => unauthorized);
  const client = clientFor(settingsFor(stub.url));
  const outcomes: unknown[] = [];
  for (let call = 1; call <= 3; call += 1) {
    outcomes.push(await client.uploadStatus({ hash }).catch((error: ModelrailError) => error.isRetryable));
  }
  expect(outcomes).toEqual([true, true, false]);
  expect(stub.tokenCalls()).toBe(5);
});

test('calls that share a refused token count it once', async () => {
  // Refusals of a token are held back until all calls have come with it.
  const waiting = new Map<string, (() => void)[]>();
  const stub = await startStub(async (request) => {
    const held = waiting.get(bearer(request)) ?? [];
    waiting.set(bearer(request), held);
    await new Promise<void>((resolve) => {
      held.push(resolve);
      if (held.length === 10) for (const release of held) release();
    });
    return unauthorized;
  });
  const client = clientFor(settingsFor(stub.url, { upload: { concurrency: 10 } }));
  const calls = await Promise.allSettled(Array.from({ length: 10 }, () => client.uploadStatus({ hash })));
  expect(calls.map((call) => call.status === 'rejected' && call.reason.isRetryable)).toEqual(Array(10).fill(true));
  expect(stub.tokenCalls()).toBe(2);
  expect(stub.calls()).toHaveLength(20);
});

test('a success in between starts the count anew', async () => {
  const accepted = new Set(['token-5']);
  const stub = await startStub(takes(accepted));
  const client = clientFor(settingsFor(stub.url));
  const outcomes: string[] = [];
  for (let call = 1; call <= 6; call += 1) {
    const outcome = await client.uploadStatus({ hash }).then(
      () => 'success',
      (error: ModelrailError) => (error.isRetryable ? 'again' : 'final'),
    );
    outcomes.push(outcome);
    if (outcome === 'success') accepted.clear();
  }
  // Tokens 1 to 4 refused, 5 good; then 5 (not fresh any more) and 6, 7 and 8, 9 and 10 refused: the tenth is the fifth fresh one.
  expect(outcomes).toEqual(['again', 'again', 'success', 'again', 'again', 'final']);
  expect(stub.tokenCalls()).toBe(10);
});

test.each([400, 401, 403])('HTTP %i of the token call is final, in its own words', async (status) => {
  const body = JSON.stringify({ error: 'invalid_grant', error_description: `用户名或密码错误 ${PASSWORD}` });
  const stub = await startStub(
    () => unknown,
    () => ({ status, body }),
  );
  await expect(clientFor(settingsFor(stub.url)).uploadStatus({ hash })).rejects.toMatchObject({
    type: 'Authentication',
    isRetryable: false,
    message: `POST /token: no token for user-1: HTTP ${status}: invalid_grant: 用户名或密码错误 ***`,
  });
});

test.each([
  ['a fault of the token server', { status: 500, body: 'oops' }, 'PlatformUnavailable', true],
  ['a cut token call', 'cut', 'PlatformUnavailable', true],
  ['a page in place of a token', { status: 200, body: '<html>' }, 'UnexpectedResponse', true],
  ['a token answer without a token', { json: { expires_in: 1 } }, 'UnexpectedResponse', false],
  ['a token that no header can carry', { json: { access_token: 'a\nb', expires_in: 9 } }, 'UnexpectedResponse', false],
] as const)('%s says nothing of the call that waits: it was not sent', async (_what, answer, type, isRetryable) => {
  const stub = await startStub(
    () => unknown,
    () => answer,
  );
  await expect(clientFor(settingsFor(stub.url)).uploadStatus({ hash })).rejects.toMatchObject({
    type,
    isRetryable,
    outcomeUnknown: false,
  });
  expect(stub.calls()).toEqual([]);
});

test('after a failed token call the next call tries again', async () => {
  const stub = await startStub(
    () => unknown,
    (number) => (number === 1 ? { status: 503, body: '', headers: { 'retry-after': '2' } } : tokenAnswer(number)),
  );
  const client = clientFor(settingsFor(stub.url));
  await expect(client.uploadStatus({ hash })).rejects.toMatchObject({ retryAfterMs: 2000, outcomeUnknown: false });
  await expect(client.uploadStatus({ hash })).resolves.toMatchObject({ status: 'unknown' });
});

test('a caller that gives up waiting for a token does not disturb the others', async () => {
  const reason = new Error('enough');
  const abort = new AbortController();
  const stub = await startStub(
    () => unknown,
    (number) => {
      abort.abort(reason);
      return tokenAnswer(number);
    },
  );
  const client = clientFor(settingsFor(stub.url));
  const impatient = client.uploadStatus({ hash, signal: abort.signal });
  const patient = client.uploadStatus({ hash });
  await expect(impatient).rejects.toBe(reason);
  await expect(patient).resolves.toMatchObject({ status: 'unknown' });
  expect(stub.tokenCalls()).toBe(1);
});

test('half an answer of the token call is not quoted: it may hold the token', async () => {
  const half = { status: 200, body: '{"access_token":"live-token-123","expires' };
  const stub = await startStub(
    () => unknown,
    () => half,
  );
  const failure: ModelrailError = await clientFor(settingsFor(stub.url))
    .uploadStatus({ hash })
    .catch((error) => error);
  expect(failure).toMatchObject({ type: 'UnexpectedResponse', isRetryable: true });
  expect(failure.message).not.toContain('live-token');
});
