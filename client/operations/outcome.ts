import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { describeOne, handleOf } from '../runs/run.ts';
import { failureError } from '../temporal/failure-error.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** Between two looks at a run: soon at first, most are over at once. */
const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 1_000;

/** What a run answers, once it has ended. `signal` ends the waiting, with its reason. Errors: how the run failed. */
export async function outcomeOf<Outcome>(temporal: Temporal, id: string, signal?: AbortSignal): Promise<Outcome> {
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LONGEST_LOOK_MS, 1.5 * waitMs)) {
    await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    signal?.throwIfAborted();
    const run = await describeOne(temporal, id);
    if (run.closeTime === undefined) continue;
    return await temporal.call(async () => {
      try {
        return (await handleOf(temporal, run).result()) as Outcome; // as: what this workflow answers
      } catch (error) {
        if (error instanceof WorkflowFailedError) throw toError(error.cause, run.status.name);
        throw error;
      }
    });
  }
}

function toError(cause: Error | undefined, status: string): ModelrailError {
  if (status === 'CANCELLED') return new ModelrailError('Cancelled', sentenceOf('it was cancelled'), { cause });
  return failureError(cause, sentenceOf('it ended as {status}', { status }));
}
