/** Runs in a worker thread of a hashing thread: takes the MD5 of slices that the other one reads. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

/** What the MD5 thread is asked to do, in order. */
export type Md5Request =
  /** Take these bytes of the shared memory. */
  | { kind: 'slice'; offset: number; length: number }
  /** Give the MD5 and begin the next one. */
  | { kind: 'end' };

/** What it answers to each request: that the slice may be written again, or the MD5 in lower-case hex. */
export interface Md5Answer {
  md5?: string;
}

const port = parentPort;
if (port === null) throw new Error('md5-thread is started as a worker thread only');
// as: md5-lane.ts gives it.
const memory = workerData as SharedArrayBuffer;
let hash = createHash('md5');
port.on('message', (request: Md5Request) => {
  if (request.kind === 'slice') {
    hash.update(Buffer.from(memory, request.offset, request.length));
    port.postMessage({} satisfies Md5Answer);
    return;
  }
  const md5 = hash.digest('hex');
  hash = createHash('md5');
  port.postMessage({ md5 } satisfies Md5Answer);
});
