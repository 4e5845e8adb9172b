import type { SourceStamp } from '../../contracts/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import type { Hasher } from '../hashing/hasher.ts';
import type { ContentDigest } from '../hashing/stream-digest.ts';
import { LEAST_PIECE_BYTES, type StreamBody } from '../http/stream-body.ts';
import { openWhenRead } from '../sources/deferred-handle.ts';
import { isSameStamp, type SourceHandle, type Sources } from '../sources/source.ts';
import type { ChunkBuffers } from './buffers.ts';
import type { RequestEnd } from './concurrency.ts';
import type { Pace } from './pacer.ts';
import type { Places } from './places.ts';
import { tellSent } from './sent.ts';
import { createSliceReader, SLICE_BYTES } from './slice-reader.ts';

/** One file that is to be sent as the body of one request. */
export interface StreamTransfer<T> {
  sources: Pick<Sources, 'open' | 'stamp'>;
  source: string;
  /** Size and time of the content that is meant; another one is `SourceChanged`. */
  stamp: SourceStamp;
  /** What is known of the content from before. It counts in place of the time: a copy is the same file. */
  known?: Partial<ContentDigest>;
  /** Requests at a time, shared by all transfers to the platform. */
  places: Places;
  /** Whose turn it takes where transfers share: the ingestion. */
  share: string;
  /** Buffers, shared by all transfers of the worker. One is taken, of two slices. */
  buffers: ChunkBuffers;
  hasher: Pick<Hasher, 'digest'>;
  /** What paces the bytes at this moment; undefined without a limit. Asked for each slice. */
  pace?(): Pace | undefined;
  signal: AbortSignal;
  /** Runs `work`, which takes a place and a buffer and sends, when the ingestion's own limits allow it. */
  admit<R>(work: () => Promise<R>): Promise<R>;
  /** Makes the one request; resolves when the platform took the file. Rejects with the signal's reason when that aborts. */
  send(body: StreamBody, signal: AbortSignal): Promise<T>;
  /** Called for each piece that has left, with its bytes. */
  onSent(bytes: number): void;
}

/** The platform's answer, and the digests of what was sent. */
export interface StreamOutcome<T> extends ContentDigest {
  answer: T;
}

/**
 * Sends a file as the body of one request, once, and takes its digests on the way.
 *
 * The last slice is held back until size and time of the file, or its digests where they were known, are those that were
 * meant: of a file that changes while it is sent the request never completes. Throws `SourceChanged` then; `Internal`,
 * retryable, when the hashing thread ends; `UnexpectedResponse`, retryable, when the platform took the file before it had
 * all of it; and what `send` throws.
 */
export function sendStream<T>(transfer: StreamTransfer<T>): Promise<StreamOutcome<T>> {
  return transfer.admit(async () => {
    const place = await transfer.places.acquire(transfer.signal, transfer.share);
    const end: RequestEnd = { acceptedBytes: 0, isOverload: false };
    try {
      await checkSource(transfer);
      const outcome = await sendBuffered(transfer);
      end.acceptedBytes = transfer.stamp.size;
      return outcome;
    } catch (error) {
      end.isOverload = error instanceof ModelrailError && error.isOverload;
      throw error;
    } finally {
      place.free(end);
    }
  });
}

/** Sends the file from a buffer, which is given up when the request failed while it may still read it. */
async function sendBuffered<T>(transfer: StreamTransfer<T>): Promise<StreamOutcome<T>> {
  const { buffers, stamp, signal } = transfer;
  const room = roomFor(stamp.size);
  const taken = await buffers.take({ headBytes: 0, chunkBytes: room, tailBytes: 0 }, signal);
  const buffer = taken.buffer.subarray(taken.dataStart, taken.dataStart + room);
  const file = { ...stamp, source: transfer.source };
  const handle = openWhenRead(transfer.sources, file, signal);
  const request = createRequest(transfer, handle, buffer);
  try {
    return await request.run();
  } finally {
    await request.settle();
    if (request.isReading()) buffers.discard(taken);
    else buffers.release(taken);
    await handle.close();
  }
}

interface StreamRequest<T> {
  run(): Promise<StreamOutcome<T>>;
  /** Resolves when nothing is read into the buffer any more. */
  settle(): Promise<void>;
  /** True while the socket may still read the buffer. */
  isReading(): boolean;
}

function createRequest<T>(transfer: StreamTransfer<T>, handle: SourceHandle, buffer: Buffer): StreamRequest<T> {
  const { source, stamp, known } = transfer;
  const stop = new AbortController();
  const signal = AbortSignal.any([transfer.signal, stop.signal]);
  const digest = transfer.hasher.digest((error) => stop.abort(hashFailure(source, error)));
  const reader = createSliceReader({ handle, size: stamp.size, buffer, take: (slice) => digest.add(slice, signal) });
  let ending: Promise<ContentDigest> | undefined;
  let sentBytes = 0;
  let isReading = false;

  /** The digests, once the last slice was read. */
  function end(): Promise<ContentDigest> {
    ending ??= digest.end();
    // Callers that await it get the error; without one it must not end the process.
    ending.catch(() => {});
    return ending;
  }

  /** Asserts that what was read is what is meant, before the request is complete. */
  async function checkAll(): Promise<void> {
    const ended = end();
    if (isKnown(known)) await compare(transfer, known, await ended);
    await checkSource(transfer);
  }

  async function* pieces(over: AbortSignal): AsyncGenerator<Buffer> {
    for (let index = 0; index < reader.count; index += 1) {
      const slice = await reader.next();
      if (index === reader.count - 1) await checkAll();
      const pace = transfer.pace?.();
      // Under a limit little at once, so that a slow line is not silent for long.
      const pieceBytes = pace === undefined ? SLICE_BYTES : LEAST_PIECE_BYTES;
      for (let from = 0; from < slice.length; from += pieceBytes) {
        const piece = slice.subarray(from, from + pieceBytes);
        await pace?.take(piece.length, over, transfer.share);
        isReading = true;
        yield piece;
        over.throwIfAborted();
        isReading = false;
        sentBytes += piece.length;
        tellSent(piece.length, 0);
        transfer.onSent(piece.length);
      }
    }
  }

  async function* open(over: AbortSignal): AsyncGenerator<Buffer> {
    try {
      yield* pieces(over);
    } catch (error) {
      // Ends the request with the reason, however the caller words what befalls a request.
      if (!over.aborted) stop.abort(error);
      throw error;
    }
  }

  async function run(): Promise<StreamOutcome<T>> {
    // Without a slice there is none to hold back.
    if (reader.count === 0) await checkAll();
    const answer = await transfer.send({ length: stamp.size, open }, signal).catch((error: unknown) => {
      throw stop.signal.aborted ? stop.signal.reason : error;
    });
    if (sentBytes < stamp.size) throw tooEarly(source, sentBytes, stamp.size);
    const digests = await end().catch((error: unknown) => {
      throw hashFailure(source, error);
    });
    return { answer, ...digests };
  }

  return {
    run,
    isReading: () => isReading,
    async settle() {
      // Lets go of a slice that waits for the hashing thread.
      stop.abort(new Error('the request is over'));
      digest.close();
      await reader.settle();
    },
  };
}

/** Bytes of the buffer for a file: two slices; for one of a single slice a power of two, so that the next file's fits too. */
function roomFor(size: number): number {
  return size > SLICE_BYTES ? 2 * SLICE_BYTES : 2 ** Math.ceil(Math.log2(Math.max(LEAST_PIECE_BYTES, size)));
}

function isKnown(known: Partial<ContentDigest> | undefined): known is Partial<ContentDigest> {
  return known?.md5 !== undefined || known?.crc32 !== undefined;
}

/** Asserts that the file has the size that is meant, and its time, where no digest tells more. */
async function checkSource<T>({ sources, source, stamp, known, signal }: StreamTransfer<T>): Promise<void> {
  const present = await sources.stamp({ ...stamp, source }, signal);
  if (isKnown(known) ? present.size === stamp.size : isSameStamp(present, stamp)) return;
  throw changed(source);
}

/** Asserts the digests that are known. A file that nothing has changed has another content than the one that was asked for. */
async function compare<T>(
  { sources, source, stamp, signal }: StreamTransfer<T>,
  known: Partial<ContentDigest>,
  { md5, crc32 }: ContentDigest,
): Promise<void> {
  const wanted = known.md5 ?? md5;
  if (wanted === md5 && (known.crc32 ?? crc32) === crc32) return;
  if (wanted === md5 || !isSameStamp(await sources.stamp({ ...stamp, source }, signal), stamp)) throw changed(source);
  const words = sentenceOf('{path} has the MD5 {md5}, and is to have {wanted}', {
    path: shownSource(source),
    md5,
    wanted,
  });
  throw new ModelrailError('SourceChanged', words);
}

function changed(source: string): ModelrailError {
  const words = sentenceOf('{path} changed before all of it was sent', { path: shownSource(source) });
  return new ModelrailError('SourceChanged', words);
}

function hashFailure(source: string, error: unknown): ModelrailError {
  const reason = error instanceof Error ? error.message : String(error);
  const words = sentenceOf('{path} was not hashed: {reason}', { path: shownSource(source), reason });
  return new ModelrailError('Internal', words, { cause: error, isRetryable: true });
}

function tooEarly(source: string, sentBytes: number, size: number): ModelrailError {
  const words = sentenceOf('the platform took {path} before it had all of it ({sent} of {size} bytes were sent)', {
    path: shownSource(source),
    sent: sentBytes,
    size,
  });
  return new ModelrailError('UnexpectedResponse', words, { isRetryable: true, outcomeUnknown: true });
}
