import { expect, test } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { bodyOf, httpForTest, startHttpServer, startTcpServer, unusedOrigin } from './tiny-server.ts';

const NOT_SENT = { type: 'PlatformUnavailable', isRetryable: true, outcomeUnknown: false };
const CUT = { type: 'PlatformUnavailable', isRetryable: true, outcomeUnknown: true };

test('a refused connection was never sent, and says where nothing listens', async () => {
  const origin = await unusedOrigin();
  const request = httpForTest().send({ method: 'POST', url: new URL(`${origin}/a/b?secret=1`), body: 'x' });
  await expect(request).rejects.toMatchObject({
    ...NOT_SENT,
    message: `POST /a/b: cannot reach ${origin}: connection refused`,
  });
});

test('all requests that wait for a refused connection fail, more than there are connections', async () => {
  const origin = await unusedOrigin();
  const http = httpForTest({ connections: 3 });
  const requests = Array.from({ length: 20 }, () => http.send({ method: 'GET', url: new URL(origin) }));
  const results = await Promise.allSettled(requests);
  expect(results.map((result) => (result.status === 'rejected' ? result.reason.outcomeUnknown : 'answered'))).toEqual(
    Array.from({ length: 20 }, () => false),
  );
});

test('a host name that does not exist was never sent', async () => {
  const request = httpForTest().send({ method: 'GET', url: new URL('http://nowhere.invalid/') });
  await expect(request).rejects.toMatchObject(NOT_SENT);
  await expect(request).rejects.toThrow(/cannot reach http:\/\/nowhere\.invalid: host name/);
});

test('a TLS connection to a server that speaks none was never sent', async () => {
  const server = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const url = new URL(server.origin.replace('http:', 'https:'));
  await expect(httpForTest().send({ method: 'GET', url })).rejects.toMatchObject(NOT_SENT);
});

test('a connection that is not made in time was never sent', async () => {
  const server = await startTcpServer(() => undefined);
  const url = new URL(server.origin.replace('http:', 'https:'));
  const request = httpForTest({ connectTimeoutMs: 100, requestTimeoutMs: 60_000 }).send({ method: 'GET', url });
  await expect(request).rejects.toMatchObject({
    ...NOT_SENT,
    isOverload: true,
    message: expect.stringContaining('connection timed out'),
  });
});

test('a connection cut after the request was read has an unknown outcome', async () => {
  const server = await startHttpServer(async (request) => {
    await bodyOf(request);
    request.socket.destroy();
  });
  const request = httpForTest().send({ method: 'POST', url: new URL(server.origin), body: 'x' });
  await expect(request).rejects.toMatchObject(CUT);
  await expect(request).rejects.toThrow(/^POST \/: the connection was cut before the answer was complete/);
});

test('a connection cut within the answer has an unknown outcome', async () => {
  const server = await startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  await expect(httpForTest().send({ method: 'GET', url: new URL(server.origin) })).rejects.toMatchObject(CUT);
});

test('a kept connection that is reset on reuse has an unknown outcome', async () => {
  let count = 0;
  const server = await startHttpServer((request, response) => {
    count += 1;
    if (count === 1) response.end('{}');
    else request.socket.resetAndDestroy();
  });
  const http = httpForTest({ connections: 1 });
  await http.send({ method: 'GET', url: new URL(server.origin) });
  await expect(http.send({ method: 'POST', url: new URL(server.origin), body: 'x' })).rejects.toMatchObject(CUT);
  expect(count).toBe(2);
  expect(server.connections()).toBe(1);
});

test('a server that does not answer times out with an unknown outcome', async () => {
  const server = await startHttpServer(() => undefined);
  const http = httpForTest({ requestTimeoutMs: 100 });
  const request = http.send({ method: 'GET', url: new URL(server.origin) });
  await expect(request).rejects.toMatchObject({ ...CUT, isOverload: true, message: 'GET /: no answer within 0.1 s' });
});

test('an answer that stops half-way times out with an unknown outcome', async () => {
  const server = await startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
  });
  const http = httpForTest({ requestTimeoutMs: 100 });
  const request = http.send({ method: 'GET', url: new URL(server.origin) });
  await expect(request).rejects.toMatchObject({ ...CUT, isOverload: true, message: 'GET /: no answer within 0.1 s' });
});

test('a body that takes longer than the time-out but moves is not timed out', async () => {
  const body = Buffer.alloc(24 * 1024 * 1024);
  const server = await startHttpServer((request, response) => {
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      // A slow line: the reader rests for a moment after each piece.
      request.pause();
      setTimeout(() => request.resume(), 8);
    });
    request.on('end', () => response.end(String(received)));
  });
  // Long enough for a machine that has other work, and shorter than 384 pieces of 64 KiB with their pauses.
  const http = httpForTest({ requestTimeoutMs: 2_000 });
  const startedAt = performance.now();
  const answer = await http.send({ method: 'POST', url: new URL(server.origin), body });
  expect(answer.body.toString()).toBe(String(body.length));
  expect(performance.now() - startedAt).toBeGreaterThan(2_500);
});

test('a body that the server never reads times out', async () => {
  const server = await startTcpServer((socket) => socket.pause());
  const http = httpForTest({ requestTimeoutMs: 150 });
  const body = Buffer.alloc(24 * 1024 * 1024);
  await expect(http.send({ method: 'POST', url: new URL(server.origin), body })).rejects.toMatchObject(CUT);
});

test('what is not HTTP is an unexpected response', async () => {
  const server = await startTcpServer((socket) => socket.on('data', () => socket.end('SSH-2.0-server\r\n')));
  await expect(httpForTest().send({ method: 'GET', url: new URL(server.origin) })).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    isRetryable: true,
    outcomeUnknown: true,
  });
});

test('an answer that is too long is not read to its end', async () => {
  const server = await startHttpServer((_request, response) => response.end(Buffer.alloc(2000)));
  const http = httpForTest({ maxAnswerBytes: 1000 });
  await expect(http.send({ method: 'GET', url: new URL(server.origin) })).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    message: 'GET /: the answer is longer than 1000 bytes',
  });
});

test('a header that cannot be sent is the caller’s fault, and its value stays out of the message', async () => {
  const server = await startHttpServer((_request, response) => response.end('{}'));
  const headers = { bimapikey: 'secret-value\n' };
  const failure = await httpForTest()
    .send({ method: 'GET', url: new URL(server.origin), headers })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'InvalidRequest', isRetryable: false, outcomeUnknown: false });
  expect(String(failure)).not.toContain('secret-value');
});

test('a closed client sends nothing', async () => {
  const server = await startHttpServer((_request, response) => response.end('{}'));
  const http = httpForTest();
  await http.send({ method: 'GET', url: new URL(server.origin) });
  await http.close();
  const failure = await http.send({ method: 'GET', url: new URL(server.origin) }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ModelrailError);
  expect(failure).toMatchObject(NOT_SENT);
});

test('requests to an origin share its connections, and no more than are allowed', async () => {
  const server = await startHttpServer((_request, response) => response.end('{}'));
  const http = httpForTest({ connections: 2 });
  await Promise.all(Array.from({ length: 10 }, () => http.send({ method: 'GET', url: new URL(server.origin) })));
  expect(server.connections()).toBe(2);
});
