import type { RunFile } from '../ingest/ingest-run.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';

interface AnyOutcome {
  index: number;
  state: 'ok' | 'failed' | 'deferred';
}

/** What becomes of the files of a step. */
export interface ExtraEnds<Outcome extends AnyOutcome> {
  onDone(entry: RunFile, outcome: Extract<Outcome, { state: 'ok' }>): void;
  /** Of one that goes again, and of one that does not. */
  onUndone(entry: RunFile, outcome: Exclude<Outcome, { state: 'ok' }>): void;
}

/** Runs a step over delivered files until each has an answer: what fails leaves the file delivered. Nothing is run for none. */
export async function settleExtras<Outcome extends AnyOutcome>(
  run: Fractal3dRun,
  files: readonly RunFile[],
  step: (files: readonly RunFile[]) => Promise<{ files: Outcome[] }>,
  { onDone, onUndone }: ExtraEnds<Outcome>,
): Promise<void> {
  for (let pending = files; pending.length > 0; ) {
    const outcomes = new Map((await step(pending)).files.map((outcome) => [outcome.index, outcome]));
    const deferred: RunFile[] = [];
    for (const entry of pending) {
      const outcome = outcomes.get(entry.index);
      if (outcome === undefined || outcome.state === 'deferred') deferred.push(entry);
      if (outcome === undefined) continue;
      if (isDone(outcome)) onDone(entry, outcome);
      else onUndone(entry, outcome as Exclude<Outcome, { state: 'ok' }>); // as: the rest of what it can be
    }
    run.changed();
    pending = deferred;
  }
}

function isDone<Outcome extends AnyOutcome>(outcome: Outcome): outcome is Extract<Outcome, { state: 'ok' }> {
  return outcome.state === 'ok';
}
