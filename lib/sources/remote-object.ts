import { createHash } from 'node:crypto';
import type { SourceStamp } from '../../contracts/activities.ts';
import { type Phrase, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { DownloadAnswer } from '../http/download.ts';
import { headerOf } from '../http/headers.ts';
import { about, unavailable, unexpected } from './remote-failures.ts';

/** Something on a server that can be asked for, whole or a range of it. */
export interface RemoteObject {
  /** As messages name it. */
  shown: string;
  /** What lets its server refuse another version than this one, where it can. */
  holding?(stamp: string): Record<string, string>;
  /** Asks for it; `headers` beside those that every request has. Answers of 2xx and 416 only. */
  get(
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<DownloadAnswer & { failureOf(error: unknown): unknown }>;
}

/** The answer to a request. */
type Answer = Awaited<ReturnType<RemoteObject['get']>>;

/** What a first look at an object brings. */
export type RemoteLook =
  /** It can be read by ranges, and each answer will say of which version it is. */
  | ({ kind: 'held'; head: Buffer } & SourceStamp)
  /** It has to be taken whole, as this answer has it, whose `bytes` are known or not. */
  | { kind: 'whole'; answer: Answer; bytes: number | undefined };

/** Bytes by which formats are known. */
const HEAD_BYTES = 512;
/** Longer validators stand as their digest: a stamp is kept for each file. */
const MAX_STAMP_CHARACTERS = 200;
const DIGEST_START = '"sha256-';
/** A range that was cut after fewer bytes is left to the step's next attempt. */
const LEAST_GAIN_BYTES = 64 * 1024;

/** Looks at an object: its first bytes, its size, and whether its version can be held. Error: `InvalidRequest` when it is empty. */
export async function lookAt(object: RemoteObject, signal: AbortSignal): Promise<RemoteLook> {
  const answer = await object.get({ range: `bytes=0-${HEAD_BYTES - 1}` }, signal);
  if (answer.status === 416) {
    answer.body.destroy();
    const isEmpty = /^bytes \*\/0$/.test(headerOf(answer.headers, 'content-range') ?? '');
    throw isEmpty ? empty(object) : unexpected(object.shown, phraseOf('HTTP 416 to a request for its first bytes'));
  }
  if (answer.status !== 206) return whole(object, answer);
  const range = rangeOf(object, answer);
  const stamp = stampOf(answer);
  if (range.from !== 0) {
    const otherwise = phraseOf('its first bytes were asked for, and begin at {from}', { from: `${range.from}` });
    throw unexpected(object.shown, otherwise);
  }
  if (stamp === undefined || range.size === undefined) {
    answer.body.destroy();
    return whole(object, await object.get({}, signal));
  }
  assertPlain(object, answer);
  return { kind: 'held', size: range.size, stamp, head: await headOf(answer) };
}

/** An answer as the whole of an object. */
function whole(object: RemoteObject, answer: Answer): RemoteLook {
  if (answer.status !== 200) {
    throw unexpected(
      object.shown,
      phraseOf('HTTP {status} to a request for all of it', { status: `${answer.status}` }),
    );
  }
  assertPlain(object, answer);
  const length = headerOf(answer.headers, 'content-length');
  if (length === '0') throw empty(object);
  return { kind: 'whole', answer, bytes: length === undefined ? undefined : Number(length) };
}

/** The version by which an object is asked for by ranges: a strong ETag alone holds one (RFC 9110, 8.8.1 and 14.2). */
function stampOf({ headers }: DownloadAnswer): string | undefined {
  const etag = headerOf(headers, 'etag')?.trim() ?? '';
  if (!/^"[^"]+"$/.test(etag)) return undefined;
  if (etag.length <= MAX_STAMP_CHARACTERS) return etag;
  return `${DIGEST_START}${createHash('sha256').update(etag).digest('hex')}"`;
}

/** The present size and version of an object that was held. Error: `SourceChanged` when it is held no more. */
export async function presentStamp(object: RemoteObject, signal: AbortSignal): Promise<SourceStamp> {
  // Not by HEAD: a signature is for one method.
  const answer = await object.get({ range: 'bytes=0-0' }, signal);
  answer.body.destroy();
  const stamp = answer.status === 206 ? stampOf(answer) : undefined;
  const size = answer.status === 206 ? rangeOf(object, answer).size : undefined;
  if (stamp === undefined || size === undefined)
    throw changed(object, phraseOf('its server no longer tells its version'));
  return { size, stamp };
}

/**
 * The bytes from `from` on and before `to`, of exactly the version that was looked at. A range that is cut goes on where it
 * was, as long as bytes come. Errors: `SourceChanged`; `UnexpectedResponse` for an answer that is another range.
 */
export async function* readHeld(
  object: RemoteObject,
  file: SourceStamp,
  { from, to }: { from: number; to: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  // A validator that stands as its digest is of no use to the server.
  const holding = file.stamp.startsWith(DIGEST_START) ? {} : (object.holding?.(file.stamp) ?? {});
  let position = from;
  while (position < to) {
    const begun = position;
    const answer = await object.get({ range: `bytes=${position}-${to - 1}`, ...holding }, signal);
    try {
      assertRange(object, answer, file, { from: position, to });
      // as: a body is of bytes.
      for await (const piece of answer.body as AsyncIterable<Buffer>) {
        position += piece.length;
        if (position > to) throw unexpected(object.shown, phraseOf('an answer has more bytes than its range'));
        yield piece;
      }
      if (position < to) {
        const early = phraseOf('an answer ended {bytes} bytes early', { bytes: `${to - position}` });
        throw unavailable(about(object.shown, early));
      }
    } catch (error) {
      const failure = answer.failureOf(error);
      const isCut = failure instanceof ModelrailError && failure.isRetryable;
      if (!isCut || position - begun < LEAST_GAIN_BYTES) throw failure;
    } finally {
      answer.body.destroy();
    }
  }
}

/** Asserts that an answer is the very range that was asked for, of the very version. */
function assertRange(
  object: RemoteObject,
  answer: Answer,
  file: SourceStamp,
  { from, to }: { from: number; to: number },
): void {
  const { status } = answer;
  const stamp = stampOf(answer);
  if (stamp !== undefined && stamp !== file.stamp) throw changed(object, phraseOf('it has another ETag'));
  if (status === 416) throw changed(object, phraseOf('it became shorter'));
  // The bytes of all of it are never taken for those of a range.
  if (status !== 206)
    throw unexpected(object.shown, phraseOf('HTTP {status} in place of a range', { status: `${status}` }));
  assertPlain(object, answer);
  const range = rangeOf(object, answer);
  if (range.size !== file.size) throw changed(object, sizeOf(range));
  if (stamp === undefined) throw unexpected(object.shown, phraseOf('a range came without its ETag'));
  if (range.from === from && range.to === to) return;
  const ends = { from: `${from}`, to: `${to - 1}`, cameFrom: `${range.from}`, cameTo: `${range.to - 1}` };
  throw unexpected(
    object.shown,
    phraseOf('bytes {from} to {to} were asked for, and {cameFrom} to {cameTo} came', ends),
  );
}

/** The range that a 206 says it is: from the first byte, to the one before which it ends. */
function rangeOf(
  object: RemoteObject,
  { headers }: DownloadAnswer,
): { from: number; to: number; size: number | undefined } {
  const text = headerOf(headers, 'content-range') ?? '';
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) {
    const noRange =
      text === ''
        ? phraseOf('HTTP 206 whose Content-Range is missing')
        : phraseOf('HTTP 206 whose Content-Range is no range of bytes');
    throw unexpected(object.shown, noRange);
  }
  return { from: Number(first), to: Number(last) + 1, size: size === '*' ? undefined : Number(size) };
}

/** Bytes that are packed are not the file's. */
function assertPlain(object: RemoteObject, { headers }: DownloadAnswer): void {
  const encoding = headerOf(headers, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  const packed = phraseOf('it comes packed ({encoding}), which was not asked for', { encoding: encoding.slice(0, 40) });
  throw unexpected(object.shown, packed);
}

/** The first bytes of an answer; the rest, if it has more, is left. */
async function headOf(answer: Answer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    // as: a body is of bytes.
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= HEAD_BYTES) break;
    }
  } catch (error) {
    throw answer.failureOf(error);
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}

function empty({ shown }: RemoteObject): ModelrailError {
  return new ModelrailError('InvalidRequest', sentenceOf('{path} is empty', { path: shown }));
}

function sizeOf({ size }: { size: number | undefined }): Phrase {
  return size === undefined
    ? phraseOf('it has an unknown number of bytes')
    : phraseOf('it has {size} bytes', { size: `${size}` });
}

function changed({ shown }: RemoteObject, how: Phrase): ModelrailError {
  const words = sentenceOf('{path} changed after it was looked at: {how}', { path: shown, how });
  return new ModelrailError('SourceChanged', words);
}
