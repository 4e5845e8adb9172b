/** Runs in a worker thread: hashing on the main thread slows an upload beside it several times. */
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { HashJob, HashMessage } from './hash-job.ts';
import { type Md5Lane, startMd5Lane } from './md5-lane.ts';
import { createOneThreadDigest, createTwoThreadDigest, type SliceDigest } from './slice-digest.ts';

/** Larger reads gain nothing, smaller ones cost calls. */
const SLICE_BYTES = 1024 * 1024;
/** By the clock, not by bytes: a slow network disk gives a mebibyte a second. */
const PROGRESS_INTERVAL_MS = 100;
/** As often as heartbeats leave a worker: more would never be seen. */
const CHECKPOINT_INTERVAL_MS = 500;

const slice = Buffer.from(new ArrayBuffer(SLICE_BYTES));
/** Started for the first file that is hashed in two threads. */
let lane: Md5Lane | undefined;

function createDigest(job: HashJob): SliceDigest {
  if (!job.isSplit) return createOneThreadDigest(job, slice);
  lane ??= startMd5Lane(SLICE_BYTES);
  return createTwoThreadDigest(job, lane);
}

/** Hashes a file and answers how it ended; progress is reported on the way. */
async function hashFile(job: HashJob, tell: (message: HashMessage) => void): Promise<HashMessage> {
  const file = openSync(job.path, 'r');
  try {
    const digest = createDigest(job);
    const failure = await digestFile(job, { file, digest, tell }).catch(async (error: unknown) => {
      await digest.abandon();
      throw error;
    });
    if (failure === undefined) return { id: job.id, kind: 'done', ...(await digest.end()) };
    await digest.abandon();
    return failure;
  } finally {
    closeSync(file);
  }
}

/** Reads a file once, or what is left of it, into its digest; answers why it was not read to its end. */
async function digestFile(
  { id, size, ...job }: HashJob,
  { file, digest, tell }: { file: number; digest: SliceDigest; tell(message: HashMessage): void },
): Promise<HashMessage | undefined> {
  const stop = new Int32Array(job.stop);
  let toldAt = performance.now();
  let savedAt = toldAt;
  while (digest.bytes < size) {
    const room = await digest.nextSlice();
    if (Atomics.load(stop, 0) !== 0) {
      // A file that is paused goes on exactly here.
      const checkpoint = digest.save();
      if (checkpoint !== undefined) tell({ id, kind: 'progress', bytes: digest.bytes, checkpoint });
      return { id, kind: 'stopped' };
    }
    const bytes = readSync(file, room, 0, Math.min(SLICE_BYTES, size - digest.bytes), digest.bytes);
    if (bytes === 0) return { id, kind: 'shorter' };
    digest.take(bytes);
    const now = performance.now();
    if (now - toldAt < PROGRESS_INTERVAL_MS) continue;
    toldAt = now;
    const checkpoint = now - savedAt < CHECKPOINT_INTERVAL_MS ? undefined : digest.save();
    if (checkpoint !== undefined) savedAt = now;
    tell({ id, kind: 'progress', bytes: digest.bytes, ...(checkpoint && { checkpoint }) });
  }
  return readSync(file, Buffer.alloc(1), 0, 1, size) > 0 ? { id, kind: 'longer' } : undefined;
}

function toError(id: number, error: unknown): HashMessage {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { id, kind: 'error', message: error instanceof Error ? error.message : String(error), code };
}

const port = parentPort;
if (port === null) throw new Error('hash-thread is started as a worker thread only');
port.on('message', (job: HashJob) => {
  const tell = (message: HashMessage) => port.postMessage(message);
  void hashFile(job, tell)
    .catch((error: unknown) => toError(job.id, error))
    .then(tell);
});
