import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A file that is served. */
export interface ServedFile {
  content: Buffer;
  /** Default: a strong one. `null`: none. */
  etag?: string | null;
  /** Answers ranges. Default: it does. */
  hasRanges?: boolean;
  /** Tells the length; else the body comes in chunks. Default: it does. */
  hasLength?: boolean;
}

/** A request as it came. */
export interface SeenRequest {
  method: string;
  url: string;
  range: string | undefined;
  bytes: number;
}

/** Serves files over HTTP on loopback, well or badly. */
export interface FileServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  port: number;
  requests: SeenRequest[];
  /** Serves a file, or another content of it; answers its address. */
  put(path: string, file: ServedFile): string;
  /** Answers the requests for a path in another way; undefined takes that back. */
  answer(path: string, how: Answerer | undefined): string;
  /** Every so many requests have a connection that is cut in the middle of its body; each request has one of its own then. */
  cutEvery(requests: number | undefined): void;
}

/** How a request is answered; true when it was. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => boolean | undefined;

/** Pieces small enough that a body can be cut in its middle. */
const PIECE_BYTES = 64 * 1024;

/** Starts a {@link FileServer}. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, ServedFile>();
  const answers = new Map<string, Answerer>();
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let cutEvery: number | undefined;

  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const path = url.replace(/\?.*$/, '');
    const seen: SeenRequest = { method: request.method ?? '', url, range: request.headers.range, bytes: 0 };
    requests.push(seen);
    const isCut = cutEvery !== undefined && requests.length % cutEvery === 0;
    if (cutEvery !== undefined) response.setHeader('connection', 'close');
    if (answers.get(path)?.(request, response) === true) return;
    const file = files.get(path);
    if (file === undefined) response.writeHead(404).end('no such file');
    else void serve(file, request, response, seen, isCut);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // as: it listens on a port
  const origin = `http://127.0.0.1:${port}`;

  return {
    origin,
    port,
    requests,
    put(path, file) {
      files.set(path, file);
      return origin + path;
    },
    answer(path, how) {
      if (how === undefined) answers.delete(path);
      else answers.set(path, how);
      return origin + path;
    },
    cutEvery(every) {
      cutEvery = every;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  { content, etag = '"v1"', hasRanges = true, hasLength = true }: ServedFile,
  request: IncomingMessage,
  response: ServerResponse,
  seen: SeenRequest,
  isCut: boolean,
): Promise<void> {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const isRange = hasRanges && first !== undefined && last !== undefined;
  const from = isRange ? Number(first) : 0;
  const to = isRange ? Math.min(Number(last) + 1, content.length) : content.length;
  if (etag !== null) response.setHeader('etag', etag);
  if (etag !== null && request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  if (isRange && from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  if (isRange) response.setHeader('content-range', `bytes ${from}-${to - 1}/${content.length}`);
  if (hasLength) response.setHeader('content-length', to - from);
  response.writeHead(isRange ? 206 : 200);
  response.setMaxListeners(0);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const end = isCut ? from + Math.floor((to - from) / 2) : to;
  for (let at = from; at < end; at += PIECE_BYTES) {
    const piece = content.subarray(at, Math.min(at + PIECE_BYTES, end));
    seen.bytes += piece.length;
    if (response.destroyed) return;
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  if (isCut) response.socket?.destroy();
  else response.end();
}
