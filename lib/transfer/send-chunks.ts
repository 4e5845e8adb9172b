import { setMaxListeners } from 'node:events';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { KnownChecksums } from '../hashing/checksum.ts';
import type { SourceHandle } from '../sources/source.ts';
import type { BufferShape, ChunkBuffer, ChunkBuffers } from './buffers.ts';
import type { RequestEnd } from './concurrency.ts';
import type { Places } from './places.ts';
import { tellSent } from './sent.ts';

/** One pass over the chunks that a platform lacks. */
export interface ChunkPass {
  source: string;
  handle: SourceHandle;
  /** Bytes of the file. */
  size: number;
  chunkSizeBytes: number;
  /** What the hashing pass knows of each chunk. */
  checksums: KnownChecksums;
  /** Zero-based positions of the chunks to send. */
  missing: readonly number[];
  /** Requests at a time, shared by all transfers to the platform: one file may have all of them. */
  places: Places;
  /** Whose turn it takes where transfers share: the ingestion. */
  share: string;
  /** Buffers, shared by all transfers of the worker. */
  buffers: ChunkBuffers;
  shape: BufferShape;
  signal: AbortSignal;
  /** Runs `work`, which takes a buffer and sends `bytes`, when the ingestion's own limits allow it; `signal` ends the wait. */
  admit(bytes: number, work: () => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Sends one chunk that lies in the buffer; resolves when the platform took it. */
  send(buffer: ChunkBuffer, chunk: { position: number; length: number; signal: AbortSignal }): Promise<void>;
  /** Rejects with `SourceChanged` when the file has no longer the size that was hashed; the chunks are compared here. */
  checkSource(): Promise<void>;
  /** Called for each chunk that the platform took. */
  onSent(chunk: { position: number; length: number }): void;
}

/** How a pass ended: what was accepted, and the last refusal that is worth another try. */
export interface PassOutcome {
  sent: number;
  /** Set when chunks were left out; the platform's status says which. */
  lastFailure?: ModelrailError;
}

/**
 * Sends the missing chunks, as many at a time as the platform has places, each from a reused buffer, in no particular order.
 *
 * A chunk whose request fails is left out rather than sent again: the platform may have it, and only its status tells.
 * The pass stops early when nothing gets through. Throws what no further try changes, `SourceChanged` among it.
 */
export async function sendChunks(pass: ChunkPass): Promise<PassOutcome> {
  const outcome: PassOutcome = { sent: 0 };
  const stop = new AbortController();
  const signal = AbortSignal.any([pass.signal, stop.signal]);
  // Every request listens; Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  const lanes: Promise<void>[] = [];
  let running = 0;
  let widest = 0;
  let next = 0;
  let failuresInARow = 0;
  const isToPause = () => outcome.lastFailure?.type === 'RateLimited';
  const isOver = () => next >= pass.missing.length || failuresInARow > widest || isToPause() || signal.aborted;

  async function sendNext(): Promise<boolean> {
    const position = pass.missing[next];
    if (position === undefined || isOver()) return false;
    const isLast = next === pass.missing.length - 1;
    next += 1;
    try {
      const length = chunkLength(pass, position);
      await pass.admit(length, () => sendOne(position, length, isLast), signal);
      outcome.sent += 1;
      failuresInARow = 0;
      tellSent(length, 1);
      pass.onSent({ position, length });
    } catch (error) {
      if (!(error instanceof ModelrailError) || !error.isRetryable) throw error;
      // The platform's wish for a pause outlives what befell the requests on their way.
      if (!isToPause()) outcome.lastFailure = error;
      failuresInARow += 1;
    }
    return true;
  }

  async function sendOne(position: number, length: number, isLast: boolean): Promise<void> {
    const place = await pass.places.acquire(signal, pass.share);
    const end: RequestEnd = { acceptedBytes: 0, isOverload: false };
    try {
      await sendBuffered(position, length, isLast);
      end.acceptedBytes = length;
    } catch (error) {
      end.isOverload = error instanceof ModelrailError && error.isOverload;
      throw error;
    } finally {
      place.free(end);
    }
  }

  async function sendBuffered(position: number, length: number, isLast: boolean): Promise<void> {
    const buffer = await pass.buffers.take(pass.shape, signal);
    let isClean = true;
    try {
      await readChunk(pass, buffer, position, length);
      if (isLast) await pass.checkSource();
      isClean = false;
      await pass.send(buffer, { position, length, signal });
      isClean = true;
    } finally {
      if (isClean) pass.buffers.release(buffer);
      else pass.buffers.discard(buffer);
    }
  }

  /** Sends one chunk after the other, as long as there are not more lanes than places. */
  async function runLane(): Promise<void> {
    try {
      while (running <= pass.places.limit && (await sendNext())) addLanes();
    } catch (error) {
      // The others end their requests before the pass does: nothing is sent once it has failed.
      stop.abort(error);
    } finally {
      running -= 1;
    }
  }

  function addLanes(): void {
    while (running < pass.places.limit && !isOver()) {
      running += 1;
      widest = Math.max(widest, running);
      lanes.push(runLane());
    }
  }

  addLanes();
  // Those that are added meanwhile stand behind the one that adds them.
  for (const lane of lanes) await lane;
  pass.signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  return outcome;
}

function chunkLength(pass: ChunkPass, position: number): number {
  return Math.min(pass.chunkSizeBytes, pass.size - position * pass.chunkSizeBytes);
}

/** Reads a chunk into the buffer and compares it with what was hashed. */
async function readChunk(
  pass: ChunkPass,
  { buffer, dataStart }: ChunkBuffer,
  position: number,
  length: number,
): Promise<void> {
  await pass.handle.read(buffer, dataStart, length, position * pass.chunkSizeBytes);
  if (!pass.checksums.matches(position, buffer.subarray(dataStart, dataStart + length))) {
    const words = sentenceOf('{path} changed after it was hashed (chunk {chunk})', {
      path: pass.source,
      chunk: position + 1,
    });
    throw new ModelrailError('SourceChanged', words);
  }
}
