/** Runs in a worker thread: hashing on the main thread slows an upload beside it several times. */
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { createChunkedDigest } from './chunked-digest.ts';
import type { HashJob, HashMessage } from './hash-job.ts';

/** Larger reads gain nothing, smaller ones cost calls. */
const SLICE_BYTES = 1024 * 1024;
/** By the clock, not by bytes: a slow network disk gives a mebibyte a second. */
const PROGRESS_INTERVAL_MS = 100;
/** As often as heartbeats leave a worker: more would never be seen. */
const CHECKPOINT_INTERVAL_MS = 500;

const slice = Buffer.from(new ArrayBuffer(SLICE_BYTES));

/** Reads a file once, or what is left of it; MD5 over all of it, CRC-32 of each chunk. */
function hashFile(job: HashJob, tell: (message: HashMessage) => void): void {
  const { id, size } = job;
  const stop = new Int32Array(job.stop);
  const digest = createChunkedDigest(job);
  const file = openSync(job.path, 'r');
  try {
    let toldAt = performance.now();
    let savedAt = toldAt;
    while (digest.bytes < size) {
      if (Atomics.load(stop, 0) !== 0) {
        // A file that is paused goes on exactly here.
        const checkpoint = digest.save();
        if (checkpoint !== undefined) tell({ id, kind: 'progress', bytes: digest.bytes, checkpoint });
        return tell({ id, kind: 'stopped' });
      }
      const bytes = readSync(file, slice, 0, Math.min(SLICE_BYTES, size - digest.bytes), digest.bytes);
      if (bytes === 0) return tell({ id, kind: 'shorter' });
      digest.update(slice.subarray(0, bytes));
      const now = performance.now();
      if (now - toldAt < PROGRESS_INTERVAL_MS) continue;
      toldAt = now;
      const checkpoint = now - savedAt < CHECKPOINT_INTERVAL_MS ? undefined : digest.save();
      if (checkpoint !== undefined) savedAt = now;
      tell({ id, kind: 'progress', bytes: digest.bytes, ...(checkpoint && { checkpoint }) });
    }
    if (readSync(file, slice, 0, 1, digest.bytes) > 0) return tell({ id, kind: 'longer' });
    tell({ id, kind: 'done', ...digest.end() });
  } finally {
    closeSync(file);
  }
}

const port = parentPort;
if (port === null) throw new Error('hash-thread is started as a worker thread only');
port.on('message', (job: HashJob) => {
  try {
    hashFile(job, (message) => port.postMessage(message));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    port.postMessage({
      id: job.id,
      kind: 'error',
      message: error instanceof Error ? error.message : String(error),
      code,
    } satisfies HashMessage);
  }
});
