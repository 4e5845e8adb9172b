import type { Modelrail } from '../client/index.ts';
import { workerAdvice } from '../contracts/advice.ts';
import { say, sayTold } from '../lib/words/say.ts';
import type { CliContext } from './context.ts';

/** A worker that listens answers sooner, also on a busy machine; that none does is said within five seconds. */
const PATIENCE_MS = 2_500;

/** Says once, while a run of a sync is waited for, that a worker is missing. */
export interface WorkerNotice {
  /** Looks whether a worker listens on a task queue, unless it is being looked at. */
  lookOn(taskQueue: string): void;
}

/** A notice that has not said anything yet. */
export function createWorkerNotice(context: CliContext, client: Modelrail): WorkerNotice {
  const looking = new Set<string>();
  let isTold = false;

  async function look(taskQueue: string): Promise<void> {
    try {
      const worker = await client.findWorker(taskQueue, { timeoutMs: PATIENCE_MS });
      if (worker !== undefined || isTold) return;
      isTold = true;
      context.warn(sayTold(workerAdvice(taskQueue, 'run')));
    } catch (error) {
      // What keeps this look from an answer keeps the others from one as well, and they tell.
      if (context.isVerbose) context.warn(say('could not look for a worker: {error}', { error: String(error) }));
    } finally {
      looking.delete(taskQueue);
    }
  }

  return {
    lookOn(taskQueue) {
      if (isTold || looking.has(taskQueue)) return;
      looking.add(taskQueue);
      void look(taskQueue);
    },
  };
}
