import type { Logger } from 'pino';
import type { Modelrail, Overview } from '../client/index.ts';
import type { Waiting } from '../contracts/progress.ts';
import { ModelrailError } from '../lib/errors.ts';

/** How often is looked: two queries and a look at each task queue, however many ingestions there are. */
const LOOK_MS = 15_000;
/** A worker that is started anew lets runs wait for a moment. */
const TOLD_AFTER_MS = 30_000;
/** Ids in a line. */
const MAX_IDS = 20;

/** Runs that wait for the same worker, or for the worker of the same host. */
interface Unworked {
  waiting: Waiting;
  count: number;
  ids: string[];
}

/** Tells what no log of a worker has: that runs wait for one. */
export interface UnworkedTeller {
  /** Looks at what is open: what it says that is new is a line. `nowMs`: milliseconds since the epoch. */
  see(overview: Pick<Overview, 'groups' | 'syncs'>, nowMs: number): void;
}

/** A teller that has told nothing yet. `afterMs`: waits that are shorter are not told (milliseconds). */
export function createUnworkedTeller(logger: Logger, afterMs = TOLD_AFTER_MS): UnworkedTeller {
  const told = new Map<string, { waiting: Waiting; sinceMs: number; most: number; toldCount: number }>();

  function tell(key: string, { waiting, count, ids }: Unworked, nowMs: number): void {
    const before = told.get(key);
    const sinceMs = before?.sinceMs ?? Date.parse(waiting.since);
    if (nowMs - sinceMs < afterMs || (before !== undefined && count < 2 * before.toldCount)) {
      if (before !== undefined) before.most = Math.max(before.most, count);
      return;
    }
    told.set(key, { waiting, sinceMs, most: Math.max(before?.most ?? 0, count), toldCount: count });
    const since = new Date(sinceMs).toISOString();
    logger.warn(
      { ...fieldsOf(waiting), runs: count, since, ids: ids.slice(0, MAX_IDS) },
      `${count === 1 ? '1 run waits' : `${count} runs wait`} for ${whatOf(waiting)} since ${since}: ${waiting.reason}`,
    );
  }

  return {
    see(overview, nowMs) {
      const unworked = unworkedOf(overview);
      for (const [key, one] of unworked) tell(key, one, nowMs);
      for (const [key, { waiting, sinceMs, most }] of told) {
        if (unworked.has(key)) continue;
        told.delete(key);
        const seconds = Math.round((nowMs - sinceMs) / 1000);
        const held = `${most} ${most === 1 ? 'run was' : 'runs were'} held up`;
        logger.info(
          { ...fieldsOf(waiting), runs: most, seconds },
          `nothing waits for ${whatOf(waiting)} any more after ${seconds} s: ${held}`,
        );
      }
    },
  };
}

/** Looks again and again until it is stopped, and tells what is seen. */
export function tellUnworked(
  client: () => Promise<Modelrail>,
  logger: Logger,
  { everyMs = LOOK_MS, afterMs = TOLD_AFTER_MS } = {},
): { stop(): void } {
  const teller = createUnworkedTeller(logger, afterMs);
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      teller.see(await (await client()).overview({ isOpenOnly: true }), Date.now());
    } catch (error) {
      // That Temporal does not answer is told by who asks for something, and by `/readyz`.
      const isOutage = error instanceof ModelrailError && error.type === 'TemporalUnavailable';
      logger[isOutage ? 'debug' : 'error']({ err: error }, 'could not look for what waits for a worker');
    } finally {
      isLooking = false;
    }
  }

  const timer = setInterval(() => void look(), everyMs);
  return { stop: () => clearInterval(timer) };
}

function unworkedOf({ groups, syncs }: Pick<Overview, 'groups' | 'syncs'>): Map<string, Unworked> {
  const found = new Map<string, Unworked>();
  const add = (waiting: Waiting | undefined, count: number, ids: readonly string[]) => {
    if (waiting?.for !== 'worker' && waiting?.for !== 'host') return;
    const key = JSON.stringify([waiting.for, waiting.for === 'host' ? waiting.host : waiting.reason]);
    const same = found.get(key);
    if (same === undefined) found.set(key, { waiting, count, ids: [...ids] });
    else {
      same.count += count;
      same.ids.push(...ids);
      if (waiting.since < same.waiting.since) same.waiting = waiting;
    }
  };
  for (const { waiting, count, ingestions } of groups) {
    add(
      waiting,
      count,
      ingestions.map(({ id }) => id),
    );
  }
  for (const { id, waiting } of syncs) add(waiting, 1, [id]);
  return found;
}

function whatOf({ for: what, host }: Waiting): string {
  if (what === 'worker') return 'a worker';
  return host === undefined ? 'a host' : `host ${host}`;
}

function fieldsOf({ for: waitingFor, host }: Waiting): Record<string, unknown> {
  return { waitingFor, ...(host === undefined ? {} : { host }) };
}
