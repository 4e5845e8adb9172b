import { defineSignal, setHandler } from '@temporalio/workflow';
import { CALLBACK_SIGNAL } from '../../contracts/names.ts';
import { isText, listOf, shaped } from '../../contracts/shapes.ts';
import { ignoreSignal } from '../ingest/run-handlers.ts';

const callbackSignal = defineSignal<[unknown]>(CALLBACK_SIGNAL);
const isCallback = shaped<{ jobs: string[] }>({ jobs: listOf(isText) });

/** More names than a run has jobs are none of its own. */
const MAX_KEPT = 4_000;

/** Jobs that the platform has called about. A call may come before it is known that there is such a job: it is kept. */
export interface Callbacks {
  has(job: string): boolean;
  /** What it was called for is about to be looked at. */
  take(job: string): void;
}

/** Listens from now on; what came before is not lost. */
export function listenForCallbacks(): Callbacks {
  const called = new Set<string>();
  setHandler(callbackSignal, (told) => {
    if (!isCallback(told)) return ignoreSignal(CALLBACK_SIGNAL);
    for (const job of told.jobs) if (called.size < MAX_KEPT) called.add(job);
  });
  return { has: (job) => called.has(job), take: (job) => void called.delete(job) };
}
