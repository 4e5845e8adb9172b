import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { makeHoldable } from './held-reading.ts';
import { readOverInterimAnswers } from './interim.ts';
import { readBeforeWriteErrors } from './late-write-errors.ts';
import { trackLeavingBodies } from './leaving-bodies.ts';
import { writeInPieces } from './leaving-pieces.ts';
import type { Proxy } from './proxy.ts';
import { throughTunnel } from './tunnel.ts';

/** The socket made no progress for as long as a request may take: no byte came, and none that waited left. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no progress within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** Decides which addresses may be connected to. Through a proxy only that of the proxy is seen, and none is judged. */
export interface ConnectionGuard {
  /** Resolves names to addresses that may be connected to, or fails. */
  lookup: LookupFunction;
  /** Throws for a connection that leads to another one. */
  assertPeer(address: string | undefined, host: string): void;
}

/**
 * Opens connections whose request time-out counts silence, not duration: undici's own time-out for the headers starts
 * when a body is handed to the socket, so a chunk that is still on its way over a slow line would count as a server
 * that does not answer. Node's socket time-out looks at the bytes that wait to be sent and starts anew when they get fewer.
 */
export function createConnector(options: {
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  /** The proxy that the connection leads through; a request to an `http` address is given to it as any other server. */
  tunnel?: Proxy | undefined;
  guard?: ConnectionGuard | undefined;
}): buildConnector.connector {
  const { connectTimeoutMs, tunnel, guard } = options;
  const plain = buildConnector({ timeout: connectTimeoutMs, ...(guard === undefined ? {} : { lookup: guard.lookup }) });
  const direct = guard === undefined ? plain : guarded(plain, guard);
  const connect = tunnel === undefined ? direct : throughTunnel(tunnel, direct, connectTimeoutMs);
  return (target, callback) => {
    connect(target, (...result) => {
      if (result[0] === null) {
        const socket = result[1];
        socket.setTimeout(options.requestTimeoutMs, () => {
          socket.destroy(new StalledError(options.requestTimeoutMs));
        });
        trackLeavingBodies(socket);
        readOverInterimAnswers(socket);
        readBeforeWriteErrors(socket);
        writeInPieces(socket);
        makeHoldable(socket);
      }
      callback(...result);
    });
  };
}

/** Ends a connection to an address that may not be reached before anything is written to it. */
function guarded(connect: buildConnector.connector, guard: ConnectionGuard): buildConnector.connector {
  return (target, callback) => {
    connect(target, (...result) => {
      if (result[0] !== null) {
        callback(...result);
        return;
      }
      const socket = result[1];
      try {
        guard.assertPeer(socket.remoteAddress, target.hostname);
      } catch (error) {
        socket.destroy();
        callback(error instanceof Error ? error : new Error(String(error)), null);
        return;
      }
      callback(null, socket);
    });
  };
}
