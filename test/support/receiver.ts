import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that came. */
export interface Received {
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Takes messages over HTTP on loopback, as a webhook or a robot does. */
export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  received: Received[];
  /** How every further message is answered. At first 200, as robots do: `{"errcode":0,"code":0}`. */
  answer(status: number, body?: string, headers?: Record<string, string>): void;
  /** The first message of those that have come and come that is wanted. */
  next(isWanted: (message: Received) => boolean): Promise<Received>;
}

/** Starts a {@link Receiver}. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answer = { status: 200, body: '{"errcode":0,"code":0}', headers: {} };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, { connection: 'close', ...answer.headers }).end(answer.body);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // as: it listens on a port
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    answer(status, body = '', headers = {}) {
      answer = { status, body, headers };
    },
    next: (isWanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.find(isWanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
