import pLimit, { type LimitFunction } from 'p-limit';
import type { SendingLimits } from '../contracts/limits.ts';
import { parseBandwidth } from '../lib/transfer/bandwidth.ts';
import { createPacer, type Pacer } from '../lib/transfer/pacer.ts';

/** The limits of one ingestion, over all its transfers in this process, those of its slices included. */
export interface TransferLimits {
  /** Bounds the requests at a time; undefined without a limit. */
  readonly requests: LimitFunction | undefined;
  /** Paces the bytes; undefined without a limit. */
  readonly pacer: Pacer | undefined;
}

/** What a step is given. */
export type GivenLimits = { [Limit in keyof SendingLimits]: SendingLimits[Limit] | undefined };

/** Limits by ingestion. */
export interface IngestionLimits {
  /**
   * Runs a step under the limits of its ingestion. `limits` hold from now on, also for its other steps that run; what is
   * set on the ingestion while they run wins over them.
   */
  use<T>(ingestion: string, limits: GivenLimits, work: (limits: TransferLimits) => Promise<T>): Promise<T>;
}

/** How it is found out what is set on an ingestion while its steps run. */
export interface LimitChanges {
  /** What was set; undefined when nothing was. */
  read(ingestion: string): Promise<SendingLimits | undefined>;
  /** Milliseconds between two looks. */
  intervalMs: number;
}

interface Entry {
  users: number;
  /** As the last step has it. */
  given: GivenLimits;
  /** As it was set since. */
  changed: SendingLimits | undefined;
  bwlimit: string | undefined;
  limits: { requests: LimitFunction | undefined; pacer: Pacer | undefined };
  /** Set while steps run. */
  timer: NodeJS.Timeout | undefined;
}

/** Makes the registry; one for each worker process. */
export function createIngestionLimits({ read, intervalMs }: LimitChanges): IngestionLimits {
  const entries = new Map<string, Entry>();

  /** What was sent has its time also when the next step begins a moment later. */
  function forgetIdle(): void {
    for (const [ingestion, { users, limits }] of entries) {
      if (users === 0 && limits.pacer?.isIdle() !== false) entries.delete(ingestion);
    }
  }

  /** Looks at once, since a step may have waited long for its worker, and again as long as any step runs. */
  function follow(ingestion: string, entry: Entry): void {
    const look = async () => {
      // Without an answer what is known holds; the next look is soon.
      const changed = await read(ingestion).catch(() => entry.changed);
      if (entry.users === 0) return;
      entry.changed = changed;
      apply(entry);
      entry.timer = setTimeout(() => void look(), intervalMs);
    };
    entry.timer ??= setTimeout(() => void look(), 0);
  }

  return {
    async use(ingestion, given, work) {
      forgetIdle();
      const entry = entries.get(ingestion) ?? {
        users: 0,
        given,
        changed: undefined,
        bwlimit: undefined,
        limits: { requests: undefined, pacer: undefined },
        timer: undefined,
      };
      entry.given = given;
      apply(entry);
      entries.set(ingestion, entry);
      entry.users += 1;
      follow(ingestion, entry);
      try {
        return await work(entry.limits);
      } finally {
        entry.users -= 1;
        if (entry.users === 0) {
          clearTimeout(entry.timer);
          entry.timer = undefined;
        }
        forgetIdle();
      }
    },
  };
}

function apply(entry: Entry): void {
  const { limits } = entry;
  const { concurrency, bwlimit } = { ...entry.given, ...entry.changed };
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
