import { Worker } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { createFairWaiters } from '../transfer/fair-waiters.ts';
import type { ChunkedDigestOptions, FileDigest } from './chunked-digest.ts';
import type { Md5Answer, Md5Request } from './md5-thread.ts';

/** MD5 in lower-case hex, and CRC-32, of a whole content. */
export interface ContentDigest {
  md5: string;
  crc32: number;
}

/** The digests of one content, under way: the MD5, most of the work, in another thread. */
export interface StreamDigest {
  /**
   * Takes the next bytes, one call after the other; resolves when they have been copied. Rejects when the thread has ended,
   * and with the signal's reason when aborted.
   */
  add(data: Buffer, signal: AbortSignal): Promise<void>;
  /** The digests, once all bytes were taken. Rejects when the thread has ended. */
  end(): Promise<ContentDigest>;
  /** Forgets what was begun; to be called in any case, and any number of times. */
  close(): void;
}

/** The digests of a content and of its chunks, under way in another thread. */
export interface ChunkStreamDigest extends Pick<StreamDigest, 'add' | 'close'> {
  /** From where another process can go on, with all that was added; undefined when the digest is not resumable. */
  save(): Promise<HashCheckpoint | undefined>;
  /** The digests, once all bytes were taken. Rejects when the thread has ended, or has not got what makes a digest. */
  end(): Promise<FileDigest>;
}

/** Owner of the thread that takes the digests of all contents that are being sent. */
export interface StreamDigests {
  /** Begins a content; `onFailure` is called when the thread ends before it is closed. */
  begin(onFailure: (error: Error) => void): StreamDigest;
  /** The same for a content whose chunks have digests too, from its beginning or from a checkpoint. */
  beginChunked(options: ChunkedDigestOptions, onFailure: (error: Error) => void): ChunkStreamDigest;
  close(): Promise<void>;
}

/** Larger ones gain nothing. */
const SLICE_BYTES = 1024 * 1024;
/** So many slices are on their way at most, of all contents: the bound on the memory. */
const SLICES = 4;

/** The thread starts with the first content, and again with the first one after its end. */
export function createStreamDigests(): StreamDigests {
  let thread: DigestThread | undefined;
  function started(): DigestThread {
    thread ??= startThread(() => {
      thread = undefined;
    });
    return thread;
  }

  return {
    begin: (onFailure) => started().begin(onFailure),
    beginChunked: (options, onFailure) => started().beginChunked(options, onFailure),
    async close() {
      await thread?.terminate();
    },
  };
}

interface DigestThread extends Pick<StreamDigests, 'begin' | 'beginChunked'> {
  terminate(): Promise<unknown>;
}

function startThread(onDead: () => void): DigestThread {
  const memory = new SharedArrayBuffer(SLICES * SLICE_BYTES);
  const worker = new Worker(new URL('./md5-thread.js', import.meta.url), { workerData: memory });
  // An idle thread does not keep the process alive.
  worker.unref();
  const dead = new AbortController();
  const free = Array.from({ length: SLICES }, (_, slice) => slice);
  const waiters = createFairWaiters<undefined, number>();
  /** Requests without an answer; answers come in the order of the requests. */
  const asked: { resolve(answer: Md5Answer): void; reject(error: unknown): void }[] = [];
  const contents = new Map<number, (error: Error) => void>();
  let nextContent = 1;

  const onDeath = (error: Error) => {
    if (dead.signal.aborted) return;
    onDead();
    for (const onFailure of contents.values()) onFailure(error);
    dead.abort(error);
    for (const { reject } of asked) reject(error);
  };
  worker.on('message', (answer: Md5Answer) => asked.shift()?.resolve(answer));
  worker.on('error', onDeath);
  worker.on('exit', (code) => onDeath(new Error(`the MD5 thread ended with code ${code}`)));

  function ask(request: Md5Request): Promise<Md5Answer> {
    return new Promise((resolve, reject) => {
      asked.push({ resolve, reject });
      worker.postMessage(request);
    });
  }

  async function acquireSlice(signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    dead.signal.throwIfAborted();
    return free.pop() ?? waiters.wait(undefined, { signal: AbortSignal.any([signal, dead.signal]) });
  }

  function releaseSlice(slice: number): void {
    if (waiters.first === undefined) free.push(slice);
    else waiters.first.grant(slice);
  }

  /** Gives the thread the next bytes of a content; `onSlice` sees them too. */
  async function add(
    content: number,
    data: Buffer,
    signal: AbortSignal,
    onSlice: (slice: Buffer) => void = () => {},
  ): Promise<void> {
    for (let from = 0; from < data.length; from += SLICE_BYTES) {
      const slice = await acquireSlice(signal);
      const offset = slice * SLICE_BYTES;
      const length = data.copy(Buffer.from(memory, offset, SLICE_BYTES), 0, from);
      // First, so that the other thread has work.
      ask({ kind: 'slice', content, offset, length }).then(
        () => releaseSlice(slice),
        // That the thread has ended is told by all that waits for it, and by onFailure.
        () => {},
      );
      onSlice(data.subarray(from, from + length));
    }
  }

  function open(onFailure: (error: Error) => void): number {
    const content = nextContent++;
    contents.set(content, onFailure);
    return content;
  }

  async function end(content: number): Promise<Md5Answer> {
    dead.signal.throwIfAborted();
    const answer = await ask({ kind: 'end', content });
    contents.delete(content);
    return answer;
  }

  function close(content: number): void {
    // Its answer is of no use; the thread forgets the content by it.
    if (contents.delete(content) && !dead.signal.aborted) ask({ kind: 'end', content }).catch(() => {});
  }

  return {
    begin(onFailure) {
      const content = open(onFailure);
      let crc = 0;
      return {
        add: (data, signal) =>
          // Here, as that of chunks is: also without it the other thread is the slower one.
          add(content, data, signal, (slice) => {
            crc = crc32(slice, crc);
          }),
        async end() {
          const { md5 = '' } = await end(content);
          return { md5, crc32: crc };
        },
        close: () => close(content),
      };
    },
    beginChunked(options, onFailure) {
      const content = open(onFailure);
      ask({ kind: 'begin', content, options }).catch(() => {});
      return {
        add: (data, signal) => add(content, data, signal),
        async save() {
          dead.signal.throwIfAborted();
          return (await ask({ kind: 'save', content })).checkpoint;
        },
        async end() {
          const { digest } = await end(content);
          if (digest === undefined) throw new Error('the hashing thread knows no such content');
          return digest;
        },
        close: () => close(content),
      };
    },
    terminate: () => worker.terminate(),
  };
}
