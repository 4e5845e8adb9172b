/** Runs in a worker thread: hashing on the main thread slows an upload beside it several times. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { HashJob, HashMessage } from './hash-job.ts';

/** Larger reads gain nothing, smaller ones cost calls. */
const SLICE_BYTES = 1024 * 1024;
/** Progress is told this often, in bytes: about ten times a second at the speed of MD5. */
const PROGRESS_BYTES = 64 * 1024 * 1024;

const slice = Buffer.allocUnsafe(SLICE_BYTES);

/** Reads a file once; MD5 over all of it, CRC-32 of each chunk. */
function hashFile(job: HashJob, tell: (message: HashMessage) => void): void {
  const stop = new Int32Array(job.stop);
  const md5 = createHash('md5');
  const checksums = Buffer.alloc(4 * Math.ceil(job.size / job.chunkSizeBytes));
  const file = openSync(job.path, 'r');
  try {
    let position = 0;
    let told = 0;
    let crc = 0;
    while (position < job.size) {
      if (Atomics.load(stop, 0) !== 0) return tell({ id: job.id, kind: 'stopped' });
      const chunk = Math.floor(position / job.chunkSizeBytes);
      const chunkEnd = Math.min((chunk + 1) * job.chunkSizeBytes, job.size);
      const bytes = readSync(file, slice, 0, Math.min(SLICE_BYTES, chunkEnd - position), position);
      if (bytes === 0) return tell({ id: job.id, kind: 'shorter' });
      const data = slice.subarray(0, bytes);
      md5.update(data);
      crc = crc32(data, crc);
      position += bytes;
      if (position === chunkEnd) {
        checksums.writeUInt32BE(crc, chunk * 4);
        crc = 0;
      }
      if (position - told >= PROGRESS_BYTES) {
        told = position;
        tell({ id: job.id, kind: 'progress', bytes: position });
      }
    }
    if (readSync(file, slice, 0, 1, position) > 0) return tell({ id: job.id, kind: 'longer' });
    tell({ id: job.id, kind: 'done', md5: md5.digest('hex'), checksums: checksums.toString('base64') });
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
