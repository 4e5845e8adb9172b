import { expect, test } from 'vitest';
import { BIM_API_KEY, clientFor, PASSWORD, type StubAnswer, settingsFor, startStub } from './support.ts';

const models = [{ name: 'a.rvt', hash: 'a'.repeat(32), size: 1, path: 'p', createdUserId: 'u' }];

/** The failure of a record call that gets this answer. */
async function failureOf(answer: StubAnswer) {
  const stub = await startStub(() => answer);
  const call = clientFor(settingsFor(stub.url)).createProjectFiles({
    projectId: 'p',
    modelGroupId: 'g',
    taskId: 't',
    models,
  });
  return call.then(
    () => 'success',
    (error: unknown) => error,
  );
}

function abp(error: Record<string, unknown>): StubAnswer {
  const filled = { code: 0, message: null, details: null, validationErrors: null, ...error };
  return {
    json: { result: null, targetUrl: null, success: false, error: filled, unAuthorizedRequest: false, __abp: true },
  };
}

const path = 'POST /bim/api/v2/projectFile/create';
const final = { isRetryable: false, outcomeUnknown: false };

test('the manual’s own refusal: the project does not exist', async () => {
  expect(await failureOf(abp({ message: '项目工程不存在' }))).toMatchObject({
    ...final,
    type: 'NotFound',
    message: `${path}: 项目工程不存在`,
  });
});

test.each(['编号已存在', '模型组已经存在', '该Id已被占用', 'The id is already in use', 'Project already exists'])(
  '%s is AlreadyExists',
  async (message) => {
    expect(await failureOf(abp({ message }))).toMatchObject({ ...final, type: 'AlreadyExists' });
  },
);

test.each([
  ['the file server’s message', { json: { item: null, success: false, code: 500, message: '文件损坏' } }, '文件损坏'],
  ['the file server’s msg', { json: { item: null, success: false, msg: '文件损坏' } }, '文件损坏'],
  ['message and details', abp({ message: '内部错误', details: '第1行\r\n 第2行' }), '内部错误: 第1行 第2行'],
  [
    'validation errors with their fields, once',
    abp({
      message: '你的请求无效!',
      details: '验证过程中检测到以下错误\r\n - 名称必填\r\n - 太长\r\n',
      validationErrors: [
        { message: '名称必填', members: ['name'] },
        { message: '太长', members: ['path', 'hash'] },
      ],
    }),
    '你的请求无效!: 名称必填 (name): 太长 (path, hash)',
  ],
  ['a code alone', { json: { success: false, code: 417 } }, 'refused without a reason (code 417)'],
  ['nothing', { json: { success: false } }, 'refused without a reason'],
  ['HTTP 400 with an envelope', { status: 400, body: '{"success":false,"message":"参数错误"}' }, '参数错误'],
] as const)('a refusal told by %s is final and in its own words', async (_where, answer, words) => {
  expect(await failureOf(answer)).toMatchObject({ ...final, type: 'PlatformRefused', message: `${path}: ${words}` });
});

test.each([
  [
    { status: 500, body: '{"success":false,"error":{"message":"数据库超时"}}' },
    'PlatformRefused',
    false,
    false,
    '数据库超时',
  ],
  [{ status: 408, body: '' }, 'PlatformUnavailable', true, true, 'HTTP 408'],
  [{ status: 429, body: '', headers: { 'retry-after': '9' } }, 'RateLimited', true, false, 'HTTP 429'],
  [
    { status: 403, body: '{"success":false,"error":{"message":"密钥无效"}}' },
    'PlatformRefused',
    false,
    false,
    '密钥无效',
  ],
  [{ status: 403, body: '{"message":"密钥无效"}' }, 'PermissionDenied', false, false, '密钥无效'],
  [{ status: 403, body: '<html>WAF</html>' }, 'UnexpectedResponse', true, true, 'HTTP 403: <html>WAF</html>'],
  [{ status: 404, body: '<html>IIS</html>' }, 'UnexpectedResponse', true, true, 'check baseUrl'],
  [{ status: 404, body: '' }, 'NotFound', false, false, 'check baseUrl'],
  [{ status: 405, body: '' }, 'PlatformRefused', false, false, 'HTTP 405'],
  [
    { status: 302, body: '', headers: { location: '/login?x=1' } },
    'UnexpectedResponse',
    true,
    false,
    'redirects to /login,',
  ],
  [{ status: 200, body: '<!doctype html><title>WAF</title>' }, 'UnexpectedResponse', true, true, '<title>WAF</title>'],
  [{ status: 200, body: '{"result":nul' }, 'UnexpectedResponse', true, true, '{"result":nul'],
  [{ status: 200, body: '{"result":null}' }, 'UnexpectedResponse', false, true, 'success'],
  ['cut', 'PlatformUnavailable', true, true, 'was cut'],
] as const)('%j', async (answer, type, isRetryable, outcomeUnknown, words) => {
  const failure = await failureOf(answer);
  expect(failure).toMatchObject({ type, isRetryable, outcomeUnknown });
  expect(String(failure)).toContain(words);
});

test('no message shows a secret that the other side sends back', async () => {
  const body = `key ${BIM_API_KEY} token token-1 password ${PASSWORD}`;
  const failure = await failureOf({ status: 500, body });
  expect(String(failure)).toBe(`ModelrailError: ${path}: HTTP 500: key *** token *** password ***`);
});
