import type { JobKind } from '../../contracts/fractal3d/job-names.ts';
import { orAborted } from '../../lib/or-aborted.ts';
import type { JobState } from '../../platforms/fractal3d/jobs.ts';

/** One look at a job. */
export interface Look {
  kind: JobKind;
  transactionId: string;
  /** Only an answer to a question that is asked from now on will do, unless it is an end. */
  isFresh: boolean;
  signal: AbortSignal;
  ask(): Promise<JobState>;
}

/**
 * Looks at jobs by the steps of this worker. Two of them may wait for one job, and a question may wait long for its token: an end is
 * asked for once, and what one is asking the others do not ask.
 */
export interface SharedLooks {
  /** How the job stands. Rejects as `ask` does, and with the signal's reason. */
  at(look: Look): Promise<JobState>;
}

/** So many ends are remembered: the oldest make room. */
const MAX_KNOWN = 10_000;

/** Nothing is known yet. */
export function createSharedLooks(): SharedLooks {
  const ended = new Map<string, JobState>();
  const asked = new Map<string, Promise<JobState>>();

  /** Nothing says that conversions and thumbnails are numbered together. */
  const nameOf = ({ kind, transactionId }: Look) => `${kind}/${transactionId}`;

  function remember(job: string, { status }: JobState): void {
    if (status === 'Pending') return;
    // Without its address, which is good for a while only.
    ended.set(job, { status });
    const oldest = ended.keys().next();
    if (ended.size > MAX_KNOWN && oldest.done !== true) ended.delete(oldest.value);
  }

  async function ask(look: Look): Promise<JobState> {
    const job = nameOf(look);
    const asking = look.ask();
    asked.set(job, asking);
    try {
      const state = await asking;
      remember(job, state);
      return state;
    } finally {
      if (asked.get(job) === asking) asked.delete(job);
    }
  }

  return {
    async at(look) {
      const { isFresh, signal } = look;
      const others = asked.get(nameOf(look));
      // Why another one had no answer is its own matter.
      const told = others && (await orAborted(others, signal).catch(() => undefined));
      signal.throwIfAborted();
      const end = ended.get(nameOf(look));
      if (end !== undefined) return end;
      return told === undefined || isFresh ? await ask(look) : told;
    },
  };
}
