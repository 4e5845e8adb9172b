import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

/** How much of a refused body is read, so that its sender gets to read the refusal. */
const LINGER_MS = 5000;
const LINGER_BYTES = 16 * 1024 ** 2;

/** The body of a request, and what to do when it was not read to its end. */
export interface RequestBody {
  stream: PassThrough;
  /** Reads on for a while without looking; then the connection ends. For a body that was read it does nothing. */
  linger(): void;
}

/**
 * The body as a stream of its own: its reader may stop early without closing the connection, which would lose the answer. A connection that is silent for `stallMs` ends.
 */
export function createRequestBody(raw: IncomingMessage, stallMs: number): RequestBody {
  const stream = new PassThrough();
  // Read or not, an end of the connection is no error of the process.
  stream.on('error', () => {});
  raw.setTimeout(stallMs);
  // What is done with a body that is here may take longer.
  raw.once('end', () => raw.setTimeout(0));
  raw.on('error', (error) => stream.destroy(error));
  raw.once('close', () => {
    if (!raw.complete) stream.destroy(new Error('the connection was cut'));
  });
  raw.pipe(stream);
  return {
    stream,
    linger() {
      if (raw.complete || raw.destroyed) return;
      let bytes = 0;
      const end = () => raw.socket.destroy();
      const timer = setTimeout(end, LINGER_MS);
      raw.unpipe(stream);
      raw.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LINGER_BYTES) end();
      });
      raw.once('close', () => clearTimeout(timer));
      raw.once('end', () => clearTimeout(timer));
      raw.resume();
    },
  };
}
