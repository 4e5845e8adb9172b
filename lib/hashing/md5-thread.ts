/** Runs in a worker thread: takes the MD5 of contents that another one reads, slice by slice. */
import { createHash, type Hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

/** What the MD5 thread is asked to do, in order; `content` is a number of the caller's choice. */
export type Md5Request =
  /** Take these bytes of the shared memory as the next ones of the content. */
  | { kind: 'slice'; content: number; offset: number; length: number }
  /** Give the MD5 of the content, and forget it. */
  | { kind: 'end'; content: number };

/** What it answers to each request: that the slice may be written again, or the MD5 in lower-case hex. */
export interface Md5Answer {
  md5?: string;
}

const port = parentPort;
if (port === null) throw new Error('md5-thread is started as a worker thread only');
// as: given by the code that starts the thread.
const memory = workerData as SharedArrayBuffer;
const contents = new Map<number, Hash>();
port.on('message', ({ content, ...request }: Md5Request) => {
  const hash = contents.get(content) ?? createHash('md5');
  if (request.kind === 'slice') {
    contents.set(content, hash.update(Buffer.from(memory, request.offset, request.length)));
    port.postMessage({} satisfies Md5Answer);
    return;
  }
  contents.delete(content);
  port.postMessage({ md5: hash.digest('hex') } satisfies Md5Answer);
});
