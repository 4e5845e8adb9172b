import { expect, test } from 'vitest';
import { clientFor, type StubAnswer, settingsFor, startStub } from './support.ts';

const id = '99999999-2222-4333-8444-555555555555';
const project = { name: '项目', code: 'P-1', areaCode: '500103', type: 10, stage: 1 };

/** What becomes of a create call that gets this answer. */
async function failureOf(answer: StubAnswer, settings: Record<string, unknown> = {}): Promise<unknown> {
  const stub = await startStub(() => answer);
  return clientFor(settingsFor(stub.url, settings))
    .createProject({ id, project })
    .then(
      () => 'success',
      (error: unknown) => error,
    );
}

const json = (status: number, body: unknown): StubAnswer => ({ status, body: JSON.stringify(body) });
const abp = (message: string, more: object = {}) => ({ result: null, success: false, error: { message, ...more } });

test.each([200, 400, 403, 404, 409, 500, 501])('an ABP refusal with HTTP %i is final', async (status) => {
  const failure = await failureOf(json(status, abp('区域编码不允许')));
  expect(failure).toMatchObject({ isRetryable: false, outcomeUnknown: false });
  expect(failure).toMatchObject({ type: status === 404 ? 'NotFound' : 'PlatformRefused' });
  expect(String(failure)).toContain('区域编码不允许');
});

test.each([408, 429, 502, 503, 504])('with HTTP %i the status counts, not the envelope', async (status) => {
  expect(await failureOf(json(status, abp('区域编码不允许')))).toMatchObject({ isRetryable: true });
});

test.each([
  'An internal error occurred during your request!',
  '对不起,在处理你的请求期间,产生了一个服务器内部错误!',
  '对不起，在处理您的请求期间，产生了一个服务器内部错误！',
  '服务器内部错误',
  'Internal Server Error',
])('ABP’s own internal error is a fault of the server, with HTTP 200 too: %s', async (message) => {
  for (const status of [200, 403, 500]) {
    expect(await failureOf(json(status, abp(message)))).toMatchObject({
      type: 'PlatformUnavailable',
      isRetryable: true,
      outcomeUnknown: true,
    });
  }
});

test('an internal error with other words is a refusal', async () => {
  const failure = await failureOf(json(500, abp('服务器内部错误', { details: '项目名称过长' })));
  expect(failure).toMatchObject({ type: 'PlatformRefused', isRetryable: false });
});

test.each([
  [{ code: 400, msg: '参数错误' }, 'PlatformRefused', false],
  [{ code: '403', msg: '参数错误' }, 'PlatformRefused', false],
  [{ code: 408, msg: '参数错误' }, 'PlatformUnavailable', true],
  [{ code: 429, msg: '参数错误' }, 'RateLimited', true],
  [{ code: 500, msg: '参数错误', data: null }, 'PlatformUnavailable', true],
])('an answer without `success` whose code is 400 or more fails by its code: %j', async (body, type, isRetryable) => {
  const failure = await failureOf(json(200, body));
  expect(failure).toMatchObject({ type, isRetryable });
  expect(String(failure)).toContain('参数错误');
});

test.each([
  [{ success: false, code: 'PROJECT_LOCKED', message: '已锁定' }, '已锁定 (code PROJECT_LOCKED)'],
  [{ success: false, code: '417' }, 'refused without a reason (code 417)'],
  [{ success: false, error: '已锁定' }, '已锁定'],
  [{ success: false, error: { message: '已锁定', validationErrors: {}, details: [1] } }, '已锁定'],
  [{ success: false, item: [], unAuthorizedRequest: 'no', message: ['x'], msg: '已锁定' }, '已锁定'],
])('what is readable of a refusal is told: %j', async (body, words) => {
  const failure = await failureOf(json(200, body));
  expect(failure).toMatchObject({ type: 'PlatformRefused', isRetryable: false });
  expect(String(failure)).toContain(`/create: ${words}`);
});

test.each(['项目编号重复', "Duplicate entry 'P-1' for key 'code'", '该编号已被使用', 'Id is in use', 'ALREADY EXISTS'])(
  '%s says that the record exists',
  async (message) => {
    expect(await failureOf(json(200, abp(message)))).toMatchObject({ type: 'AlreadyExists', isRetryable: false });
  },
);

test('the words that say so are a setting', async () => {
  const settings = { existsWords: ['冲突'] };
  expect(await failureOf(json(200, abp('项目编号冲突')), settings)).toMatchObject({ type: 'AlreadyExists' });
  expect(await failureOf(json(200, abp('项目编号重复')), settings)).toMatchObject({ type: 'PlatformRefused' });
});
