import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Moto } from '../support/moto.ts';
import { forwardTo } from './forward.ts';
import { SLOW_MS, type SourceAnswer, spoil } from './source-faults.ts';
import { createSourceRules, type SourceRules } from './source-rules.ts';
import type { Place } from './workload.ts';

/** The one bucket of the campaign. */
export const BUCKET = 'torture-models';

/** A server of model files, and what stands before a service of S3 where there is one; faults befall both. */
export interface SourceServer extends AsyncDisposable {
  readonly name: string;
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  /** The service of S3 that is behind it. */
  moto: Moto | undefined;
  rules: SourceRules;
  /** Serves a file at a path, which is told decoded; undefined takes it away. */
  serve(path: string, file: ServedFile | undefined): void;
  readonly isUp: boolean;
  /** A prefix of the bucket is listed, and nothing lies below it. */
  hasEmptyListings: boolean;
  /** Goes down with all of its connections. */
  stop(): Promise<void>;
  /** Comes back at the same port, with its files. */
  start(): Promise<void>;
}

/** A file that is served. */
export interface ServedFile {
  content: Buffer;
  /** Another one is another version. */
  version: number;
  kind: Exclude<Place, 'disk' | 's3'>;
}

const EMPTY_LISTING: SourceAnswer = {
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated></ListBucketResult>',
  ),
};

/** Starts a {@link SourceServer}. */
export async function startSourceServer(moto: Moto | undefined): Promise<SourceServer> {
  const files = new Map<string, ServedFile>();
  const rules = createSourceRules();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;

  async function answerTo(request: IncomingMessage, path: string): Promise<SourceAnswer> {
    const isListing = path.replace(/\/$/, '') === `/${BUCKET}`;
    if (isListing && self.hasEmptyListings) return EMPTY_LISTING;
    if (moto !== undefined && path.startsWith(`/${BUCKET}`)) return await forwardTo(moto.endpoint, request);
    const file = files.get(path);
    if (file === undefined) return { status: 404, headers: {}, body: Buffer.from('no such file') };
    return answerWith(file, request.headers.range);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '').replace(/\?.*$/, ''));
    const { fault, hold } = rules.take(path);
    if (hold?.hold === 'before') await sleep(hold.holdMs);
    if (fault?.kind === 'slow') await sleep(SLOW_MS);
    if (fault?.kind === 'whole') delete request.headers.range;
    const answer = await answerTo(request, path);
    const { status, headers, body } = fault === undefined ? answer : spoil(answer, fault);
    response.writeHead(status, headers);
    const half = body.length >>> 1;
    response.write(body.subarray(0, half));
    if (hold?.hold === 'after') await sleep(hold.holdMs);
    if (fault?.kind === 'cut') response.socket?.destroy();
    else response.end(body.subarray(half));
  }

  const self: SourceServer = {
    name: 'sources',
    origin: '',
    moto,
    rules,
    hasEmptyListings: false,
    serve(path, file) {
      if (file === undefined) files.delete(path);
      else files.set(path, file);
    },
    get isUp() {
      return server !== undefined;
    },
    async stop() {
      const ending = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (ending !== undefined) await new Promise((resolve) => ending.close(resolve));
    },
    async start() {
      if (server !== undefined) return;
      const starting = createServer((request, response) => {
        // Whoever asked may be gone by the time of the answer.
        handle(request, response).catch(() => response.destroy());
      });
      starting.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.on('error', () => socket.destroy());
      });
      await new Promise<void>((resolve, reject) => {
        starting.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      server = starting;
      port = (starting.address() as AddressInfo).port; // as: it listens on a port
      self.origin = `http://127.0.0.1:${port}`;
    },
    async [Symbol.asyncDispose]() {
      await self.stop();
      await moto?.[Symbol.asyncDispose]();
    },
  };
  await self.start();
  return self;
}

function answerWith({ content, version, kind }: ServedFile, range: string | undefined): SourceAnswer {
  if (kind === 'unranged') return { status: 200, headers: {}, body: content };
  const headers = { etag: kind === 'held' ? `"v${version}"` : `W/"v${version}"` };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined) {
    return { status: 200, headers: { ...headers, 'content-length': String(content.length) }, body: content };
  }
  const [from, to] = [Number(first), Math.min(Number(last) + 1, content.length)];
  if (from >= content.length) {
    return { status: 416, headers: { 'content-range': `bytes */${content.length}` }, body: Buffer.alloc(0) };
  }
  const told = { 'content-range': `bytes ${from}-${to - 1}/${content.length}`, 'content-length': String(to - from) };
  return { status: 206, headers: { ...headers, ...told }, body: content.subarray(from, to) };
}
