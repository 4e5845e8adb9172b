import type { Socket } from 'node:net';

type OnWritten = (error?: Error | null) => void;
type Piece = { chunk: unknown; encoding: BufferEncoding };

/** A body that leaves faster than in this time is given to the system in larger pieces, a slower one in smaller ones. */
const PIECE_MS = 100;
const LEAST_PIECE_BYTES = 64 * 1024;
const MOST_PIECE_BYTES = 1024 * 1024;

/** What Node's streams call the encoding of bytes; its types do not have it. */
const BYTES = 'buffer' as BufferEncoding;

/** Whom to tell how much of a body has left, by body. */
const told = new WeakMap<Buffer, (bytes: number) => void>();

/** Has `tell` told, again and again, how many bytes of a body of one buffer were handed to the system so far. */
export function tellLeaving(body: Buffer, tell: (bytes: number) => void): void {
  told.set(body, tell);
}

/**
 * Has a socket write a long body piece by piece, where it is told how much has left: of a body that is written as one, Node tells
 * only the end, which on a slow line is minutes away.
 */
export function writeInPieces(socket: Socket): void {
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  if (writev === undefined) return;
  let pieceBytes = LEAST_PIECE_BYTES;

  /** Writes pieces one after the other, each when the one before has left. The first goes with what stands before the body. */
  function writeAll(first: Piece[], body: Buffer, tell: (bytes: number) => void, onWritten: OnWritten): void {
    let left = 0;
    const next = (): void => {
      const piece = body.subarray(left, left + pieceBytes);
      const beganAtMs = performance.now();
      const onPiece: OnWritten = (error) => {
        if (error) {
          onWritten(error);
          return;
        }
        left += piece.length;
        const tookMs = performance.now() - beganAtMs;
        pieceBytes = Math.min(
          MOST_PIECE_BYTES,
          Math.max(LEAST_PIECE_BYTES, tookMs < PIECE_MS ? 2 * pieceBytes : pieceBytes / 2),
        );
        tell(left);
        if (left < body.length) next();
        else onWritten();
      };
      if (left === 0 && first.length > 0) writev?.([...first, { chunk: piece, encoding: BYTES }], onPiece);
      else write(piece, BYTES, onPiece);
    };
    next();
  }

  socket._write = (chunk: unknown, encoding, onWritten) => {
    const tell = Buffer.isBuffer(chunk) ? told.get(chunk) : undefined;
    if (tell === undefined || !Buffer.isBuffer(chunk)) write(chunk, encoding, onWritten);
    else writeAll([], chunk, tell, onWritten);
  };
  socket._writev = (chunks, onWritten) => {
    // undici writes the head of a request and its body together, and nothing behind them.
    const last: unknown = chunks.at(-1)?.chunk;
    const tell = Buffer.isBuffer(last) ? told.get(last) : undefined;
    if (tell === undefined || !Buffer.isBuffer(last)) writev(chunks, onWritten);
    else writeAll(chunks.slice(0, -1), last, tell, onWritten);
  };
}
