import pLimit from 'p-limit';
import { type IngestSummary, type Modelrail, ModelrailError, type OverviewGroup } from '../client/index.ts';
import { createRateMeter, type RateMeter } from '../contracts/rate-meter.ts';
import { transferredBytes } from '../contracts/transferred-bytes.ts';

/** What a look at an ingestion alone tells. */
export interface KnownBytes {
  /** Bytes that the platform has, of how many. */
  bytes: { done: number; total: number };
  /** Bytes per second, over the last seconds. */
  rate: number;
  /** 0 … 100. */
  percent: number;
}

/** Looks at open ingestions one by one: a few at a time, however many there are, and once for all who want to see them. */
export interface BytesLook {
  /** Looks at the next few, unless it still looks. Does not wait for it; what went wrong is thrown by the next call. */
  follow(modelrail: Modelrail, groups: readonly OverviewGroup[]): void;
  /** What was last known of one; of one that does not move, without a rate. */
  of(ingestion: IngestSummary): Partial<KnownBytes>;
}

/** Ingestions of one round. Each is a look at Temporal and a question to a worker. */
const MOST_IN_A_ROUND = 16;
const AT_ONCE = 4;
/** What does not move is looked at once, and again after so long. */
const STANDING_MS = 60_000;

interface Known {
  runId: string;
  lookedAtMs: number;
  meter: RateMeter;
  seen?: KnownBytes;
}

/** See {@link BytesLook}. */
export function lookAtBytes(): BytesLook {
  const known = new Map<string, Known>();
  let isLooking = false;
  let failure: { error: unknown } | undefined;

  async function lookAt(modelrail: Modelrail, { id, runId }: IngestSummary): Promise<void> {
    const before = known.get(id);
    const one = before?.runId === runId ? before : { runId, lookedAtMs: 0, meter: createRateMeter() };
    known.set(id, one);
    try {
      const progress = await modelrail.get(id);
      one.lookedAtMs = Date.now();
      const { done, total, sent } = transferredBytes(progress);
      one.meter.add(one.lookedAtMs, sent);
      const rate = Math.round(one.meter.rate(one.lookedAtMs) ?? 0);
      one.seen = { bytes: { done: Math.round(done), total }, rate, percent: progress.percent };
    } catch (error) {
      // Temporal may have forgotten it a moment ago, or be away, which the look at all of them tells.
      if (!(error instanceof ModelrailError)) throw error;
      one.lookedAtMs = Date.now();
    }
  }

  async function lookAtNext(modelrail: Modelrail, groups: readonly OverviewGroup[]): Promise<void> {
    const limit = pLimit(AT_ONCE);
    await Promise.all(nextOf(groups, known).map((one) => limit(() => lookAt(modelrail, one))));
  }

  return {
    follow(modelrail, groups) {
      const open = new Set(groups.flatMap(({ ingestions }) => ingestions.map(({ id }) => id)));
      for (const id of known.keys()) if (!open.has(id)) known.delete(id);
      if (failure !== undefined) {
        const { error } = failure;
        failure = undefined;
        throw error;
      }
      if (isLooking) return;
      isLooking = true;
      void lookAtNext(modelrail, groups)
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          isLooking = false;
        });
    },
    of({ id, runId, waiting, status }) {
      const one = known.get(id);
      if (one?.seen === undefined || one.runId !== runId) return {};
      if (waiting === undefined && status !== 'paused') return one.seen;
      const { bytes, percent } = one.seen;
      return { bytes, percent };
    },
  };
}

/** Those that were not looked at for the longest time, what moves first. Without a worker there is nothing to be told. */
function nextOf(groups: readonly OverviewGroup[], known: ReadonlyMap<string, Known>): IngestSummary[] {
  const nowMs = Date.now();
  const due = groups.flatMap(({ state, waiting, ingestions }) =>
    waiting?.for === 'worker'
      ? []
      : ingestions.flatMap((one) => {
          const lookedAtMs = known.get(one.id)?.lookedAtMs ?? 0;
          return state === 'moving' || nowMs - lookedAtMs > STANDING_MS ? [{ one, lookedAtMs }] : [];
        }),
  );
  return due
    .sort((a, b) => a.lookedAtMs - b.lookedAtMs)
    .slice(0, MOST_IN_A_ROUND)
    .map(({ one }) => one);
}
