import { setMaxListeners } from 'node:events';
import { crc32 } from 'node:zlib';
import { ModelrailError } from '../errors.ts';
import type { SourceHandle } from '../sources/source.ts';
import type { Lane, LanePool, LaneShape } from './lanes.ts';

/** One pass over the chunks that a platform lacks. */
export interface ChunkPass {
  source: string;
  handle: SourceHandle;
  /** Bytes of the file. */
  size: number;
  chunkSizeBytes: number;
  /** CRC-32 of each chunk from the hashing pass: four bytes each, big endian. */
  checksums: Buffer;
  /** Zero-based positions of the chunks to send. */
  missing: readonly number[];
  lanes: LanePool;
  shape: LaneShape;
  /** Requests at a time for this file. */
  concurrency: number;
  signal: AbortSignal;
  /** Runs `work`, which takes a buffer and sends `bytes`, when the ingestion's own limits allow it; `signal` ends the wait. */
  admit(bytes: number, work: () => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Sends one chunk that lies in the lane; resolves when the platform took it. */
  send(lane: Lane, chunk: { position: number; length: number; signal: AbortSignal }): Promise<void>;
  /** Rejects with `SourceChanged` when the file is not the one that was hashed. */
  checkSource(): Promise<void>;
  onSent(bytes: number): void;
}

/** How a pass ended: what was accepted, and the last refusal that is worth another try. */
export interface PassOutcome {
  sent: number;
  /** Set when chunks were left out; the platform's status says which. */
  lastFailure?: ModelrailError;
}

/**
 * Sends the missing chunks, several at a time, each from a reused buffer, in no particular order.
 *
 * A chunk whose request fails is left out rather than sent again: the platform may have it, and only its status tells.
 * The pass stops early when nothing gets through. Throws what no further try changes, `SourceChanged` among it.
 */
export async function sendChunks(pass: ChunkPass): Promise<PassOutcome> {
  const outcome: PassOutcome = { sent: 0 };
  const width = Math.min(pass.concurrency, pass.missing.length);
  const stop = new AbortController();
  const signal = AbortSignal.any([pass.signal, stop.signal]);
  // Every request listens; Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  let next = 0;
  let failuresInARow = 0;
  const isToPause = () => outcome.lastFailure?.type === 'RateLimited';

  async function sendNext(): Promise<boolean> {
    const position = pass.missing[next];
    if (position === undefined || failuresInARow > width || isToPause()) return false;
    const isLast = next === pass.missing.length - 1;
    next += 1;
    try {
      const length = chunkLength(pass, position);
      await pass.admit(length, () => sendFromLane(position, length, isLast), signal);
      outcome.sent += 1;
      failuresInARow = 0;
      pass.onSent(length);
    } catch (error) {
      if (!(error instanceof ModelrailError) || !error.isRetryable) throw error;
      // The platform's wish for a pause outlives what befell the requests on their way.
      if (!isToPause()) outcome.lastFailure = error;
      failuresInARow += 1;
    }
    return true;
  }

  async function sendFromLane(position: number, length: number, isLast: boolean): Promise<void> {
    const lane = await pass.lanes.acquire(pass.shape, signal);
    let isLaneClean = true;
    try {
      await readChunk(pass, lane, position, length);
      if (isLast) await pass.checkSource();
      isLaneClean = false;
      await pass.send(lane, { position, length, signal });
      isLaneClean = true;
    } finally {
      if (isLaneClean) pass.lanes.release(lane);
      else pass.lanes.discard();
    }
  }

  async function runLane(): Promise<void> {
    try {
      while (await sendNext());
    } catch (error) {
      // The others end their requests before the pass does: nothing is sent once it has failed.
      stop.abort(error);
      throw error;
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: width }, runLane));
  pass.signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcome;
}

function chunkLength(pass: ChunkPass, position: number): number {
  return Math.min(pass.chunkSizeBytes, pass.size - position * pass.chunkSizeBytes);
}

/** Reads a chunk into the lane and compares it with what was hashed. */
async function readChunk(pass: ChunkPass, lane: Lane, position: number, length: number): Promise<void> {
  await pass.handle.read(lane.buffer, lane.dataStart, length, position * pass.chunkSizeBytes);
  const actual = crc32(lane.buffer.subarray(lane.dataStart, lane.dataStart + length));
  if (actual !== pass.checksums.readUInt32BE(position * 4)) {
    throw new ModelrailError('SourceChanged', `${pass.source} changed after it was hashed (chunk ${position + 1})`);
  }
}
