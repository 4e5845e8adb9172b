import type { DeferredFile, FailedFile } from '../../contracts/activities.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import type { IngestRun, RunFile } from './ingest-run.ts';
import { failFile } from './ingest-state.ts';

/**
 * Runs a step over a group until each file has come to an end of its own: failed files are marked, deferred files go again
 * without the others, done files are handed on at once. A step that brings no file further fails by itself and is retried.
 */
export async function settleFiles<Done extends { index: number; state: string }>(
  run: IngestRun,
  files: readonly RunFile[],
  step: (files: readonly RunFile[]) => Promise<{ files: (Done | FailedFile | DeferredFile)[] }>,
  onDone: (file: RunFile, outcome: Done) => void,
  /** Called for those that are not done, before they are marked or go again. */
  onUndone: (file: RunFile, outcome: DeferredFile | FailedFile) => void = () => {},
): Promise<void> {
  let pending: readonly RunFile[] = files;
  while (pending.length > 0) {
    const outcomes = new Map((await step(pending)).files.map((outcome) => [outcome.index, outcome]));
    const deferred: RunFile[] = [];
    for (const entry of pending) {
      const outcome = outcomes.get(entry.index);
      if (outcome === undefined) {
        deferred.push(entry);
      } else if (isDeferred(outcome) || isFailed(outcome)) {
        entry.file.upload = addTransferCount(entry.file.upload, outcome.count);
        onUndone(entry, outcome);
        if (isFailed(outcome)) failFile(entry.file, outcome.error);
        else deferred.push(entry);
      } else {
        onDone(entry, outcome);
      }
    }
    run.changed();
    pending = deferred;
  }
}

function isDeferred(outcome: { state: string }): outcome is DeferredFile {
  return outcome.state === 'deferred';
}

function isFailed(outcome: { state: string }): outcome is FailedFile {
  return outcome.state === 'failed';
}
