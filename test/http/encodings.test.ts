import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { jsonOf } from '../../lib/http/http.ts';
import { inChinese } from '../support/in-chinese.ts';
import { httpForTest, startHttpServer } from './tiny-server.ts';

const VALUE = { message: '服务器'.repeat(50), numbers: Array.from({ length: 500 }, (_, n) => n) };
const PLAIN = Buffer.from(JSON.stringify(VALUE));

/** What a client reads of an answer with this body. */
async function answerOf(body: Buffer, headers: Record<string, string> = {}, status = 200, maxAnswerBytes = 100_000) {
  const server = await startHttpServer((_request, response) => response.writeHead(status, headers).end(body));
  return httpForTest({ maxAnswerBytes }).send({ method: 'GET', url: new URL(server.origin) });
}

test.each([
  ['gzip', gzipSync(PLAIN)],
  ['x-gzip', gzipSync(PLAIN)],
  ['deflate', deflateSync(PLAIN)],
  ['deflate', deflateRawSync(PLAIN)],
  ['br', brotliCompressSync(PLAIN)],
  ['gzip, br', brotliCompressSync(gzipSync(PLAIN))],
  ['GZIP', PLAIN],
  ['identity', PLAIN],
])('a body in %s is unpacked without having been asked for', async (encoding, body) => {
  expect(jsonOf(await answerOf(body, { 'content-encoding': encoding }))).toEqual(VALUE);
});

test('another packing is named, and final', async () => {
  const failure: unknown = await answerOf(PLAIN, { 'content-encoding': 'zstd' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    type: 'UnexpectedResponse',
    isRetryable: false,
    outcomeUnknown: true,
    message: expect.stringContaining('compressed as "zstd"'),
  });
  expect(inChinese(failure)).toContain('响应按“zstd”压缩，不能读取');
});

test('of an answer that failed the status counts, however it is packed', async () => {
  const answer = await answerOf(PLAIN, { 'content-encoding': 'zstd' }, 503);
  expect(answer.status).toBe(503);
  expect(answer.body.toString()).toContain('zstd');
});

test('half a packed body is half a body: what can be read of it is', async () => {
  const packed = gzipSync(PLAIN);
  const answer = await answerOf(packed.subarray(0, packed.length / 2), { 'content-encoding': 'gzip' });
  expect(() => jsonOf(answer)).toThrow(/not JSON: \{"message":"服务器/);
});

test('a damaged body is worth another try', async () => {
  const packed = gzipSync(PLAIN);
  packed.fill(0xff, 40, 90);
  await expect(answerOf(packed, { 'content-encoding': 'gzip' })).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    isRetryable: true,
    outcomeUnknown: true,
  });
});

test('a small body that unpacks to a giant one is not unpacked to its end', async () => {
  const body = gzipSync(Buffer.alloc(5_000_000));
  await expect(answerOf(body, { 'content-encoding': 'gzip' })).rejects.toThrow('longer than 100000 bytes');
});

const HELLO_GB18030 = Buffer.from([
  ...Buffer.from('{"message":"'),
  0xb7,
  0xfe,
  0xce,
  0xf1,
  0xc6,
  0xf7,
  ...Buffer.from('"}'),
]);

test.each([
  ['GB18030 without a character set', HELLO_GB18030, {}],
  ['GB18030 under the name of UTF-8', HELLO_GB18030, { 'content-type': 'application/json; charset=utf-8' }],
  ['GBK by its name', HELLO_GB18030, { 'content-type': "application/json;charset='gbk'" }],
  [
    'UTF-8 under the name of Latin 1',
    Buffer.from('{"message":"服务器"}'),
    { 'content-type': 'text/plain; charset=ISO-8859-1' },
  ],
  ['UTF-8 with a byte order mark', Buffer.from('\ufeff{"message":"服务器"}'), {}],
  [
    'UTF-8 with a byte order mark under another name',
    Buffer.from('\ufeff{"message":"服务器"}'),
    { 'content-type': 'text/html; charset=gbk' },
  ],
  ['UTF-16 with a byte order mark', Buffer.from('\ufeff{"message":"服务器"}', 'utf16le'), {}],
])('%s is read', async (_how, body, headers) => {
  expect(jsonOf(await answerOf(body, headers))).toEqual({ message: '服务器' });
});

test('UTF-8 that was cut within a character is not taken for GB18030', async () => {
  const whole = Buffer.from('{"message":"服务器');
  const answer = await answerOf(whole.subarray(0, -1));
  expect(() => jsonOf(answer)).toThrow('not JSON: {"message":"服务');
});

test('halves of characters become U+FFFD, in names and values', async () => {
  const body = Buffer.from(String.raw`{"a":["x\ud83dy","\ud83d\ude00"],"\udc00":{"b":"\uDFFF"}}`);
  expect(jsonOf(await answerOf(body))).toEqual({ a: ['x\ufffdy', '😀'], '\ufffd': { b: '\ufffd' } });
});

test.each([
  ['gzip', gzipSync(PLAIN)],
  ['br', brotliCompressSync(PLAIN)],
  ['gzip, br', brotliCompressSync(gzipSync(PLAIN))],
  ['identity', PLAIN],
])('a body in %s that is read as it comes is unpacked', async (encoding, body) => {
  expect((await readOf(body, encoding)).toString()).toBe(PLAIN.toString());
});

test('a body that is read as it comes fails where it is no such packing, or an unknown one', async () => {
  const failure = { type: 'UnexpectedResponse', outcomeUnknown: true };
  await expect(readOf(PLAIN, 'gzip')).rejects.toMatchObject({ ...failure, isRetryable: true });
  await expect(readOf(PLAIN, 'zstd')).rejects.toMatchObject({ ...failure, isRetryable: false });
});

/** All of an answer that is read as it comes. */
async function readOf(body: Buffer, encoding: string): Promise<Buffer> {
  const server = await startHttpServer((_request, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(body),
  );
  const { signal } = new AbortController();
  const url = new URL(server.origin);
  const { pieces } = await httpForTest({}).open({ url, headers: {}, body: '', signal });
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
