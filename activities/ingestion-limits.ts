import pLimit, { type LimitFunction } from 'p-limit';
import { parseBandwidth } from '../lib/transfer/bandwidth.ts';
import { createPacer, type Pacer } from '../lib/transfer/pacer.ts';

/** The limits of one ingestion, over all its transfers in this process, those of its slices included. */
export interface TransferLimits {
  /** Bounds the chunk requests at a time; undefined without a limit. */
  readonly requests: LimitFunction | undefined;
  /** Paces the bytes; undefined without a limit. */
  readonly pacer: Pacer | undefined;
}

/** What a request sets. */
export interface LimitSettings {
  concurrency?: number | undefined;
  bwlimit?: string | undefined;
}

/** Limits by ingestion. */
export interface IngestionLimits {
  /** Runs a step under the limits of its ingestion. `settings` hold from now on, also for its other steps that run. */
  use<T>(ingestion: string, settings: LimitSettings, work: (limits: TransferLimits) => Promise<T>): Promise<T>;
}

interface Entry {
  users: number;
  bwlimit: string | undefined;
  limits: { requests: LimitFunction | undefined; pacer: Pacer | undefined };
}

/** Makes the registry; one for each worker process. */
export function createIngestionLimits(): IngestionLimits {
  const entries = new Map<string, Entry>();

  /** What was sent has its time also when the next step begins a moment later. */
  function forgetIdle(): void {
    for (const [ingestion, { users, limits }] of entries) {
      if (users === 0 && limits.pacer?.isIdle() !== false) entries.delete(ingestion);
    }
  }

  return {
    async use(ingestion, settings, work) {
      forgetIdle();
      const entry = entries.get(ingestion) ?? {
        users: 0,
        bwlimit: undefined,
        limits: { requests: undefined, pacer: undefined },
      };
      apply(entry, settings);
      entries.set(ingestion, entry);
      entry.users += 1;
      try {
        return await work(entry.limits);
      } finally {
        entry.users -= 1;
        forgetIdle();
      }
    },
  };
}

function apply(entry: Entry, { concurrency, bwlimit }: LimitSettings): void {
  const { limits } = entry;
  if (bwlimit !== entry.bwlimit) {
    const bandwidth = parseBandwidth(bwlimit ?? 'off');
    if (limits.pacer === undefined) limits.pacer = createPacer(bandwidth);
    else limits.pacer.change(bandwidth);
    entry.bwlimit = bwlimit;
  }
  if (concurrency === undefined) {
    // Those that wait behind the old limit are let go.
    if (limits.requests !== undefined) limits.requests.concurrency = Number.POSITIVE_INFINITY;
    limits.requests = undefined;
  } else if (limits.requests === undefined) {
    limits.requests = pLimit(concurrency);
  } else {
    limits.requests.concurrency = concurrency;
  }
}
