import { Worker } from 'node:worker_threads';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { toSourceError } from '../sources/source-error.ts';
import { createFairQueue } from '../transfer/fair-queue.ts';
import type { ChunkedDigestOptions, FileDigest } from './chunked-digest.ts';
import type { HashJob, HashMessage } from './hash-job.ts';
import { type ChunkStreamDigest, createStreamDigests, type StreamDigest } from './stream-digest.ts';

/** A file to hash. */
export interface HashRequest {
  /** For messages; `path` is what is opened. */
  source: string;
  path: string;
  /** Bytes; a file of another length is `SourceChanged`. */
  size: number;
  chunkSizeBytes: number;
  /** Whose turn it takes among the files that wait for a thread, such as an ingestion. */
  share?: string;
  signal: AbortSignal;
  onProgress(bytes: number): void;
  /** For a file whose bytes cost more than the time that checkpoints cost. */
  resume?: HashResume;
  /** Also SHA-256, which has no checkpoints: not together with `resume`. */
  withSha256?: boolean;
}

/** Where a hash goes on, and from where a later one can. */
export interface HashResume {
  /** A checkpoint of the same content; undefined: the beginning. */
  from: HashCheckpoint | undefined;
  /** Told about twice a second, and at last when the signal aborts; before the progress of the same bytes. */
  onCheckpoint(checkpoint: HashCheckpoint): void;
}

/** Owner of the hashing threads. */
export interface Hasher {
  hash(request: HashRequest): Promise<FileDigest>;
  /**
   * Begins the digests of a content that is read elsewhere, at any number at a time; all in one more thread. `onFailure` is
   * called as soon as that thread has ended, also while nothing waits for it.
   */
  digest(onFailure: (error: Error) => void): StreamDigest;
  /** The same with the digests of its chunks, from the beginning or from a checkpoint, in that thread too. */
  digestChunks(options: ChunkedDigestOptions, onFailure: (error: Error) => void): ChunkStreamDigest;
  close(): Promise<void>;
}

interface Pending {
  request: HashRequest;
  job: HashJob;
  settle(message: HashMessage | Error): void;
}

/** How many threads hash. */
export interface HasherOptions {
  /** Files at a time; of further ones each share has its turn. */
  threads: number;
  /**
   * A file of at least so many bytes has its MD5 taken in one more thread while it is the only one that is hashed. Default:
   * none has. A file with checkpoints never has: the MD5 that can be saved leaves nothing to gain.
   */
  splitFromBytes?: number;
}

/** Smaller files gain less than the second thread's start costs. */
export const SPLIT_FROM_BYTES = 16 * 1024 * 1024;

/** Threads that hash files, each one file at a time. */
export function createHasher({ threads, splitFromBytes = Number.POSITIVE_INFINITY }: HasherOptions): Hasher {
  const queue = createFairQueue<Pending>();
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  const streams = createStreamDigests();
  let nextId = 1;

  function dispatch(): void {
    for (let next = queue.first; next !== undefined; next = queue.first) {
      const isAlone = idle.length === all.size && (queue.size === 1 || threads === 1);
      const thread = idle.pop() ?? (all.size < threads ? startThread() : undefined);
      if (thread === undefined) return;
      queue.serve(next);
      const { job } = next;
      job.isSplit = isAlone && !job.isResumable && job.size >= splitFromBytes;
      thread.run(next);
    }
  }

  function startThread(): Thread {
    const thread = createThread({
      onIdle: () => {
        idle.push(thread);
        dispatch();
      },
      onDead: () => {
        all.delete(thread);
        const position = idle.indexOf(thread);
        if (position >= 0) idle.splice(position, 1);
        dispatch();
      },
    });
    all.add(thread);
    return thread;
  }

  return {
    hash(request) {
      return new Promise<FileDigest>((resolve, reject) => {
        if (request.signal.aborted) return reject(request.signal.reason);
        const job = toJob(nextId++, request);
        const stop = new Int32Array(job.stop);
        const onAbort = () => {
          Atomics.store(stop, 0, 1);
          if (queue.delete(pending)) pending.settle({ id: job.id, kind: 'stopped' });
        };
        request.signal.addEventListener('abort', onAbort, { once: true });
        const pending: Pending = {
          request,
          job,
          settle(message) {
            request.signal.removeEventListener('abort', onAbort);
            if (!(message instanceof Error) && message.kind === 'done') {
              const { md5, sha256, checksums } = message;
              resolve({ md5, ...(sha256 === undefined ? {} : { sha256 }), checksums });
            } else if (!(message instanceof Error) && message.kind === 'stopped') {
              reject(request.signal.reason);
            } else {
              reject(toHashError(request.source, message));
            }
          },
        };
        queue.add(pending, request.share ?? '');
        dispatch();
      });
    },
    digest: (onFailure) => streams.begin(onFailure),
    digestChunks: (options, onFailure) => streams.beginChunked(options, onFailure),
    async close() {
      await Promise.all([streams.close(), ...[...all].map((thread) => thread.terminate())]);
    },
  };
}

function toJob(id: number, { path, size, chunkSizeBytes, resume, withSha256 = false }: HashRequest): HashJob {
  const isResumable = resume !== undefined;
  const stop = new SharedArrayBuffer(4);
  return { id, path, size, chunkSizeBytes, isResumable, withSha256, isSplit: false, from: resume?.from, stop };
}

interface Thread {
  run(pending: Pending): void;
  terminate(): Promise<unknown>;
}

function createThread(events: { onIdle(): void; onDead(): void }): Thread {
  const worker = new Worker(new URL('./hash-thread.js', import.meta.url));
  // An idle thread does not keep the process alive.
  worker.unref();
  let current: Pending | undefined;

  worker.on('message', (message: HashMessage) => {
    if (current?.job.id !== message.id) return;
    if (message.kind === 'progress') {
      const { request } = current;
      if (message.checkpoint !== undefined) request.resume?.onCheckpoint(message.checkpoint);
      return request.onProgress(message.bytes);
    }
    const finished = current;
    current = undefined;
    worker.unref();
    finished.settle(message);
    events.onIdle();
  });
  const onDeath = (error: Error) => {
    const interrupted = current;
    current = undefined;
    interrupted?.settle(error);
    events.onDead();
  };
  worker.on('error', onDeath);
  worker.on('exit', (code) => onDeath(new Error(`the hashing thread ended with code ${code}`)));

  return {
    run(pending) {
      current = pending;
      worker.ref();
      worker.postMessage(pending.job);
    },
    terminate: () => worker.terminate(),
  };
}

function toHashError(source: string, message: HashMessage | Error): ModelrailError {
  if (message instanceof Error) {
    const words = sentenceOf('{path} was not hashed: {reason}', { path: source, reason: message.message });
    return new ModelrailError('Internal', words, { cause: message, isRetryable: true });
  }
  if (message.kind === 'shorter' || message.kind === 'longer') {
    const words =
      message.kind === 'shorter'
        ? sentenceOf('{path} became shorter while it was hashed', { path: source })
        : sentenceOf('{path} became longer while it was hashed', { path: source });
    return new ModelrailError('SourceChanged', words);
  }
  if (message.kind === 'error') {
    return toSourceError(source, Object.assign(new Error(message.message), { code: message.code }));
  }
  return new ModelrailError('Internal', `${source} was not hashed: unexpected ${message.kind}`);
}
