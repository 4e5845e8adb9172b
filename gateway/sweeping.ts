import type { Logger } from 'pino';
import { ModelrailError } from '../lib/errors.ts';
import type { Spool } from './spool/spool.ts';
import type { IngestionOutcome } from './spool/sweep.ts';
import type { TemporalLink } from './temporal-link.ts';

/** A delivered file goes within this time. */
const INTERVAL_MS = 5_000;

/** Empties the spool of what was delivered and what has expired, until it is stopped. */
export function startSweeping(spool: Spool, link: TemporalLink, logger: Logger): { stop(): void } {
  const timer = setInterval(() => {
    spool
      .sweep((id) => outcomeOf(link, id))
      .catch((error: unknown) => logger.error({ err: error }, 'spool: not swept'));
  }, INTERVAL_MS);
  return { stop: () => clearInterval(timer) };
}

async function outcomeOf(link: TemporalLink, id: string): Promise<IngestionOutcome> {
  try {
    const { status, closedAt, dryRun } = await (await link.client()).summary(id);
    if (closedAt === undefined) return 'open';
    return status === 'completed' && dryRun !== true ? 'delivered' : 'ended';
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return 'unknown';
    throw error;
  }
}
