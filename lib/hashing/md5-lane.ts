import { Worker } from 'node:worker_threads';
import type { Md5Answer, Md5Request } from './md5-thread.ts';

/** The lane has one content at a time. */
const CONTENT = 0;

/** So many slices are on their way at most: enough that neither thread waits while the other one is late for a moment. */
const SLICES = 4;

/** A thread that takes the MD5 of a content, and the slices of memory that it shares with the thread that reads. */
export interface Md5Lane {
  /** The next slice to read into, as soon as the thread has done with what lay there. */
  nextSlice(): Promise<Buffer<SharedArrayBuffer>>;
  /** Gives the thread the first `length` bytes of that slice. */
  push(length: number): void;
  /** The MD5 of all that was pushed, in lower-case hex. No slice is in use then, and the next content may begin. */
  end(): Promise<string>;
}

/**
 * Starts the thread; it ends with the thread that started it. If it ends earlier, the error is thrown where no caller
 * catches it, so that the thread that started it ends as well, and its file is left to another try.
 */
export function startMd5Lane(sliceBytes: number): Md5Lane {
  const memory = new SharedArrayBuffer(SLICES * sliceBytes);
  const worker = new Worker(new URL('./md5-thread.js', import.meta.url), { workerData: memory });
  worker.unref();
  let asked = 0;
  let answered = 0;
  let md5 = '';
  let wake = () => {};
  worker.on('message', (answer: Md5Answer) => {
    answered += 1;
    md5 = answer.md5 ?? md5;
    wake();
  });
  worker.on('error', (error) => {
    throw error;
  });
  worker.on('exit', (code) => {
    throw new Error(`the MD5 thread ended with code ${code}`);
  });

  function ask(request: Md5Request): void {
    asked += 1;
    worker.postMessage(request);
  }

  /** Until at most `count` requests have no answer; answers come in the order of the requests. */
  async function untilOpen(count: number): Promise<void> {
    while (asked - answered > count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  let slice = 0;
  return {
    async nextSlice() {
      await untilOpen(SLICES - 1);
      return Buffer.from(memory, slice * sliceBytes, sliceBytes);
    },
    push(length) {
      ask({ kind: 'slice', content: CONTENT, offset: slice * sliceBytes, length });
      slice = (slice + 1) % SLICES;
    },
    async end() {
      ask({ kind: 'end', content: CONTENT });
      await untilOpen(0);
      return md5;
    },
  };
}
