import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll } from 'vitest';
import type { Hasher } from '../../lib/hashing/hasher.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { createHttp } from '../../lib/http/http.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import { createLocalSources } from '../../lib/sources/local-sources.ts';
import type { Sources } from '../../lib/sources/source.ts';
import { type ChunkBuffer, type ChunkBuffers, createChunkBuffers } from '../../lib/transfer/buffers.ts';
import type { StreamTransfer } from '../../lib/transfer/send-stream.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { placesOf } from './model.ts';

export const MIB = 1024 ** 2;

/** What the model of a platform does with a file. */
export interface Behaviour {
  /** Takes it, refuses it, cuts the connection, says that it took it; all but the first as soon as it has so many bytes. */
  kind: 'take' | 'refuse' | 'cut' | 'take-early';
  afterBytes: number;
  /** Lets everybody else have a turn after each read. */
  isSlow: boolean;
}

/** What it got of a file, by its own count. */
export interface Got {
  size: number;
  md5: string;
}

const ALL: Behaviour = { kind: 'take', afterBytes: 0, isSlow: false };

/** The words of a refusal. */
export const REFUSAL = 'the platform takes no such file';

/** A file on disk, and what it holds. */
export interface StreamFile {
  source: string;
  content: Buffer;
  digest: { md5: string; crc32: number };
  stamp: Awaited<ReturnType<Sources['stamp']>>;
}

/** A platform that takes each file in one request, over real HTTP, and files to send; ends with the test file. */
export interface StreamModel {
  makeFile(size: number): Promise<StreamFile>;
  sources: Sources;
  /** What came whole, by the path of the request. */
  whole: Map<string, Got>;
  /** Requests that were begun. */
  begun(): number;
  /** A transfer of a file with nothing in its way, changed by `parts`. */
  transferOf(
    file: StreamFile,
    parts?: Partial<StreamTransfer<Got>>,
    behaviour?: Partial<Behaviour>,
  ): StreamTransfer<Got>;
  /** The path of the last request that was prepared. */
  lastPath(): string;
}

/** Starts the model; `hasher` takes the digests of what is sent. */
export async function startStreamModel(hasher: Pick<Hasher, 'digest'>): Promise<StreamModel> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-stream-'));
  const sources = createLocalSources({ roots: [folder] });
  const behaviours = new Map<string, Behaviour>();
  const whole = new Map<string, Got>();
  const bytes = pseudoRandomBytes(8 * MIB, 5);
  let begun = 0;
  let count = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    begun += 1;
    const path = request.url ?? '';
    const { kind, afterBytes, isSlow } = behaviours.get(path) ?? ALL;
    const md5 = createHash('md5');
    let size = 0;
    const act = () => {
      if (response.writableEnded) return;
      if (kind === 'cut') request.socket.destroy();
      if (kind === 'refuse') response.writeHead(413).end(JSON.stringify({ message: REFUSAL }));
      if (kind === 'take-early') response.end('{}');
    };
    for await (const chunk of request) {
      // as: a request without an encoding gives buffers.
      const data = chunk as Buffer;
      md5.update(data);
      size += data.length;
      if (kind !== 'take' && size > afterBytes) act();
      if (isSlow) await new Promise((resolve) => setImmediate(resolve));
    }
    const got = { size, md5: md5.digest('hex') };
    whole.set(path, got);
    if (kind === 'take') response.end(JSON.stringify(got));
    else act();
  }

  const server = createServer((request, response) => {
    // A sender that gives up is part of the tests.
    serve(request, response).catch(() => request.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // as: a TCP server that listens on a port has an address of this kind.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createHttp({ connections: 8, connectTimeoutMs: 10_000, requestTimeoutMs: 60_000 });
  afterAll(async () => {
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  return {
    sources,
    whole,
    begun: () => begun,
    lastPath: () => `/${count}`,
    async makeFile(size) {
      count += 1;
      const source = join(folder, `${count}.rvt`);
      const content = bytes.subarray(0, size);
      await writeFile(source, content);
      const digest = { md5: createHash('md5').update(content).digest('hex'), crc32: crc32(content) };
      return { source, content, digest, stamp: await sources.stamp({ source }) };
    },
    transferOf({ source, stamp }, parts = {}, behaviour = {}) {
      count += 1;
      const path = `/${count}`;
      behaviours.set(path, { ...ALL, ...behaviour });
      return {
        sources,
        source,
        stamp,
        places: placesOf(3),
        share: 'one',
        buffers: createChunkBuffers({ budgetBytes: 16 * MIB }),
        hasher,
        signal: new AbortController().signal,
        admit: (work) => work(),
        async send(body: StreamBody, signal: AbortSignal) {
          const answer = await http.send({ method: 'PUT', url: new URL(path, origin), body, signal });
          if (answer.status !== 200) throw statusFailure(answer, answer.context, 'baseUrl');
          // as: the server above writes it.
          return JSON.parse(answer.body.toString()) as Got;
        },
        onSent() {},
        ...parts,
      };
    },
  };
}

/** Buffers that count what becomes of them. */
export interface WatchedBuffers extends ChunkBuffers {
  taken: number;
  released: number;
  discarded: number;
  /** The most bytes that were taken at a time. */
  mostBytes: number;
}

/** Makes {@link WatchedBuffers}. */
export function watchedBuffers(budgetBytes: number): WatchedBuffers {
  const buffers = createChunkBuffers({ budgetBytes });
  const out = new Set<ChunkBuffer>();
  const giveBack = (buffer: ChunkBuffer) => {
    if (!out.delete(buffer)) throw new Error('a buffer came back that nobody has');
  };
  const watched: WatchedBuffers = {
    taken: 0,
    released: 0,
    discarded: 0,
    mostBytes: 0,
    async take(shape, signal) {
      const buffer = await buffers.take(shape, signal);
      watched.taken += 1;
      if (out.has(buffer)) throw new Error('a buffer is given to two');
      out.add(buffer);
      const bytes = [...out].reduce((sum, one) => sum + one.buffer.length, 0);
      watched.mostBytes = Math.max(watched.mostBytes, bytes);
      return buffer;
    },
    release(buffer) {
      giveBack(buffer);
      watched.released += 1;
      buffers.release(buffer);
    },
    discard(buffer) {
      giveBack(buffer);
      watched.discarded += 1;
      buffers.discard(buffer);
    },
  };
  return watched;
}
