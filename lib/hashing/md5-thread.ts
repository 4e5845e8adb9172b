/** Runs in a worker thread: takes the digests of contents that another one reads, slice by slice. */
import { createHash, type Hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import {
  type ChunkedDigest,
  type ChunkedDigestOptions,
  createChunkedDigest,
  type FileDigest,
} from './chunked-digest.ts';

/** What the thread is asked to do, in order; `content` is a number of the caller's choice. */
export type Md5Request =
  /** Begin a content whose chunks have digests too. Without it a content has its MD5 alone. */
  | { kind: 'begin'; content: number; options: ChunkedDigestOptions }
  /** Take these bytes of the shared memory as the next ones of the content. */
  | { kind: 'slice'; content: number; offset: number; length: number }
  /** Give where another process can go on with the content. */
  | { kind: 'save'; content: number }
  /** Give the digests of the content, and forget it. */
  | { kind: 'end'; content: number };

/** What it answers to each request: nothing but that it is done, the MD5 in lower-case hex, or what was asked for. */
export interface Md5Answer {
  md5?: string;
  digest?: FileDigest;
  checkpoint?: HashCheckpoint | undefined;
}

const port = parentPort;
if (port === null) throw new Error('md5-thread is started as a worker thread only');
// as: given by the code that starts the thread.
const memory = workerData as SharedArrayBuffer;
const contents = new Map<number, Hash>();
const chunked = new Map<number, ChunkedDigest>();
/** Bytes of a content with chunks are copied into it: its MD5 takes no shared memory. */
let own = Buffer.from(new ArrayBuffer(0));

port.on('message', (request: Md5Request) => {
  port.postMessage(answerTo(request) satisfies Md5Answer);
});

function answerTo(request: Md5Request): Md5Answer {
  const { content } = request;
  if (request.kind === 'begin') {
    chunked.set(content, createChunkedDigest(request.options));
    return {};
  }
  const digest = chunked.get(content);
  if (request.kind === 'slice') {
    const data = Buffer.from(memory, request.offset, request.length);
    if (digest === undefined) contents.set(content, (contents.get(content) ?? createHash('md5')).update(data));
    else digest.update(copied(data));
    return {};
  }
  if (request.kind === 'save') return { checkpoint: digest?.save() };
  chunked.delete(content);
  if (digest !== undefined) return { digest: digest.end() };
  const hash = contents.get(content) ?? createHash('md5');
  contents.delete(content);
  return { md5: hash.digest('hex') };
}

function copied(data: Buffer): Buffer<ArrayBuffer> {
  if (own.length < data.length) own = Buffer.from(new ArrayBuffer(data.length));
  data.copy(own);
  return own.subarray(0, data.length);
}
