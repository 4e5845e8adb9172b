import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { watchCalls } from '../../lib/http/call-watch.ts';
import { bodyOf, httpForTest, startHttpServer, startTcpServer } from './tiny-server.ts';

/** More than the buffers of a connection hold. */
const BODY_BYTES = 32 * 1024 * 1024;

test('a body of one buffer is told while it leaves, and arrives whole', async () => {
  let received: Buffer | undefined;
  const server = await startHttpServer(async (request, response) => {
    received = await bodyOf(request);
    response.end();
  });
  const body = Buffer.from(Array.from({ length: BODY_BYTES / 4096 }, (_, n) => String(n).padEnd(4096, '.')).join(''));
  const told: number[] = [];
  await httpForTest().send({ method: 'POST', url: new URL(server.origin), body, onLeft: (bytes) => told.push(bytes) });
  expect(received?.equals(body)).toBe(true);
  expect(told.length).toBeGreaterThan(8);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(body.length);
});

test('what a server does not read has not left', async () => {
  let peer: Socket | undefined;
  const server = await startTcpServer((socket) => {
    peer = socket.pause();
  });
  const told: number[] = [];
  const over = new AbortController();
  let sent: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    sent = httpForTest().send({
      method: 'POST',
      url: new URL(server.origin),
      body: Buffer.alloc(BODY_BYTES),
      signal: over.signal,
      onLeft(bytes) {
        told.push(bytes);
        resolve();
      },
    });
  });
  over.abort(new Error('enough'));
  await expect(sent).rejects.toThrow('enough');
  peer?.destroy();
  expect(told.at(-1)).toBeLessThan(BODY_BYTES);
});

test.each([
  [
    'answered',
    (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')),
    ['begun', 'moved', 'answered'],
  ],
  ['not answered', (socket: Socket) => void socket.once('data', () => socket.destroy()), ['begun', 'not answered']],
])('a call that is %s is told to the watch of the work that makes it', async (_, serve, expected) => {
  const server = await startTcpServer(serve);
  const seen: string[] = [];
  const watch = {
    begun() {
      seen.push('begun');
      return {
        moved: () => void seen.push('moved'),
        ended: (isAnswered: boolean) => void seen.push(isAnswered ? 'answered' : 'not answered'),
      };
    },
  };
  const http = httpForTest();
  const call = () => http.send({ method: 'GET', url: new URL(server.origin) });
  await watchCalls(watch, () => call().catch(() => undefined));
  expect(seen).toEqual(expected);
  await call().catch(() => undefined);
  expect(seen).toHaveLength(expected.length);
});
