import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A body of a known length that is made while it is sent. */
export interface StreamBody {
  /** Bytes. */
  length: number;
  /**
   * Gives the body's bytes, once. As soon as a piece of at least {@link LEAST_PIECE_BYTES} is followed by the wish for the next
   * one, it has left, and its memory may be written again. The signal aborts when no more is wanted: the request failed, was
   * aborted, or is answered.
   */
  open(signal: AbortSignal): AsyncIterable<Buffer>;
}

/** undici asks for the next piece before a smaller one has left. It makes its sockets with this high-water mark. */
export const LEAST_PIECE_BYTES = 64 * 1024;

/** A stream body is not as long as it says. */
export class BodyLengthError extends Error {
  override readonly name = 'BodyLengthError';
}

/** What a body has to know of its request. */
interface Sending {
  /** True when the head of an answer has come that no further bytes can change. */
  isRefused(): boolean;
  onError(error: unknown): void;
  /** Told for each piece that has left. */
  onPiece(): void;
}

/** A body as it goes into a request. */
interface Outgoing {
  /** As undici takes it. */
  body: Buffer | string | Readable | null;
  /** The header fields that go with it. */
  headers: Record<string, string>;
  /** To be called when no more of it is wanted; absent where that changes nothing. */
  end?(): void;
}

/** What to give undici for a body. */
export function outgoing(body: Buffer | string | StreamBody | undefined, sending: Sending): Outgoing {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body))
    return { body: body ?? null, headers: {} };
  // Without a body undici writes this length itself.
  if (body.length === 0) return { body: null, headers: {} };
  const over = new AbortController();
  // as: undici takes any iterable, and the types of its dispatch do not say so.
  const pieces = checked(body, over.signal, sending) as AsyncIterable<Buffer> as Readable;
  return {
    body: pieces,
    headers: { 'content-length': String(body.length) },
    end: () => over.abort(new Error('the request is over')),
  };
}

/** The pieces of a body, never more than its length; throws {@link BodyLengthError} in place of the end of one that is shorter. */
async function* checked(
  body: StreamBody,
  over: AbortSignal,
  { isRefused, onError, onPiece }: Sending,
): AsyncGenerator<Buffer> {
  let sent = 0;
  try {
    for await (const piece of body.open(over)) {
      if (isRefused() && !over.aborted) await once(over, 'abort');
      over.throwIfAborted();
      sent += piece.length;
      if (sent > body.length) throw new BodyLengthError(`the body has more than its ${body.length} bytes`);
      yield piece;
      over.throwIfAborted();
      onPiece();
    }
    if (sent < body.length) throw new BodyLengthError(`the body ended after ${sent} of ${body.length} bytes`);
  } catch (error) {
    onError(error);
    throw error;
  }
}
