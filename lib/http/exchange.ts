import type { Dispatcher } from 'undici';
import { onceLeft } from './leaving-bodies.ts';
import { tellLeaving } from './leaving-pieces.ts';
import { outgoing, type StreamBody } from './stream-body.ts';

/** What goes over the wire. A body in memory is sent without a copy. It must not change until the request is taken; of one that fails, not at all. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer | string | StreamBody | undefined;
  signal?: AbortSignal | undefined;
  maxBodyBytes: number;
  /** Told how many bytes of a body of one buffer have left so far. */
  onLeft?: ((bytes: number) => void) | undefined;
  /** Told whenever bytes of a long body have left or bytes of the answer have come. */
  onMoved?: (() => void) | undefined;
}

/** An answer, whatever its status. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Why no whole answer came, and whether the request may have left this machine. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  /** False only when it is certain that no byte of the request was written. */
  readonly isSent: boolean;

  constructor(cause: unknown, isSent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.isSent = isSent;
  }
}

/** The answer's body is longer than is read. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`the answer is longer than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/**
 * Sends one request and reads the whole answer, which may come before the body is sent: no more of it is sent then. Throws
 * the signal's reason when the signal aborts, what a stream body throws, else {@link ExchangeError}. Works on undici's dispatch, since that alone tells when a request begins to be written:
 * what fails before was never sent.
 */
export function exchange(dispatcher: Dispatcher, request: WireRequest): Promise<WireAnswer> {
  const { signal, maxBodyBytes } = request;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    let isSent = false;
    let isOver = false;
    let isAborted = false;
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: WireAnswer['headers'] = {};
    let length = 0;
    const chunks: Buffer[] = [];

    const settle = (finish: () => void): void => {
      signal?.removeEventListener('abort', onAbort);
      isOver = true;
      finish();
      end?.();
    };
    // Aborting a request that is being sent destroys its connection, so half a body is never followed by another request.
    const onAbort = (): void => {
      isAborted = true;
      // First, since aborting reports an error of its own at once.
      settle(() => reject(signal?.reason));
      controller?.abort(new Error('aborted by the caller'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });

    const fail = (error: unknown): void => settle(() => reject(new ExchangeError(error, isSent)));
    const {
      body,
      headers: fields,
      end,
    } = outgoing(request.body, {
      // An answer that may still become a good one does not end the sending before it is whole.
      isRefused: () => status >= 300,
      // Its own error tells more than that of the request that it ends.
      onError: (error) => settle(() => reject(error)),
      onPiece: () => request.onMoved?.(),
    });
    if (Buffer.isBuffer(request.body)) {
      tellLeaving(request.body, (bytes) => {
        if (isOver) return;
        request.onMoved?.();
        request.onLeft?.(bytes);
      });
    }
    try {
      dispatcher.dispatch(
        { method: request.method, path: request.path, headers: { ...request.headers, ...fields }, body },
        {
          onRequestStart(started) {
            controller = started;
            if (isAborted) started.abort(new Error('aborted by the caller'));
            else isSent = true;
          },
          onResponseStart(_controller, statusCode, answerHeaders) {
            status = statusCode;
            headers = answerHeaders;
            request.onMoved?.();
          },
          onResponseData(responding, chunk) {
            length += chunk.length;
            request.onMoved?.();
            if (length > maxBodyBytes) responding.abort(new AnswerTooLongError(maxBodyBytes));
            else chunks.push(chunk);
          },
          onResponseEnd() {
            const end = () => settle(() => resolve({ status, headers, body: Buffer.concat(chunks) }));
            // The memory of a body that was taken is written again, and a server that answers early may still be reading it.
            if (status < 300 && Buffer.isBuffer(request.body)) onceLeft(request.body, end);
            else end();
          },
          onResponseError(_controller, error) {
            fail(error);
          },
        },
      );
    } catch (error) {
      fail(error);
    }
  });
}
