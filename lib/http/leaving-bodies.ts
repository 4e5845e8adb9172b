import type { Socket } from 'node:net';

/** Who waits for a body to leave, by the bodies that sockets still hold. */
const leaving = new WeakMap<Buffer, (() => void)[]>();

/** Keeps account of the bodies that a socket is given as one buffer, until it holds them no more. */
export function trackLeavingBodies(socket: Socket): void {
  socket.write = new Proxy(socket.write, {
    apply(write, target, parameters: unknown[]): unknown {
      const [body] = parameters;
      // undici writes a body of one buffer without a callback.
      if (!Buffer.isBuffer(body) || parameters.length > 1) return Reflect.apply(write, target, parameters);
      const waiting: (() => void)[] = [];
      leaving.set(body, waiting);
      const onLeft = (): void => {
        if (leaving.get(body) === waiting) leaving.delete(body);
        for (const go of waiting) go();
      };
      return Reflect.apply(write, target, [body, onLeft]);
    },
  });
}

/**
 * Calls back when no socket holds the body any more: it was handed to the system, or the connection ended. At once where that
 * is so already.
 */
export function onceLeft(body: Buffer, callback: () => void): void {
  const waiting = leaving.get(body);
  if (waiting === undefined) callback();
  else waiting.push(callback);
}
