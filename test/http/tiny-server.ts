import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHttp, type Http, type HttpOptions } from '../../lib/http/http.ts';

/** A server of the test's own; ends with the test. */
export interface TinyServer {
  origin: string;
  /** Connections that were made to it. */
  connections(): number;
}

async function listen(server: Server): Promise<TinyServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A test that cuts connections sees their resets; they are what it is about.
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  // A TCP server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, connections: () => count };
}

/** Serves HTTP. */
export function startHttpServer(listener: RequestListener): Promise<TinyServer> {
  return listen(createServer(listener));
}

/** Serves raw connections. */
export function startTcpServer(onConnection: (socket: Socket) => void): Promise<TinyServer> {
  return listen(createTcpServer(onConnection));
}

/** An origin on which nothing listens. */
export async function unusedOrigin(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** An `Http` that ends with the test. */
export function httpForTest(options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({ connections: 4, connectTimeoutMs: 30_000, requestTimeoutMs: 30_000, ...options });
  onTestFinished(() => http.close());
  return http;
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
