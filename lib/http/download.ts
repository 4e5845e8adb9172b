import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { ExchangeError, type WireAnswer } from './exchange.ts';
import { connectionOfPiece, type HeldReading } from './held-reading.ts';

/** A request whose answer is read as it comes. */
export interface DownloadRequest {
  /** Default: GET. */
  method?: 'GET' | 'HEAD' | 'POST';
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  /** Of a POST. */
  body?: string;
  signal: AbortSignal;
}

/** The head of an answer, whatever its status, and its body, which is read or destroyed. */
export interface DownloadAnswer extends Pick<WireAnswer, 'status' | 'headers'> {
  /** Ends as the framing of the answer says, or fails with {@link ExchangeError} or the signal's reason. */
  body: Readable;
}

/** So many bytes of a body wait to be read: further ones wait with the other side. */
const WAITING_BYTES = 256 * 1024;

/**
 * Asks for an answer, and resolves when its head has come. Throws the signal's reason when the signal aborts, else
 * {@link ExchangeError}. A body that is destroyed before its end takes its connection with it.
 */
export function download(dispatcher: Dispatcher, request: DownloadRequest): Promise<DownloadAnswer> {
  const { method = 'GET', path, headers, body: form, signal } = request;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    let isSent = false;
    let isOver = false;
    let controller: Dispatcher.DispatchController | undefined;
    let body: Readable | undefined;
    let held: HeldReading | undefined;

    const end = (): void => {
      isOver = true;
      held?.release();
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      if (isOver) return;
      end();
      if (body === undefined) reject(error);
      else body.destroy(error instanceof Error ? error : new Error(String(error)));
    };
    const onAbort = (): void => {
      fail(signal.reason);
      controller?.abort(new Error('aborted by the caller'));
    };
    signal.addEventListener('abort', onAbort, { once: true });

    try {
      dispatcher.dispatch(
        { method, path, headers, ...(form === undefined ? {} : { body: form }) },
        {
          onRequestStart(started) {
            controller = started;
            if (isOver) started.abort(new Error('aborted by the caller'));
            else isSent = true;
          },
          onResponseStart(responding, status, fields) {
            body = new Readable({
              highWaterMark: WAITING_BYTES,
              read: () => held?.release(),
              destroy(error, callback) {
                const isCut = !isOver;
                end();
                if (isCut) responding.abort(new Error('the rest is not wanted'));
                callback(error);
              },
            });
            // The reader gets the error; before there is one it must not end the process.
            body.on('error', () => {});
            resolve({ status, headers: fields, body });
          },
          onResponseData(_controller, piece) {
            if (body?.push(piece) !== false) return;
            held = connectionOfPiece();
            held.hold();
          },
          onResponseEnd() {
            end();
            body?.push(null);
          },
          onResponseError(_controller, error) {
            fail(new ExchangeError(error, isSent));
          },
        },
      );
    } catch (error) {
      fail(new ExchangeError(error, isSent));
    }
  });
}
