import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { PAUSE_SIGNAL, PROGRESS_QUERY, RESULT_QUERY, RESUME_SIGNAL, RETRY_UPDATE } from '../contracts/names.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import type { IngestRequest } from '../contracts/request.ts';
import type { IngestResult } from '../contracts/state.ts';
import { deliverToChongqingBim } from './chongqing-bim/deliver.ts';
import { conclude, concludeCancelled, concludeFailed } from './conclusion.ts';
import { toErrorInfo } from './failure-info.ts';
import type { IngestRun } from './ingest-run.ts';
import { createState, type IngestState, toProgress, toResumeState } from './ingest-state.ts';
import { createPauseGate } from './pause-gate.ts';
import { runStep } from './steps.ts';
import { createVisibility, type Visibility } from './visibility.ts';

const progressQuery = defineQuery<IngestProgress>(PROGRESS_QUERY);
const resultQuery = defineQuery<IngestResult>(RESULT_QUERY);
const pauseSignal = defineSignal(PAUSE_SIGNAL);
const resumeSignal = defineSignal(RESUME_SIGNAL);
const retryUpdate = defineUpdate<{ hastened: number }>(RETRY_UPDATE);

/**
 * Takes model files from disk to converted and registered. `previous` is what an earlier run of the same id left: what it
 * delivered is kept, the rest starts anew with the ids made then.
 *
 * Ends completed when at least one file was delivered, failed when none was, cancelled when it was cancelled before all
 * were.
 */
export async function ingest(request: IngestRequest, previous?: IngestResult): Promise<IngestResult> {
  const info = workflowInfo();
  const identity = {
    id: info.workflowId,
    runId: info.firstExecutionRunId,
    startedAt: info.startTime.toISOString(),
  };
  const gate = createPauseGate();
  // Any client may start this workflow with anything: until the request is checked nothing of it is looked into.
  let state: IngestState = createState({ platform: platformOf(request), files: [] }, identity, undefined);
  let visibility: Visibility = createVisibility(state, () => gate.isPaused);

  setHandler(progressQuery, () => toProgress(state, gate.isPaused));
  setHandler(resultQuery, () => toResult(state, gate.isPaused));
  setHandler(retryUpdate, () =>
    // Also of a run that was cancelled: its registration may be what waits.
    CancellationScope.nonCancellable(() => runStep('hastenAttempts', {}, { summary: 'try again now' })),
  );
  setHandler(pauseSignal, () => {
    gate.pause();
    visibility.update();
  });
  setHandler(resumeSignal, () => {
    gate.resume();
    visibility.update();
  });

  try {
    const plan = await runStep('prepareIngestion', { request }, { summary: 'check the request' });
    state = createState(request, identity, previous);
    visibility = createVisibility(state, () => gate.isPaused);
    const run: IngestRun = { state, plan, gate, taskQueue: info.taskQueue, changed: visibility.update };
    visibility.update();
    await deliverToChongqingBim(run);
    conclude(state);
  } catch (error) {
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) concludeCancelled(state);
    else concludeFailed(state, toErrorInfo(error));
  }
  visibility.update();
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  if (state.outcome?.status === 'cancelled') throw new CancelledFailure('the ingestion was cancelled');
  if (state.outcome?.status === 'failed') throw toFailure(state);
  return toResult(state, false);
}

function platformOf(request: unknown): string {
  const hasPlatform = typeof request === 'object' && request !== null && 'platform' in request;
  return hasPlatform && typeof request.platform === 'string' ? request.platform : '';
}

function toResult(state: IngestState, isPaused: boolean): IngestResult {
  return { ...toProgress(state, isPaused), resume: toResumeState(state) };
}

function toFailure(state: IngestState): ApplicationFailure {
  return ApplicationFailure.create({
    type: state.error?.type ?? 'Internal',
    message: state.error?.message ?? 'no file was delivered',
    nonRetryable: true,
    details: [toResult(state, false)],
  });
}
