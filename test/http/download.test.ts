import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DownloadAnswer, download } from '../../lib/http/download.ts';
import { ExchangeError } from '../../lib/http/exchange.ts';
import { createPoolSet } from '../../lib/http/pool.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startTcpServer } from './tiny-server.ts';

/** So many bytes wait in a body before it is left to the other side; the last piece of such a body is the one that fills it. */
const FULL = 256 * 1024;
const REQUEST_TIMEOUT_MS = 500;

/** A server that does with a connection what a test wants once a request has come, and a client of it. */
async function serve(
  answer: (socket: Socket) => void,
): Promise<{ get(): Promise<DownloadAnswer>; connections(): number }> {
  const server = await startTcpServer((socket) => {
    socket.on('data', () => answer(socket));
  });
  const pools = createPoolSet({ connections: 1, connectTimeoutMs: 1_000, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  onTestFinished(() => pools.close());
  const { pool } = pools.routeTo(new URL(server.origin));
  const { signal } = new AbortController();
  return { get: () => download(pool, { path: '/', headers: {}, signal }), connections: server.connections };
}

/** Lets the connections of the process have what has come for them: another one goes forth and back. */
async function afterAllThatCame(): Promise<void> {
  const other = await serve((socket) => socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'));
  const { body } = await other.get();
  body.destroy();
}

async function contentOf({ body }: DownloadAnswer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece as Buffer); // as: a body is of bytes
  return Buffer.concat(pieces);
}

const head = (...fields: string[]) => `HTTP/1.1 200 OK\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;

describe('of a body that is read late, from a connection that ended meanwhile', () => {
  /** By what a body is known to be whole, its fields of the head, and what stands before and behind its bytes. */
  const framings = [
    { by: 'its length', field: (size: number) => `content-length: ${size}\r\n` },
    { by: 'the end of the connection' },
    {
      by: 'the length of its one piece',
      field: () => 'transfer-encoding: chunked\r\n',
      before: (size: number) => `${size.toString(16)}\r\n`,
      behind: '\r\n0\r\n\r\n',
    },
  ];
  const sizes = [FULL - 1, FULL, FULL + 1, 8 * FULL];

  describe.for(framings)('that is whole by $by', ({ field, before, behind = '' }) => {
    test.for(sizes)('all of %i bytes come', async (size) => {
      const content = pseudoRandomBytes(size, size);
      const server = await serve((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\n${field?.(size) ?? ''}\r\n${before?.(size) ?? ''}`);
        socket.write(content);
        socket.end(behind);
      });
      const answer = await server.get();
      await afterAllThatCame();
      expect((await contentOf(answer)).equals(content)).toBe(true);
    });
  });

  test.for(['end', 'resetAndDestroy'] as const)('one byte that is missing is told: %s', async (end) => {
    const server = await serve((socket) => {
      socket.write(head('connection: close', `content-length: ${FULL + 1}`));
      socket.write(Buffer.alloc(FULL), () => socket[end]());
    });
    const answer = await server.get();
    await afterAllThatCame();
    await expect(contentOf(answer)).rejects.toThrow(ExchangeError);
  });
});

test('a body that waits to be read does not time out', async () => {
  const content = pseudoRandomBytes(32 * FULL, 1);
  const server = await serve((socket) => {
    socket.write(head(`content-length: ${content.length}`));
    socket.write(content);
  });
  const answer = await server.get();
  await afterAllThatCame();
  // What begins to be silent now times out after it would have.
  const silent = await serve(() => undefined);
  await expect(silent.get()).rejects.toThrow(/no progress/);
  expect((await contentOf(answer)).equals(content)).toBe(true);
});

test('a connection is used again after a body that was read slowly', async () => {
  const content = pseudoRandomBytes(FULL, 1);
  const server = await serve((socket) => {
    socket.write(head(`content-length: ${content.length}`));
    socket.write(content);
  });
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await server.get();
    await afterAllThatCame();
    expect((await contentOf(answer)).equals(content)).toBe(true);
  }
  expect(server.connections()).toBe(1);
});
