/** What was measured. */
export interface Throughput {
  bytesPerMs: number;
  /** False when for much of the time fewer requests than allowed were under way: it tells nothing of the number then. */
  isUsed: boolean;
}

/** Measures from the end of one request to that of another. */
export interface ThroughputMeter {
  restart(): void;
  /** A request ended, `isUsed` with as many under way as allowed. */
  add(end: { timeMs: number; bytes: number; isUsed: boolean }): void;
  /**
   * What was measured, once it took `minMs` and two whole rounds of `width` requests: requests that share a line end
   * together, so half a round counts all of their bytes in half of their time, or none.
   */
  read(width: number, minMs: number): Throughput | undefined;
}

const MIN_ROUNDS = 2;
const MAX_UNUSED = 0.25;

/** Makes a {@link ThroughputMeter}; the first end that it is told begins the measurement. */
export function createThroughputMeter(): ThroughputMeter {
  let startMs: number | undefined;
  let elapsedMs = 0;
  let bytes = 0;
  let ends = 0;
  let unused = 0;
  return {
    restart() {
      startMs = undefined;
    },
    add(end) {
      if (startMs === undefined) {
        startMs = end.timeMs;
        elapsedMs = bytes = ends = unused = 0;
        return;
      }
      elapsedMs = end.timeMs - startMs;
      bytes += end.bytes;
      ends += 1;
      if (!end.isUsed) unused += 1;
    },
    read(width, minMs) {
      const isWhole = ends >= MIN_ROUNDS * width && ends % width === 0;
      if (startMs === undefined || !isWhole || elapsedMs < minMs) return undefined;
      return { bytesPerMs: bytes / elapsedMs, isUsed: unused <= MAX_UNUSED * ends };
    },
  };
}
