import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import { onTestFinished } from 'vitest';
import type { SpooledFile, SpoolOptions } from '../../gateway/spool/spool.ts';
import { CALLER, type SpoolServer, serveSpool } from './spool-server.ts';

export { CALLER };

export const TUS = { 'Tus-Resumable': '1.0.0' };
export const MIB = 1024 ** 2;

/** An empty folder for the duration of a test. */
export async function makeSpoolFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-spool-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'spool');
}

/** Names of what lies in a spool, beside its lock. */
export async function lying(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== 'lock');
}

/** A server of a spool of its own, for the duration of a test. */
export async function makeSpool(options: Partial<SpoolOptions> = {}): Promise<SpoolServer> {
  const server = await serveSpool({ folder: await makeSpoolFolder(), ...options });
  onTestFinished(() => server.close());
  return server;
}

/** `filename` in the form of `Upload-Metadata`. */
export function named(name: string | Buffer): { 'Upload-Metadata': string } {
  return { 'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}` };
}

/** Creates an upload; gives its URL. */
export async function create(endpoint: string, size: number | undefined, name = 'house.ifc'): Promise<string> {
  const length = size === undefined ? { 'Upload-Defer-Length': '1' } : { 'Upload-Length': String(size) };
  const answer = await fetch(endpoint, { method: 'POST', headers: { ...TUS, ...named(name), ...length } });
  const location = answer.headers.get('location');
  if (answer.status !== 201 || location === null) throw new Error(`${answer.status}: ${await answer.text()}`);
  return new URL(location, endpoint).href;
}

/** Sends bytes of an upload. */
export function patch(
  url: string,
  offset: number,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'PATCH',
    headers: { ...TUS, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream', ...headers },
    body: body ?? null,
    duplex: 'half',
  });
}

/** Sends a whole file in two calls; gives its source. */
export async function send(endpoint: string, content: Buffer, name?: string): Promise<string> {
  const answer = await patch(await create(endpoint, content.length, name), 0, content);
  return sourceOf(answer);
}

/** What `GET /v1/files/{id}` shows. */
export async function shown(url: string): Promise<SpooledFile> {
  // as: the tests look at it.
  return (await (await fetch(url)).json()) as SpooledFile;
}

/** The source that an answer tells. */
export function sourceOf(answer: Response): string {
  const source = answer.headers.get('modelrail-source');
  if (source === null) throw new Error(`no source: ${answer.status}`);
  return decodeURIComponent(source);
}

/** Status and body of a refusal, checked to be a problem. */
export async function problemOf(answer: Response): Promise<{ status: number; type: string; detail: string }> {
  // as: checked by the tests that read it.
  const problem = (await answer.json()) as { status: number; type: string; detail: string };
  if (answer.headers.get('content-type')?.startsWith('application/problem+json') !== true)
    throw new Error('no problem');
  return { status: answer.status, type: problem.type.replace('urn:modelrail:error:', ''), detail: problem.detail };
}

/** Sends content with tus-js-client until it is there; gives the source. */
export function upload(
  endpoint: string,
  content: Buffer,
  name: string,
  onProgress?: (sent: number) => void,
  headers: Record<string, string> = {},
) {
  return new Promise<string>((resolve, reject) => {
    const sending = new Upload(content, {
      endpoint,
      headers,
      metadata: { filename: name },
      // A server that was killed takes seconds to be there again.
      retryDelays: [10, 100, ...Array.from({ length: 60 }, () => 500)],
      ...(onProgress === undefined ? {} : { onProgress }),
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(decodeURIComponent(lastResponse.getHeader('Modelrail-Source') ?? '')),
    });
    sending.start();
  });
}

/** A way to a port that is cut after so many bytes of requests, each time in turn; then it is whole. */
export async function cutWay(port: number, cutAfterBytes: number[]): Promise<{ port: number; cuts(): number }> {
  const sockets = new Set<Socket>();
  const left = [...cutAfterBytes];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const budget = { bytes: 0 };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(socket);
      });
    }
    near.on('data', (chunk: Buffer) => {
      budget.bytes += chunk.length;
      const limit = left[0];
      if (limit === undefined || budget.bytes < limit) {
        if (!far.write(chunk)) near.pause();
        return;
      }
      left.shift();
      // A part of the chunk still arrives, as with a cable that is pulled.
      far.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => near.destroy());
    });
    far.on('drain', () => near.resume());
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // as: a server that listens on TCP has such an address.
  return { port: (server.address() as AddressInfo).port, cuts: () => cutAfterBytes.length - left.length };
}

/** Bytes that no two of are equal by chance. */
export function bytes(length: number): Buffer {
  return randomBytes(length);
}
