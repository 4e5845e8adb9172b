import type { FastifyBaseLogger } from 'fastify';
import { type AwaitedCall, readWebhookToken } from '../../lib/webhooks/addresses.ts';
import type { TemporalLink } from '../temporal-link.ts';

/** Calls of platforms, passed on to the runs that wait for them. */
export interface Nudges {
  /** What a token is for; undefined of one that is not ours, or not good any more. */
  read(token: string): KnownCall | undefined;
  /** Passes a call on, soon: the caller does not wait for it. */
  take(call: KnownCall): void;
  close(): void;
}

/** A call by an address that is known. */
export interface KnownCall extends AwaitedCall {
  token: string;
}

/** What {@link createNudges} needs. */
export interface NudgeOptions {
  link: Pick<TemporalLink, 'client'>;
  keys: readonly Buffer[];
  logger: FastifyBaseLogger;
  /** Milliseconds since 1970. Default: the clock of this machine. */
  now?: () => number;
}

/** Calls of one address that are passed on: one may come too early, one twice, and a platform that calls on and on changes nothing. */
const MAX_OF_ONE = 3;
/** Addresses whose calls are counted; those that have been silent for longest make room. */
const MAX_COUNTED = 50_000;
/** Calls that come so close upon each other are one message to their run. */
const GATHER_MS = 100;
const MAX_JOBS_OF_ONE = 200;
/** While Temporal does not answer; then the runs find out by themselves. */
const TRIES = 6;
const FIRST_PAUSE_MS = 500;

/** Makes the {@link Nudges} of a gateway. */
export function createNudges({ link, keys, logger, now = Date.now }: NudgeOptions): Nudges {
  const counted = new Map<string, number>();
  const gathered = new Map<string, Set<string>>();
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;

  function later(ms: number, work: () => void): void {
    if (isClosed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  }

  function isNew(token: string): boolean {
    const count = (counted.get(token) ?? 0) + 1;
    counted.delete(token);
    counted.set(token, count);
    const oldest = counted.keys().next();
    if (counted.size > MAX_COUNTED && oldest.done !== true) counted.delete(oldest.value);
    return count <= MAX_OF_ONE;
  }

  function gather({ workflowId, job }: AwaitedCall): void {
    const jobs = gathered.get(workflowId);
    if (jobs !== undefined) {
      jobs.add(job);
      return;
    }
    gathered.set(workflowId, new Set([job]));
    later(GATHER_MS, () => {
      const all = [...(gathered.get(workflowId) ?? [])];
      gathered.delete(workflowId);
      for (let from = 0; from < all.length; from += MAX_JOBS_OF_ONE) {
        void pass(workflowId, all.slice(from, from + MAX_JOBS_OF_ONE), 1);
      }
    });
  }

  async function pass(workflowId: string, jobs: readonly string[], attempt: number): Promise<void> {
    try {
      await (await link.client()).callBack({ workflowId, jobs });
    } catch (error) {
      if (attempt >= TRIES) logger.warn({ err: error, workflowId, jobs: jobs.length }, 'a platform called in vain');
      else later(FIRST_PAUSE_MS * 2 ** (attempt - 1), () => void pass(workflowId, jobs, attempt + 1));
    }
  }

  return {
    read(token) {
      const call = readWebhookToken(token, keys, now());
      return call && { ...call, token };
    },
    take(call) {
      if (isNew(call.token)) gather(call);
    },
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
