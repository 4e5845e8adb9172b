import type { Socket } from 'node:net';

type OnWritten = (error?: Error | null) => void;

/**
 * Lets a socket read before it learns that a write failed. A server that refuses a body and closes at once resets the connection:
 * its answer lies there to be read, and Node would throw it away with the socket by the error of the next write.
 */
export function readBeforeWriteErrors(socket: Socket): void {
  // Head and first piece of a request are written together, by `_writev`.
  for (const method of ['_write', '_writev'] as const) {
    const write: unknown = socket[method];
    if (typeof write !== 'function') continue;
    socket[method] = (...parameters: unknown[]): void => {
      const onWritten = parameters.pop() as OnWritten;
      Reflect.apply(write, socket, [
        ...parameters,
        (error?: Error | null) => {
          if (error) afterNextPoll(() => onWritten(error));
          else onWritten(error);
        },
      ]);
    };
  }
}

/** Calls back when everything that lay ready has been read: the first turn may be the rest of the present one. */
function afterNextPoll(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
