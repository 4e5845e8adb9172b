import pLimit, { type LimitFunction } from 'p-limit';
import { createPacer, type Pacer, parseBandwidth } from '../lib/transfer/bandwidth.ts';

/** The limits that a request sets for itself, over all its transfers in this process. */
export interface TransferLimits {
  /** Bounds the chunk requests at a time; undefined without a wish of the request. */
  requests: LimitFunction | undefined;
  /** Paces the bytes; undefined without a wish of the request. */
  pacer: Pacer | undefined;
}

/** Limits by ingestion, kept as long as one of its steps uses them. */
export interface IngestionLimits {
  use<T>(
    ingestion: string,
    wishes: { concurrency?: number | undefined; bwlimit?: string | undefined },
    work: (limits: TransferLimits) => Promise<T>,
  ): Promise<T>;
}

/** Makes the registry; one for each worker process. */
export function createIngestionLimits(): IngestionLimits {
  const inUse = new Map<string, { users: number; limits: TransferLimits }>();

  return {
    async use(ingestion, { concurrency, bwlimit }, work) {
      const entry = inUse.get(ingestion) ?? {
        users: 0,
        limits: {
          requests: concurrency === undefined ? undefined : pLimit(concurrency),
          pacer: bwlimit === undefined ? undefined : createPacer(parseBandwidth(bwlimit)),
        },
      };
      inUse.set(ingestion, entry);
      entry.users += 1;
      try {
        return await work(entry.limits);
      } finally {
        entry.users -= 1;
        if (entry.users === 0) inUse.delete(ingestion);
      }
    },
  };
}
