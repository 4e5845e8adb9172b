import { createFairWaiters } from './fair-waiters.ts';

/** One buffer that carries a request's body: room for its head, the chunk, room for its tail. Reused for every chunk. */
export interface ChunkBuffer {
  readonly buffer: Buffer;
  /** Where the chunk's first byte goes. */
  readonly dataStart: number;
}

/** Sizes that a buffer must have room for, in bytes. */
export interface BufferShape {
  headBytes: number;
  chunkBytes: number;
  tailBytes: number;
}

/** The buffers of all transfers of a worker, to whatever platform: the bound on the memory that chunks take. */
export interface ChunkBuffers {
  /** Waits for a buffer with this much room; rejects with the signal's reason when aborted. */
  take(shape: BufferShape, signal: AbortSignal): Promise<ChunkBuffer>;
  /** Gives a buffer back for the next chunk. */
  release(taken: ChunkBuffer): void;
  /** Gives the bytes back but drops the buffer: after a failed request the socket may still hold it. */
  discard(taken: ChunkBuffer): void;
}

const ROUNDING_BYTES = 4096;

/** A buffer that is more than so many times too large is left for those who need it. */
const MAX_WASTE = 2;

/**
 * Buffers of at most `budgetBytes` together, made when first needed and kept. Waiters are served in order, so that a large
 * chunk gets its turn beside many small ones. A chunk above the whole budget gets its buffer when there is no other: an
 * ingestion keeps its chunk size when the budget is lowered under it, and has to end all the same.
 */
export function createChunkBuffers(options: { budgetBytes: number }): ChunkBuffers {
  const waiters = createFairWaiters<BufferShape, ChunkBuffer>();
  /** The last one was used last. */
  const free: ChunkBuffer[] = [];
  let freeBytes = 0;
  let takenBytes = 0;

  function tryTake(shape: BufferShape): ChunkBuffer | undefined {
    const neededBytes = lengthOf(shape);
    const fitting = free.findLastIndex((one) => isFitting(one, shape, neededBytes));
    const [reused] = fitting >= 0 ? free.splice(fitting, 1) : [];
    if (reused !== undefined) {
      freeBytes -= reused.buffer.length;
      takenBytes += reused.buffer.length;
      return reused;
    }
    if (takenBytes > 0 && takenBytes + neededBytes > options.budgetBytes) return undefined;
    dropFree(options.budgetBytes - takenBytes - neededBytes);
    takenBytes += neededBytes;
    return makeBuffer(shape);
  }

  /** Drops what was not used for longest until the free buffers have at most `keptBytes`. */
  function dropFree(keptBytes: number): void {
    while (freeBytes > Math.max(0, keptBytes)) freeBytes -= free.shift()?.buffer.length ?? freeBytes;
  }

  function serve(): void {
    for (let next = waiters.first; next !== undefined; next = waiters.first) {
      const buffer = tryTake(next.request);
      if (buffer === undefined) return;
      next.grant(buffer);
    }
  }

  return {
    async take(shape, signal) {
      signal.throwIfAborted();
      const buffer = waiters.first === undefined ? tryTake(shape) : undefined;
      return buffer ?? waiters.wait(shape, { signal, onAborted: serve });
    },
    release(taken) {
      takenBytes -= taken.buffer.length;
      freeBytes += taken.buffer.length;
      free.push(taken);
      // One that went alone is above the budget.
      dropFree(options.budgetBytes - takenBytes);
      serve();
    },
    discard(taken) {
      takenBytes -= taken.buffer.length;
      serve();
    },
  };
}

function isFitting({ buffer, dataStart }: ChunkBuffer, shape: BufferShape, neededBytes: number): boolean {
  const hasRoom = dataStart >= shape.headBytes && buffer.length - dataStart >= shape.chunkBytes + shape.tailBytes;
  return hasRoom && buffer.length <= MAX_WASTE * neededBytes;
}

function makeBuffer(shape: BufferShape): ChunkBuffer {
  // Not from Node's shared pool: a buffer lives as long as the worker.
  return { buffer: Buffer.allocUnsafeSlow(lengthOf(shape)), dataStart: roundUp(shape.headBytes) };
}

/** Heads differ by the length of a name: rounded up, the next file's fits too. */
function lengthOf(shape: BufferShape): number {
  return roundUp(shape.headBytes) + shape.chunkBytes + roundUp(shape.tailBytes);
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ROUNDING_BYTES) * ROUNDING_BYTES;
}
