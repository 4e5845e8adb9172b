import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy of the test's own; ends with the test. Every address leads to one server of this machine. */
export interface SmallProxy {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  port: number;
  /** First lines of the requests that came, such as `CONNECT platform.test:443` and `GET http://platform.test/a`. */
  requests: string[];
  /** Values of `Proxy-Authorization`, of those requests that had one. */
  authorizations: string[];
}

/** How it answers. */
export interface SmallProxyOptions {
  /** Port that every address leads to. */
  targetPort: number;
  /** `user:password` without which it answers 407. */
  credentials?: string;
}

/** Starts one. */
export async function startSmallProxy({ targetPort, credentials }: SmallProxyOptions): Promise<SmallProxy> {
  const requests: string[] = [];
  const authorizations: string[] = [];
  const sockets = new Set<Socket>();
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;

  function isAdmitted({ method, url, headers }: IncomingMessage): boolean {
    requests.push(`${method} ${url}`);
    const given = headers['proxy-authorization'];
    if (given !== undefined) authorizations.push(given);
    return wanted === undefined || given === wanted;
  }

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    if (!isAdmitted(incoming)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('who are you?');
      return;
    }
    const { pathname, search, host } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request({
      port: targetPort,
      host: '127.0.0.1',
      method: incoming.method,
      path: pathname + search,
      headers: { ...headers, host },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }

  const server = createServer(forward);
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (incoming, socket: Socket) => {
    if (!isAdmitted(incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const onward = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    sockets.add(onward);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const)
      one.on('error', () => other.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  // A TCP server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, requests, authorizations };
}
