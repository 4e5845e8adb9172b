import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { httpForTest, startHttpServer, startTcpServer } from './tiny-server.ts';

/** More than the buffers of a connection hold. */
const BODY_BYTES = 32 * 1024 * 1024;
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Answers at the first byte of a request, and reads no more until it is told to. */
function answerEarly(socket: Socket): void {
  socket.once('data', () => {
    socket.pause();
    socket.write(ANSWER);
  });
}

describe('an answer that comes before the body is read', () => {
  test('ends the request when the body has left, so that its memory may be written again', async () => {
    const body = Buffer.alloc(BODY_BYTES, 'a');
    let foreign = 0;
    let paused: Socket | undefined;
    const server = await startTcpServer((socket) => {
      if (paused === undefined) paused = socket;
      answerEarly(socket);
    });
    const http = httpForTest({ requestTimeoutMs: 30_000 });
    const sent = http.send({ method: 'POST', url: new URL(server.origin), body }).then((answer) => {
      body.fill('b');
      return answer;
    });
    await expect.poll(() => paused?.bytesWritten ?? 0).toBe(ANSWER.length);
    // Another exchange: what lay ready to be read of the first one has been read since.
    const other = await startHttpServer((_, response) => response.end());
    await httpForTest().send({ method: 'GET', url: new URL(other.origin) });

    const whole = new Promise<void>((resolve) => {
      let read = 0;
      paused?.on('data', (piece: Buffer) => {
        if (piece.includes('b')) foreign += 1;
        read += piece.length;
        // What came with the head was read before.
        if (read >= BODY_BYTES - 64 * 1024) resolve();
      });
    });
    paused?.resume();
    await whole;
    expect((await sent).status).toBe(200);
    expect(foreign).toBe(0);
  });

  test('counts when the server reads no more', async () => {
    const server = await startTcpServer(answerEarly);
    const http = httpForTest({ requestTimeoutMs: 300 });
    const answer = await http.send({ method: 'POST', url: new URL(server.origin), body: Buffer.alloc(BODY_BYTES) });
    expect(answer.body.toString()).toBe('ok');
  });
});
