import type { DeferredFile, FailedFile } from '../../contracts/activities.ts';
import type { ErrorInfo } from '../../contracts/errors.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';

/** Runs a step over delivered files until each has an answer: what fails leaves the file delivered. Nothing is run for none. */
export async function settleExtras<Done extends { index: number; state: 'ok' }>(
  run: Fractal3dRun,
  files: readonly RunFile[],
  step: (files: readonly RunFile[]) => Promise<{ files: (Done | FailedFile | DeferredFile)[] }>,
  onDone: (entry: RunFile, outcome: Done) => void,
  onFailed: (entry: RunFile, error: ErrorInfo) => void,
): Promise<void> {
  for (let pending = files; pending.length > 0; ) {
    const outcomes = new Map((await step(pending)).files.map((outcome) => [outcome.index, outcome]));
    const deferred: RunFile[] = [];
    for (const entry of pending) {
      const outcome = outcomes.get(entry.index);
      if (outcome === undefined || outcome.state === 'deferred') deferred.push(entry);
      else if (outcome.state === 'failed') onFailed(entry, outcome.error);
      else onDone(entry, outcome);
    }
    run.changed();
    pending = deferred;
  }
}
