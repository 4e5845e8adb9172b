import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { type Claim, type Item, isExpired } from './item.ts';
import type { Items } from './items.ts';

/**
 * What became of an ingestion: `open` while it may read its files, `delivered` when nothing is left to do with them,
 * `ended` when a retry may need them, `unknown` when Temporal knows no ingestion of this id.
 */
export type IngestionOutcome = 'open' | 'delivered' | 'ended' | 'unknown';

/** Gives the outcome of an ingestion; rejects when it cannot be known now. */
export type OutcomeOf = (ingestionId: string) => Promise<IngestionOutcome>;

/** What a sweep did. */
export interface SweepResult {
  removed: number;
  kept: number;
}

/** Bounds of what is kept. */
export interface SweepLimits {
  expiryMs: number;
  /** How long an ingestion that Temporal does not know may still be about to start. */
  graceMs: number;
}

const QUESTIONS_AT_A_TIME = 8;
/** An ended ingestion changes only by a retry, so it is not asked for in each sweep. */
const ASK_ENDED_AGAIN_MS = 10 * 60_000;

/** Removes files that were delivered or have expired. While an outcome is not known, its files are kept. */
export async function sweepItems(
  items: Items,
  { expiryMs, graceMs }: SweepLimits,
  outcomeOf: OutcomeOf,
  logger: Logger,
): Promise<SweepResult> {
  const limit = pLimit(QUESTIONS_AT_A_TIME);
  const answers = new Map<string, Promise<IngestionOutcome | undefined>>();
  let failure: unknown;

  /** Once for all files of an ingestion; nothing when it cannot be known. */
  function ask(ingestion: string): Promise<IngestionOutcome | undefined> {
    const answer =
      answers.get(ingestion) ??
      limit(async () => {
        // Of one that is down the others would be asked as well, each time until a time-out.
        if (failure !== undefined) return undefined;
        try {
          return await outcomeOf(ingestion);
        } catch (error) {
          failure = error;
          return undefined;
        }
      });
    answers.set(ingestion, answer);
    return answer;
  }

  /** Brings the claims up to date; answers whether their record has to be kept anew. */
  async function settle(item: Item, isLast: boolean): Promise<boolean> {
    let isChanged = false;
    for (const claim of [...item.claims]) {
      if (!isDue(claim, isLast)) continue;
      const outcome = await ask(claim.ingestion);
      if (outcome === undefined) continue;
      claim.askedMs = Date.now();
      claim.isDelivered = outcome === 'delivered';
      if (outcome === 'ended' && claim.endedMs === undefined) claim.endedMs = Date.now();
      else if (outcome === 'open' && claim.endedMs !== undefined) delete claim.endedMs;
      else if (outcome === 'unknown' && Date.now() > claim.claimedMs + graceMs) {
        item.claims = item.claims.filter((other) => other !== claim);
      } else continue;
      isChanged = true;
    }
    return isChanged;
  }

  async function visit(item: Item): Promise<boolean> {
    const wasExpired = isExpired(item, expiryMs);
    const isChanged = await settle(item, wasExpired);
    // From here to the removal nothing is awaited: a claim that came meanwhile is among these.
    const isDelivered = item.claims.length > 0 && item.claims.every(({ isDelivered }) => isDelivered === true);
    if (items.get(item.id) !== item) return false;
    const isKnown = failure === undefined || item.claims.length === 0;
    if (isDelivered || (wasExpired && isKnown && isExpired(item, expiryMs))) {
      await items.remove(item);
      return true;
    }
    if (isChanged) await items.save(item);
    return false;
  }

  const all = items.all();
  const results = await Promise.allSettled(all.map(visit));
  if (failure !== undefined) logger.warn({ err: failure }, 'spool: the outcomes of ingestions cannot be read');
  for (const result of results) {
    if (result.status === 'rejected') logger.error({ err: result.reason }, 'spool: a file cannot be swept');
  }
  const removed = results.filter((result) => result.status === 'fulfilled' && result.value).length;
  if (removed > 0) logger.info({ removed }, 'spool: files removed');
  return { removed, kept: all.length - removed };
}

function isDue({ isDelivered, endedMs, askedMs = 0 }: Claim, isLast: boolean): boolean {
  if (isDelivered === true) return false;
  return endedMs === undefined || isLast || Date.now() > askedMs + ASK_ENDED_AGAIN_MS;
}
