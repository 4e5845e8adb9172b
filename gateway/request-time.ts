import type { IncomingMessage, ServerResponse } from 'node:http';

/** How often Node looks for heads that take too long. */
export const HEAD_CHECK_MS = 1_000;
/** A socket on which nothing moves for so long is closed; streams of events move every 15 s. */
export const IDLE_TIMEOUT_MS = 120_000;

/** How long requests may take, in milliseconds. */
export interface RequestTimes {
  /** The head. */
  headerTimeout: number;
  /** The silence in the middle of a body whose sender has a right token. */
  bodyTimeout: number;
  /** A whole request without a right token, from its first byte on. */
  unauthenticatedTimeout: number;
}

/**
 * Ends the connection of a request without a right token when its time is over, whatever still comes: also after it was
 * answered, since Node reads the rest of its body for as long as it drips.
 */
export function boundUnauthenticated(
  raw: IncomingMessage,
  { headerTimeout, unauthenticatedTimeout }: RequestTimes,
): void {
  // When the first byte came is not known here; a head that took longer was refused.
  const leftMs = Math.max(1, unauthenticatedTimeout - headerTimeout - HEAD_CHECK_MS);
  const timer = setTimeout(() => raw.socket.destroy(), leftMs);
  raw.once('close', () => clearTimeout(timer));
}

/** Ends the connection of a request with a right token only when no byte of its body comes for a while. */
export function boundSilence(raw: IncomingMessage, { bodyTimeout }: RequestTimes): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
  if (length === '0' && encoding === undefined) return;
  raw.setTimeout(bodyTimeout);
  raw.once('end', () => raw.setTimeout(IDLE_TIMEOUT_MS));
}

/** Answers an expectation that is not known, which comes to no hook. */
export function refuseExpectation(raw: IncomingMessage, response: ServerResponse, times: RequestTimes): void {
  boundUnauthenticated(raw, times);
  response.writeHead(417, { connection: 'close' }).end();
}
