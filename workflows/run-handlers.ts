import { defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { PAUSE_SIGNAL, PROGRESS_QUERY, RESULT_QUERY, RESUME_SIGNAL, STEP_WAITING_SIGNAL } from '../contracts/names.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import type { IngestResult } from '../contracts/state.ts';
import type { StepWaiting } from '../contracts/waiting.ts';
import { toProgress, toResult } from './ingest-progress.ts';
import type { IngestState } from './ingest-state.ts';
import { noteWaiting } from './open-steps.ts';
import type { PauseGate } from './pause-gate.ts';

export const pauseSignal = defineSignal(PAUSE_SIGNAL);
export const resumeSignal = defineSignal(RESUME_SIGNAL);
const stepWaitingSignal = defineSignal<[StepWaiting | undefined]>(STEP_WAITING_SIGNAL);
const progressQuery = defineQuery<IngestProgress>(PROGRESS_QUERY);
const resultQuery = defineQuery<IngestResult>(RESULT_QUERY);

/** Answers what is asked about a run and follows what it is told, the same for an ingestion and for a slice of one. */
export function setRunHandlers(run: { state(): IngestState; gate: PauseGate; onPauseChanged(): void }): void {
  const { gate } = run;
  setHandler(progressQuery, () => toProgress(run.state(), gate.pausedSince));
  setHandler(resultQuery, () => toResult(run.state(), gate.pausedSince));
  setHandler(stepWaitingSignal, noteWaiting);
  setHandler(pauseSignal, () => {
    gate.pause();
    run.onPauseChanged();
  });
  setHandler(resumeSignal, () => {
    gate.resume();
    run.onPauseChanged();
  });
}
