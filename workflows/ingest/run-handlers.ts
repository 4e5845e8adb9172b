import { defineQuery, defineSignal, log, setHandler } from '@temporalio/workflow';
import { parseSendingLimits, type SendingLimits } from '../../contracts/limits.ts';
import {
  PAUSE_SIGNAL,
  PROGRESS_QUERY,
  RESULT_QUERY,
  RESUME_SIGNAL,
  SET_SIGNAL,
  STEP_WAITING_SIGNAL,
} from '../../contracts/names.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { parseStepWaiting } from '../../contracts/signal-shapes.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { recordWaiting } from '../steps/open-steps.ts';
import { toProgress, toResult } from './ingest-progress.ts';
import type { IngestState } from './ingest-run.ts';
import type { PauseGate } from './pause-gate.ts';

export const pauseSignal = defineSignal(PAUSE_SIGNAL);
export const resumeSignal = defineSignal(RESUME_SIGNAL);
export const setSignal = defineSignal<[SendingLimits]>(SET_SIGNAL);
const stepWaitingSignal = defineSignal<[unknown]>(STEP_WAITING_SIGNAL);
const progressQuery = defineQuery<IngestProgress>(PROGRESS_QUERY);
const resultQuery = defineQuery<IngestResult>(RESULT_QUERY);

/** Answers what is asked about a run and follows what it is told, the same for an ingestion and for a slice of one. */
export function setRunHandlers(run: {
  state(): IngestState;
  gate: PauseGate;
  changedLimits: SendingLimits;
  onPauseChanged(): void;
  onLimitsChanged?(): void;
}): void {
  const { gate } = run;
  setHandler(progressQuery, () => toProgress(run.state(), gate.pausedSince));
  setHandler(resultQuery, () => toResult(run.state(), gate.pausedSince));
  setHandler(stepWaitingSignal, (told) => {
    const waiting = parseStepWaiting(told);
    if (waiting === undefined) ignoreSignal(STEP_WAITING_SIGNAL);
    else recordWaiting(waiting);
  });
  setHandler(setSignal, (told) => {
    const limits = parseSendingLimits(told);
    if (limits === undefined) return ignoreSignal(SET_SIGNAL);
    Object.assign(run.changedLimits, limits);
    run.onLimitsChanged?.();
  });
  setHandler(pauseSignal, () => {
    gate.pause();
    run.onPauseChanged();
  });
  setHandler(resumeSignal, () => {
    gate.resume();
    run.onPauseChanged();
  });
}

/** Any client of Temporal may send a signal with anything: what no part of ours sends changes nothing. */
export function ignoreSignal(signal: string): void {
  log.warn('an unknown signal was ignored', { signal });
}
