import type { Socket } from 'node:net';

/** Interim answers, but for 101, which switches the protocol. */
const INTERIM = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r\n]/;
/** The shortest beginning of such an answer. */
const SAMPLE = 'HTTP/1.1 100 ';
/** More than this before one final answer is left to the HTTP parser, which refuses it. */
const MAX_INTERIM_BYTES = 64 * 1024;

/**
 * Takes interim answers (`HTTP/1.1 100 Continue` and the like) out of what a socket reads before undici sees them: undici
 * ends a connection on a 100 that it did not ask for, and RFC 9110 wants a client to read over it. They are looked for only
 * between the sending of a request and the first byte of its final answer, so no byte of a body is ever taken for one.
 */
export function readOverInterimAnswers(socket: Socket): void {
  let isAwaitingAnswer = false;
  let held: Buffer | undefined;
  let interimBytes = 0;
  const push = socket.push.bind(socket);

  // undici writes the head of a request as text and its body as bytes. Those may go on while the final answer comes.
  socket.write = new Proxy(socket.write, {
    apply(write, target, parameters: unknown[]): unknown {
      if (typeof parameters[0] === 'string') {
        isAwaitingAnswer = true;
        interimBytes = 0;
      }
      return Reflect.apply(write, target, parameters);
    },
  });

  socket.push = (chunk: unknown, encoding) => {
    if (!isAwaitingAnswer) return push(chunk, encoding);
    if (!Buffer.isBuffer(chunk)) {
      // The end of the stream: what was held back comes first.
      isAwaitingAnswer = false;
      if (held !== undefined) push(held);
      held = undefined;
      return push(chunk, encoding);
    }
    const bytes = held === undefined ? chunk : Buffer.concat([held, chunk]);
    held = undefined;
    const { start, isKnown } = startOfFinalAnswer(bytes);
    interimBytes += start;
    const rest = start === 0 ? bytes : bytes.subarray(start);
    if (isKnown || interimBytes + rest.length > MAX_INTERIM_BYTES) {
      isAwaitingAnswer = false;
      return push(rest);
    }
    if (rest.length > 0) held = rest;
    return true;
  };
}

/** Where the interim answers end; `isKnown` is false while nothing shows yet what comes behind them. */
function startOfFinalAnswer(bytes: Buffer): { start: number; isKnown: boolean } {
  let start = 0;
  while (start < bytes.length) {
    const beginning = bytes.toString('latin1', start, start + SAMPLE.length);
    if (!mayBecomeInterim(beginning)) return { start, isKnown: true };
    const end = bytes.indexOf('\r\n\r\n', start);
    if (end < 0) break;
    start = end + 4;
  }
  return { start, isKnown: false };
}

/** True for the beginning of an interim answer, also where it is cut short. */
function mayBecomeInterim(beginning: string): boolean {
  return INTERIM.test(beginning + SAMPLE.slice(beginning.length));
}
