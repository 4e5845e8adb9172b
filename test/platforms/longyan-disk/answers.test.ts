import { expect, test } from 'vitest';
import { bodyOf, startStub } from './support.ts';

const RECORD = {
  fid: 4746964,
  fileLength: 10,
  fileMd5: 'BF476D952CFC4F5727678869E692E235',
  filePos: 5,
  postComplete: 'false',
};
const FILE = { md5: 'bf476d952cfc4f5727678869e692e235', size: 10, path: 'a.xlsx' };
const RESOURCE = {
  resForm: '1',
  periodId: 'p',
  subjectId: 's',
  ownerType: '0',
  parentId: '0',
  resSource: '0',
} as const;
const content = bodyOf(Buffer.from('x'));

function success(data: unknown): { body: string } {
  return { body: JSON.stringify({ result: '000000', resultDesc: 'success', data }) };
}

test.each([
  ['as in the manual, a key without quotes', '{fid:2438652}'],
  ['as JSON', '{"fid": 2438652}'],
  ['in the envelope of the other calls', '{"result":"000000","resultDesc":"","data":{"fid":"2438652"}}'],
])('the id of a whole file is read %s', async (_what, body) => {
  const { client } = await startStub({ body });
  expect(await client.uploadify({ name: 'a', content })).toEqual({ fid: '2438652' });
});

test('an id of more digits than a number holds goes out as it came', async () => {
  const { client, bodies } = await startStub({ body: '{"fid":9007199254740993123}' }, success({ resId: '7' }));
  const { fid } = await client.uploadify({ name: 'a', content });
  await client.createResource({ ...RESOURCE, fid, title: 't' });
  expect(fid).toBe('9007199254740993123');
  expect(bodies[1]).toMatch(/^\{"fid":9007199254740993123,"title":"t",/);
});

test.each([
  ['yes', true],
  ['false', false],
  [true, true],
  [false, false],
])('an upload whose postComplete is %j is complete or not: %s', async (postComplete, isComplete) => {
  const { client } = await startStub(success({ ...RECORD, postComplete, filePos: '5', fileLength: '10' }));
  expect(await client.createFid(FILE)).toEqual({ fid: '4746964', md5: FILE.md5, size: 10, position: 5, isComplete });
});

test('an entry of a list without its id is left out, as one in the manual’s example', async () => {
  const editionList = [
    { editionId: 'EDI2394', editionName: '人教新课标版' },
    { textbookId: 'EDI8494', textbookName: '人教课标版' },
  ];
  const { client } = await startStub(success({ editionList }));
  expect(await client.queryEditions({})).toEqual([{ id: 'EDI2394', name: '人教新课标版' }]);
});

test('chapters that come as a tree are read like a list', async () => {
  const list = [
    { chapterId: 'A', chapterTitle: '一单元', children: [{ chapterId: 'B', chapterTitle: '春晓', children: [] }] },
  ];
  const { client } = await startStub(success({ list }));
  expect(await client.queryChapters('T')).toEqual([
    { id: 'A', title: '一单元', parentId: '0' },
    { id: 'B', title: '春晓', parentId: 'A' },
  ]);
});

test.each([
  [{ body: '{"result":"100000","resultDesc":"资源已存在","data":null}' }, 'AlreadyExists', false, false],
  [{ body: '{"result":"100000","resultDesc":"目录不存在"}' }, 'NotFound', false, false],
  [{ body: '{"result":"200001","resultDesc":""}' }, 'PlatformRefused', false, false],
  [{ status: 500, body: '{"result":"100000","resultDesc":"余额不足"}' }, 'PlatformRefused', false, false],
  [{ body: '{"result":"100000","resultDesc":"系统异常，请稍后再试！"}' }, 'PlatformUnavailable', true, true],
  [{ status: 500, body: '{"message":"boom"}' }, 'PlatformUnavailable', true, true],
  [{ status: 503, body: '{"result":"100000","resultDesc":"x"}' }, 'PlatformUnavailable', true, true],
  [{ status: 429, body: '', headers: { 'retry-after': '7' } }, 'RateLimited', true, false],
  [{ status: 401, body: '{"result":"100000","resultDesc":"签名错误"}' }, 'Authentication', false, false],
  [{ status: 403, body: '{"message":"no"}' }, 'PermissionDenied', false, false],
  [{ body: '<html>维护中</html>', headers: { 'content-type': 'text/html' } }, 'UnexpectedResponse', true, true],
  [{ status: 302, body: '', headers: { location: '/login' } }, 'UnexpectedResponse', true, false],
  [{ body: '{"result":"000000","data":{}}' }, 'UnexpectedResponse', false, true],
  [{ body: '{"data":{"dirId":"1"}}' }, 'UnexpectedResponse', false, true],
])('%j is %s', async (answer, type, isRetryable, outcomeUnknown) => {
  const { client } = await startStub(answer);
  const made = client.createFolder({ parentId: '0', ownerType: '0', dirName: 'a' });
  await expect(made).rejects.toMatchObject({ type, isRetryable, outcomeUnknown });
});

test('keys that the platform sends back are in no message', async () => {
  const { client } = await startStub({
    body: '{"result":"1","resultDesc":"no app demo-app-key for demo-api-key, demo-secret-key"}',
  });
  await expect(client.uncompletedFiles()).rejects.toMatchObject({
    message: expect.stringMatching(/no app \*\*\* for \*\*\*, \*\*\*$/),
  });
});
