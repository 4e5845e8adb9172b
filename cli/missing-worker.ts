import { setTimeout as sleep } from 'node:timers/promises';
import type { Modelrail } from '../client/index.ts';
import { workerAdvice } from '../contracts/advice.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import { say, sayTold } from '../lib/words/say.ts';
import type { CliContext } from './context.ts';
import { NO_WORKER, standstills, withoutWorkerTalk } from './render/standstill.ts';

/** A worker that listens, but is slow to start, has taken a run up by then; that none does is said within five seconds. */
const PATIENCE_MS = 2_500;

/**
 * Watches over the states of a run that is followed: says once, with the way out, that no worker has taken it up, and
 * answers the states without what would say so again.
 */
export function createMissingWorkerNotice(
  context: CliContext,
  client: Modelrail,
  id: string,
  signal: AbortSignal,
): (progress: IngestProgress) => Promise<IngestProgress> {
  const patientUntil = performance.now() + PATIENCE_MS;
  let isLookedFor = false;
  let isTold = false;

  async function isWithoutWorker(): Promise<boolean> {
    try {
      if ((await client.noWorkerSince(id)) === undefined) return false;
      await sleep(Math.max(0, patientUntil - performance.now()), undefined, { signal });
      return (await client.noWorkerSince(id)) !== undefined;
    } catch (error) {
      // What keeps this look from an answer keeps the watch from one as well, and it tells.
      if (context.isVerbose && !signal.aborted)
        context.warn(say('could not look for a worker: {error}', { error: String(error) }));
      return false;
    }
  }

  return async (progress) => {
    const hasNone = standstills(progress, Date.now()).some(({ reason }) => reason === NO_WORKER);
    if (!hasNone) isTold = false;
    if (hasNone && !isLookedFor) {
      isLookedFor = true;
      isTold = await isWithoutWorker();
      if (isTold) context.warn(sayTold(workerAdvice(client.taskQueue)));
    }
    return isTold ? withoutWorkerTalk(progress) : progress;
  };
}
