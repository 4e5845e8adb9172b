/** One buffer that carries a request's body: room for its head, the chunk, room for its tail. Reused for every chunk. */
export interface Lane {
  readonly buffer: Buffer;
  /** Where the chunk's first byte goes. */
  readonly dataStart: number;
}

/** Sizes a lane must have, in bytes. */
export interface LaneShape {
  headBytes: number;
  chunkBytes: number;
  tailBytes: number;
}

/** A fixed number of lanes that all transfers to a platform share: the bound on its requests and bytes in flight. */
export interface LanePool {
  /** Waits for a lane that is at least this large; rejects with the signal's reason when aborted. */
  acquire(shape: LaneShape, signal: AbortSignal): Promise<Lane>;
  release(lane: Lane): void;
  /** Gives the place back but drops the buffer: after a failed request the socket may still hold it. */
  discard(): void;
}

const ROUNDING_BYTES = 4096;

interface Waiter {
  give(): void;
}

/** Lanes are made when first needed and kept. Waiters are served in order. */
export function createLanePool(options: { lanes: number }): LanePool {
  const free: Lane[] = [];
  const waiters: Waiter[] = [];
  let taken = 0;

  /** A place that somebody waits for stays taken: whoever asks meanwhile would get it too. */
  function handOn(): void {
    const next = waiters.shift();
    if (next === undefined) taken -= 1;
    else next.give();
  }

  function take(shape: LaneShape): Lane {
    const fitting = free.findIndex((lane) => fits(lane, shape));
    if (fitting >= 0) return free.splice(fitting, 1)[0] ?? makeLane(shape);
    // A lane of another shape makes room: the pool never holds more buffers than lanes.
    if (taken + free.length > options.lanes) free.pop();
    return makeLane(shape);
  }

  return {
    async acquire(shape, signal) {
      signal.throwIfAborted();
      if (taken < options.lanes) {
        taken += 1;
      } else {
        await new Promise<void>((resolve, reject) => {
          const waiter: Waiter = {
            give() {
              signal.removeEventListener('abort', onAbort);
              resolve();
            },
          };
          const onAbort = () => {
            waiters.splice(waiters.indexOf(waiter), 1);
            reject(signal.reason);
          };
          signal.addEventListener('abort', onAbort, { once: true });
          waiters.push(waiter);
        });
      }
      return take(shape);
    },
    release(lane) {
      free.push(lane);
      handOn();
    },
    discard: handOn,
  };
}

function fits(lane: Lane, shape: LaneShape): boolean {
  return lane.dataStart >= shape.headBytes && lane.buffer.length - lane.dataStart >= shape.chunkBytes + shape.tailBytes;
}

function makeLane(shape: LaneShape): Lane {
  // Heads differ by the length of a name: rounded up, the next file's fits too.
  const headBytes = roundUp(shape.headBytes);
  // Not from Node's shared pool: a lane lives as long as the worker.
  const buffer = Buffer.allocUnsafeSlow(headBytes + shape.chunkBytes + roundUp(shape.tailBytes));
  return { buffer, dataStart: headBytes };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ROUNDING_BYTES) * ROUNDING_BYTES;
}
