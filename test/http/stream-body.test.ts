import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { BodyLengthError, LEAST_PIECE_BYTES, type StreamBody } from '../../lib/http/stream-body.ts';
import { bodyOf, httpForTest, startHttpServer, startTcpServer } from './tiny-server.ts';

const reason = new Error('the caller’s own reason');

/** A body of these pieces. */
function bodyFrom(pieces: Iterable<Buffer> | AsyncIterable<Buffer>, length: number): StreamBody {
  return {
    length,
    async *open() {
      yield* pieces;
    },
  };
}

/** A body of so many pieces of the least size; `given` counts those that were asked for. */
function longBody(count: number): StreamBody & { given: number; signal?: AbortSignal } {
  return {
    length: count * LEAST_PIECE_BYTES,
    given: 0,
    async *open(signal) {
      this.signal = signal;
      for (; this.given < count; this.given += 1) yield Buffer.alloc(LEAST_PIECE_BYTES);
    },
  };
}

/** A server that tells what it got of each request, in pieces of text; `cut` where a body did not come whole. */
async function startEcho() {
  const got: string[] = [];
  const server = await startHttpServer((request, response) => {
    bodyOf(request).then(
      (body) => {
        got.push(body.toString());
        response.end(JSON.stringify(request.headers));
      },
      () => got.push('cut'),
    );
  });
  return { ...server, got };
}

/** Resolves when undici has read the head of an answer. */
function answerHeadRead(): Promise<void> {
  return new Promise((resolve) => {
    const onHead = () => {
      unsubscribe('undici:request:headers', onHead);
      resolve();
    };
    subscribe('undici:request:headers', onHead);
  });
}

const put = (origin: string, body: StreamBody, signal?: AbortSignal) =>
  httpForTest({ connections: 1 }).send({ method: 'PUT', url: new URL(origin), body, signal });

test('pieces arrive as one body with its length, without Expect', async () => {
  const server = await startEcho();
  const answer = await put(server.origin, bodyFrom([Buffer.from('who'), Buffer.from('le')], 5));
  expect(server.got).toEqual(['whole']);
  const headers: unknown = JSON.parse(answer.body.toString());
  expect(headers).toMatchObject({ 'content-length': '5' });
  expect(headers).not.toHaveProperty('transfer-encoding');
  expect(headers).not.toHaveProperty('expect');
});

test('a body without bytes is one of length 0', async () => {
  const server = await startEcho();
  const answer = await put(server.origin, bodyFrom([], 0));
  expect(JSON.parse(answer.body.toString())).toMatchObject({ 'content-length': '0' });
  expect(server.got).toEqual(['']);
});

test('a body that ends early is an error, and never a whole request', async () => {
  const server = await startEcho();
  const sending = put(server.origin, bodyFrom([Buffer.from('half')], 5));
  await expect(sending).rejects.toThrow(new BodyLengthError('the body ended after 4 of 5 bytes'));
  await expect.poll(() => server.got).toEqual(['cut']);
});

test('a body that is too long is an error, and nothing of the piece with too much leaves', async () => {
  const server = await startEcho();
  const sending = put(server.origin, bodyFrom([Buffer.from('who'), Buffer.from('le!')], 5));
  await expect(sending).rejects.toThrow(new BodyLengthError('the body has more than its 5 bytes'));
  await expect.poll(() => server.got).toEqual(['cut']);
});

test('what a body throws is thrown as it is', async () => {
  const server = await startEcho();
  async function* failing() {
    yield Buffer.from('half');
    throw reason;
  }
  await expect(put(server.origin, bodyFrom(failing(), 5))).rejects.toBe(reason);
  await expect.poll(() => server.got).toEqual(['cut']);
});

test('an abort ends the request at once, and the body is told', async () => {
  const abort = new AbortController();
  const server = await startHttpServer(
    (request) => void request.once('data', () => abort.abort(reason)).once('error', () => {}),
  );
  let over: AbortSignal | undefined;
  const body: StreamBody = {
    length: 5,
    async *open(signal) {
      over = signal;
      yield Buffer.from('half');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  await expect(put(server.origin, body, abort.signal)).rejects.toBe(reason);
  expect(over?.aborted).toBe(true);
});

test.each([413, 401])('HTTP %i before the end of the body is the answer, and ends the sending', async (status) => {
  const server = await startHttpServer(async (request, response) => {
    if (request.url === '/next') return void response.end((await bodyOf(request)).toString());
    response.writeHead(status).end('{"message":"no"}');
    request.resume();
  });
  const http = httpForTest({ connections: 1 });
  const body = longBody(10_000);
  const early = await http.send({ method: 'PUT', url: new URL(server.origin), body });
  expect([early.status, early.body.toString()]).toEqual([status, '{"message":"no"}']);
  expect(body.given).toBeLessThan(10_000);
  expect(body.signal?.aborted).toBe(true);
  const next = await http.send({
    method: 'PUT',
    url: new URL('/next', server.origin),
    body: bodyFrom([Buffer.from('x')], 1),
  });
  expect(next.body.toString()).toBe('x');
});

test('the words of a server that refuses and closes at once are not lost to the reset', async () => {
  let refuse = (): Promise<void> => Promise.resolve();
  const server = await startTcpServer((socket: Socket) => {
    // What comes behind is never read, which makes the end of the connection a reset.
    socket.once('data', () => socket.pause());
    refuse = () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo large', () => socket.destroy());
      });
  });
  const body: StreamBody = {
    length: 3 * LEAST_PIECE_BYTES,
    async *open() {
      yield Buffer.alloc(LEAST_PIECE_BYTES);
      yield Buffer.alloc(LEAST_PIECE_BYTES);
      await refuse();
      // Nobody has looked for an answer since: the write finds the reset first.
      yield Buffer.alloc(LEAST_PIECE_BYTES);
    },
  };
  const http = httpForTest({ connections: 1 });
  for (let call = 1; call <= 5; call += 1) {
    const answer = await http.send({ method: 'PUT', url: new URL(server.origin), body });
    expect([answer.status, answer.body.toString()]).toEqual([413, 'too large']);
  }
});

test('a refusal whose words come late stops the body at its head', async () => {
  let finish = () => {};
  let received = 0;
  const server = await startHttpServer((request, response) => {
    response.writeHead(413).flushHeaders();
    request.on('data', (bytes: Buffer) => (received += bytes.length)).on('error', () => {});
    finish = () => response.end('too large');
  });
  const headRead = answerHeadRead();
  let isAskedForMore = false;
  const body: StreamBody = {
    length: 11,
    async *open() {
      yield Buffer.from('first');
      await headRead;
      // Held back: the next turn is that of the server.
      setImmediate(() => finish());
      yield Buffer.from('second');
      isAskedForMore = true;
    },
  };
  const answer = await put(server.origin, body);
  expect([answer.status, answer.body.toString()]).toEqual([413, 'too large']);
  expect([received, isAskedForMore]).toEqual([5, false]);
});

test('an answer that is no refusal yet does not stop the body', async () => {
  const server = await startHttpServer(async (request, response) => {
    response.writeHead(200).flushHeaders();
    response.end(String((await bodyOf(request)).length));
  });
  const body = longBody(100);
  expect((await put(server.origin, body)).body.toString()).toBe(String(body.length));
});

test('the body of an early answer that looks like an interim one stays as it is', async () => {
  const text = 'HTTP/1.1 100 Continue\r\n\r\nH';
  const server = await startTcpServer((socket: Socket) => {
    socket.setNoDelay(true);
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n`));
    let seen = '';
    socket.on('data', (data) => {
      seen += data.toString('latin1');
      // Written after the head of the answer has been read.
      if (seen.endsWith('second')) socket.write(text);
    });
  });
  const headRead = answerHeadRead();
  const body: StreamBody = {
    length: 11,
    async *open() {
      yield Buffer.from('first');
      await headRead;
      yield Buffer.from('second');
    },
  };
  expect((await put(server.origin, body)).body.toString()).toBe(text);
});
