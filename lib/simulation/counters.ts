import { z } from 'zod';
import type { Collection, Store } from './store.ts';

/** How a request ended: its HTTP status, `cut` by a fault, or `none` when the client had closed the connection. */
export type Outcome = number | 'cut' | 'none';

/** Counts of one call. */
export interface EndpointCounts {
  requests: number;
  /** By HTTP status, `cut` or `none`. */
  answered: Record<string, number>;
  /** Requests refused in the platform's envelope, with whatever status. */
  refused: number;
  /** Faults that befell requests, by kind. */
  faults: Record<string, number>;
}

const chunkCounts = z.object({
  requests: z.number(),
  bytes: z.number(),
  distinctBytes: z.number(),
  duplicates: z.number(),
});
/**
 * Chunk requests that took effect, also when a fault kept their answer from the client: `bytes` counts all of them,
 * `distinctBytes` those that the platform did not have yet, `duplicates` the requests for a chunk it had.
 */
export type ChunkCounts = z.infer<typeof chunkCounts>;

/** A line of the request log. */
export interface LoggedRequest {
  at: string;
  endpoint: string | undefined;
  method: string;
  path: string;
  outcome: Outcome;
  durationMs: number;
  fault?: string;
}

/** Counters and request log of a simulator. Chunk counts survive a restart, the rest is of this process. */
export interface Counters {
  recordRequest(line: LoggedRequest): void;
  recordRefusal(endpoint: string): void;
  recordFault(endpoint: string, kind: string): void;
  recordChunk(key: string, bytes: number, isDuplicate: boolean): void;
  /** The last thousand requests, oldest first. */
  log(): LoggedRequest[];
  stats(): { endpoints: Record<string, EndpointCounts>; chunks: ChunkCounts & { byKey: Record<string, ChunkCounts> } };
  reset(): void;
}

const LOG_LINES = 1_000;

/** Makes the counters, with the chunk counts that `store` holds. */
export function createCounters(store: Store): Counters {
  const endpoints = new Map<string, EndpointCounts>();
  const chunks: Collection<ChunkCounts> = store.collection('chunkCounts', (value) => chunkCounts.parse(value));
  let log: LoggedRequest[] = [];

  function countsOf(endpoint: string | undefined): EndpointCounts {
    const name = endpoint ?? 'unknown';
    const counts = endpoints.get(name) ?? { requests: 0, answered: {}, refused: 0, faults: {} };
    endpoints.set(name, counts);
    return counts;
  }

  return {
    recordRequest(line) {
      const counts = countsOf(line.endpoint);
      counts.requests += 1;
      increment(counts.answered, String(line.outcome));
      log.push(line);
      if (log.length > 2 * LOG_LINES) log = log.slice(-LOG_LINES);
    },
    recordRefusal(endpoint) {
      countsOf(endpoint).refused += 1;
    },
    recordFault(endpoint, kind) {
      increment(countsOf(endpoint).faults, kind);
    },
    recordChunk(key, bytes, isDuplicate) {
      chunks.set(
        key,
        sum(chunks.get(key) ?? NO_CHUNKS, {
          requests: 1,
          bytes,
          distinctBytes: isDuplicate ? 0 : bytes,
          duplicates: isDuplicate ? 1 : 0,
        }),
      );
    },
    log: () => log.slice(-LOG_LINES),
    stats() {
      const total = [...chunks.values()].reduce(sum, NO_CHUNKS);
      return {
        endpoints: Object.fromEntries(endpoints),
        chunks: { ...total, byKey: Object.fromEntries(chunks.entries()) },
      };
    },
    reset() {
      endpoints.clear();
      log = [];
      chunks.delete(...[...chunks.entries()].map(([key]) => key));
    },
  };
}

const NO_CHUNKS: ChunkCounts = { requests: 0, bytes: 0, distinctBytes: 0, duplicates: 0 };

function sum(a: ChunkCounts, b: ChunkCounts): ChunkCounts {
  return {
    requests: a.requests + b.requests,
    bytes: a.bytes + b.bytes,
    distinctBytes: a.distinctBytes + b.distinctBytes,
    duplicates: a.duplicates + b.duplicates,
  };
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
