import { expect, test } from 'vitest';
import type { ModelrailError } from '../../../lib/errors.ts';
import { contentOf, fileOf, startStub } from './support.ts';

const PLACE = { filepath: 'f', groupname: 'g' };
const RECORD = '{"data":[{"filename":"a.ifc","id":"A74h","filesize":"12Byte(s)"}],"message":"查询成功","status":1}';

test.each([
  ['as in the document', RECORD],
  ['with numbers as text', RECORD.replace('"status":1', '"status":"1"')],
  ['with nulls', RECORD.replace('"id"', '"url":null,"groupname":null,"id"')],
])('an answer %s is read', async (_what, body) => {
  const { client } = await startStub({ body });
  expect(await client.query(PLACE)).toMatchObject([{ id: 'A74h', name: 'a.ifc', size: 12, url: '' }]);
});

test.each([
  ['a refusal with HTTP 500', 500, '{"status":0,"message":"不行"}', { type: 'PlatformRefused', isRetryable: false }],
  [
    'an error without words',
    200,
    '{"status":0,"message":"系统异常"}',
    { type: 'PlatformUnavailable', isRetryable: true },
  ],
  ['an overload', 503, '{"status":0,"message":"不行"}', { type: 'PlatformUnavailable', isRetryable: true }],
  ['a page', 200, '<html></html>', { type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true }],
  ['half an answer', 200, '{"data":[', { type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true }],
  ['another shape', 200, '{"code":7}', { type: 'UnexpectedResponse', isRetryable: false }],
  ['no permission', 403, '{"status":403,"error":"Forbidden"}', { type: 'PermissionDenied', isRetryable: false }],
  ['no login', 401, '', { type: 'Authentication', isRetryable: false }],
])('%s is told as such', async (_what, status, body, error) => {
  const { client } = await startStub({ status, body });
  await expect(client.query(PLACE)).rejects.toMatchObject(error);
});

test.each([
  [200, ''],
  [204, ''],
  [200, 'success'],
  [200, '{"status":1}'],
  [201, '{"anything":true}'],
])('a call without a return value succeeds with %s %s', async (status, body) => {
  const { client } = await startStub({ status, body });
  await client.oss({ ...PLACE, ...fileOf('a.ifc', 'x') });
  await client.rewrite({ ...PLACE, name: 'a.ifc', size: 1, url: false });
});

test.each([
  [200, '{"data":"","message":"a.ifc已经存在不能重复上传","status":0}', { type: 'AlreadyExists' }],
  [200, '<html>login</html>', { type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true }],
  [200, '{"data":"","mess', { type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true }],
  [500, '', { type: 'PlatformUnavailable', outcomeUnknown: true }],
])('a call without a return value fails with %s %s', async (status, body, error) => {
  const { client } = await startStub({ status, body });
  await expect(client.oss({ ...PLACE, ...fileOf('a.ifc', 'x') })).rejects.toMatchObject(error);
  await expect(client.rewrite({ ...PLACE, name: 'a.ifc', size: 1, url: false })).rejects.toMatchObject(error);
});

test('a form of the store is told from an envelope and from none', async () => {
  const form = { host: 'https://bucket.example.com', policy: 'p', signature: 's', expire: 1 };
  for (const answer of [form, { data: form, status: 1 }, { data: [form], status: 1 }]) {
    const { client } = await startStub({ body: JSON.stringify(answer) });
    const file = { ...PLACE, ...fileOf('a.ifc', 'x'), bucket: 'b' };
    const { host, fields } = (await client.osssign(file)) ?? {};
    expect(host?.href).toBe('https://bucket.example.com/');
    expect(fields).toEqual([
      ['policy', 'p'],
      ['signature', 's'],
      ['expire', '1'],
    ]);
  }
});

test('lists repeat their name, and what is false is left out', async () => {
  const { client, bodies } = await startStub({ body: '{"data":[{"a":"u"}],"status":1}' });
  expect(await client.url({ ids: ['a', 'b'] })).toEqual(new Map([['a', 'u']]));
  expect(bodies).toEqual(['ids=a&ids=b']);
});

test('a secret key of an update does not come back in words', async () => {
  const { client } = await startStub({ body: '{"status":0,"message":"secretkey k-12345 无效"}' });
  const said = await client.update({ id: 'a', secretkey: 'k-12345' }).catch((error: ModelrailError) => error.message);
  expect(said).toContain('secretkey *** 无效');
});

const FILE = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment;filename=a.json' };
const REFUSAL = '{"message":"没有找到相关数据","status":0,"data":""}';

test('a file that reads like a refusal is a file where the answer says so', async () => {
  const { client } = await startStub({ body: REFUSAL, headers: FILE });
  expect((await contentOf(client, 'a')).toString()).toBe(REFUSAL);
});

test.each([
  ['a refusal', 200, REFUSAL, {}, { type: 'NotFound', refusal: '没有找到相关数据' }],
  ['a page', 200, '<html>login</html>', { 'content-type': 'text/html' }, { type: 'UnexpectedResponse' }],
  ['a failure', 502, 'x'.repeat(100_000), {}, { type: 'PlatformUnavailable', isRetryable: true }],
  ['a success without content', 200, '{"status":1}', {}, { type: 'UnexpectedResponse' }],
] as const)('%s in place of a file is no content', async (_what, status, body, headers, error) => {
  const { client } = await startStub({ status, body, headers });
  await expect(contentOf(client, 'a')).rejects.toMatchObject(error);
});

test.each([
  ['as in the document', '{"data":{"headers":{},"body":"aGVsbG8gd29ybGQh","statusCode":"OK"},"status":1}'],
  ['with the content last', '{"status":1,"data":{"body" : "aGVsbG8gd29ybGQh"}}'],
  ['with lines', '{"data":{"body":"aGVs\\r\\nbG8gd29y\\u0062GQh"},"status":1}'],
])('content within JSON is decoded %s', async (_what, body) => {
  const { client } = await startStub({ body }, { downloadAs: 'base64' });
  expect((await contentOf(client, 'a')).toString()).toBe('hello world!');
});

test.each([
  [
    'a refusal behind it',
    '{"data":{"body":"aGVs"},"status":0,"message":"SAAS返回字符流为空"}',
    { type: 'PlatformRefused' },
  ],
  ['a refusal', '{"message":"SAAS返回字符流为空","status":0,"data":""}', { type: 'PlatformRefused' }],
  ['half of it', '{"data":{"body":"aGVsbG8gd29y', { type: 'UnexpectedResponse', isRetryable: true }],
  ['an end within four digits', '{"data":{"body":"aGVsb"},"status":1}', { type: 'UnexpectedResponse' }],
  ['other digits', '{"data":{"body":"aG-s"},"status":1}', { type: 'UnexpectedResponse' }],
  ['more behind its end', '{"data":{"body":"aG==aGVs"},"status":1}', { type: 'UnexpectedResponse' }],
  ['none', '{"data":{},"status":1}', { type: 'UnexpectedResponse' }],
])('content within JSON with %s is none', async (_what, body, error) => {
  const { client } = await startStub({ body }, { downloadAs: 'base64' });
  await expect(contentOf(client, 'a')).rejects.toMatchObject(error);
});

test.each([
  ['attachment;filename=a.ifc', 'a.ifc'],
  ['attachment; filename="a; b.ifc"', 'a; b.ifc'],
  ['attachment;filename=%E5%A1%94%20.ifc', '塔 .ifc'],
  ["attachment; filename=x; filename*=UTF-8''%E5%A1%94.ifc", '塔.ifc'],
  ['attachment; filename="100%.ifc"', '100%.ifc'],
  ['attachment; filename="../../etc/passwd"', '../../etc/passwd'],
  ['attachment', undefined],
])('%s names %s', async (disposition, name) => {
  const { client } = await startStub({ body: 'x', headers: { 'content-disposition': disposition } });
  const answer = await client.download({ id: 'a' }, new AbortController().signal);
  answer.close();
  expect(answer.name).toBe(name);
});
