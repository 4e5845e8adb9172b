import type { Socket } from 'node:net';

/** Holds back what a connection has, so that its bytes wait there and then with the other side. */
export interface HeldReading {
  hold(): void;
  /** Lets it go on; nothing where it is not held. */
  release(): void;
}

/** The connection whose bytes are being handed on. */
let handingOn: HeldReading | undefined;

/**
 * Lets the reading of a socket be held. undici's own pause leaves its parser in the middle of an answer, and a connection that
 * ends then ends the process (nodejs/undici#5360, mended from undici 8 on). A socket that seems to have nothing to read keeps the
 * parser whole: the end of the connection comes after the last byte, as any other time.
 */
export function makeHoldable(socket: Socket): void {
  const read = socket.read.bind(socket);
  let isHeld = false;
  let timeoutMs = 0;
  const reading: HeldReading = {
    hold() {
      if (isHeld) return;
      isHeld = true;
      // The silence that follows is not the other side's.
      timeoutMs = socket.timeout ?? 0;
      socket.setTimeout(0);
    },
    release() {
      if (!isHeld) return;
      isHeld = false;
      socket.setTimeout(timeoutMs);
      // Not at once: this may be within the handing on of a piece.
      process.nextTick(() => {
        if (!isHeld && !socket.destroyed) socket.emit('readable');
      });
    },
  };
  socket.read = (size?: number): unknown => {
    // Node asks for nothing, to get the reading going.
    if (isHeld && size !== 0) return null;
    handingOn = reading;
    return read(size);
  };
}

/** The connection that a piece comes from; to be asked while the piece is handed on. */
export function connectionOfPiece(): HeldReading {
  if (handingOn === undefined) throw new Error('no piece is being handed on');
  return handingOn;
}
