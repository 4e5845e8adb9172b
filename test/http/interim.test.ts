import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { httpForTest, startHttpServer, startTcpServer } from './tiny-server.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const FINAL = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

/** A server that answers each request with these pieces, each in a packet of its own. */
function serving(...pieces: string[]) {
  return startTcpServer((socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('data', async (data) => {
      if (!data.toString('latin1').endsWith('end')) return;
      for (const piece of pieces) {
        await new Promise((resolve) => socket.write(piece, 'latin1', resolve));
        // Until the other side has had a turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  });
}

test.each([
  ['in one packet with the answer', [CONTINUE + FINAL]],
  ['before it', [CONTINUE, FINAL]],
  ['byte by byte', [...(CONTINUE + FINAL)]],
  ['three times, with headers', [`${CONTINUE}HTTP/1.1 100 Continue\r\nX-Any: 1\r\n\r\nHTTP/1.0 100 \r\n\r\n`, FINAL]],
  [
    'beside other interim answers',
    [`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${CONTINUE}HTTP/1.1 102 Processing\r\n\r\n${FINAL}`],
  ],
])('a 100 that nobody asked for is read over: %s', async (_how, pieces) => {
  const server = await serving(...pieces);
  const http = httpForTest({ connections: 1 });
  for (let call = 1; call <= 3; call += 1) {
    const answer = await http.send({ method: 'POST', url: new URL(server.origin), body: 'the end' });
    expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
  }
  expect(server.connections()).toBe(1);
});

test('a body that looks like an interim answer stays as it is', async () => {
  const body = `${CONTINUE}${CONTINUE}H`;
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
  const server = await serving(head, ...body);
  const answer = await httpForTest().send({ method: 'POST', url: new URL(server.origin), body: 'the end' });
  expect(answer.body.toString()).toBe(body);
});

test.each([
  ['an interim answer', CONTINUE],
  ['half an interim answer', CONTINUE.slice(0, 15)],
])('a connection that ends after %s is cut', async (_what, bytes) => {
  const server = await startTcpServer((socket) => socket.on('data', () => socket.end(bytes)));
  const call = httpForTest().send({ method: 'POST', url: new URL(server.origin), body: 'the end' });
  await expect(call).rejects.toMatchObject({ isRetryable: true, outcomeUnknown: true });
});

test('interim answers without end are given up', async () => {
  const server = await startTcpServer((socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(CONTINUE.repeat(100)));
    };
    socket.on('data', more).on('drain', more);
  });
  const call = httpForTest().send({ method: 'POST', url: new URL(server.origin), body: 'the end' });
  await expect(call).rejects.toMatchObject({ isRetryable: true, outcomeUnknown: true });
});

test('Node’s own writeContinue is read over, however large the body', async () => {
  const server = await startHttpServer((request, response) => {
    response.writeContinue();
    request.resume().on('end', () => response.end('{"done":true}'));
  });
  const http = httpForTest({ connections: 1 });
  for (const size of [0, 10, 5 * 1024 * 1024]) {
    const answer = await http.send({ method: 'POST', url: new URL(server.origin), body: Buffer.alloc(size) });
    expect(answer.body.toString()).toBe('{"done":true}');
  }
  expect(server.connections()).toBe(1);
});
