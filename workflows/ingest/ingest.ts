import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  defineUpdate,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { hasRequestShape } from '../../contracts/input-shapes.ts';
import { RETRY_UPDATE } from '../../contracts/names.ts';
import type { SliceProgress } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { isResultFor } from '../../contracts/result-shape.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { findHalfCharacter, HALF_CHARACTER_PROBLEM } from '../../contracts/well-formed.ts';
import { deliverToChongqingBim } from '../chongqing-bim/deliver.ts';
import { cutSlices, takeUpSlices } from '../slices/slices.ts';
import { tellSlices, workSlices } from '../slices/work-slices.ts';
import { createVisibility, type Visibility } from '../status/visibility.ts';
import { toErrorInfo } from '../steps/failure-info.ts';
import { whenStepsChange } from '../steps/open-steps.ts';
import { runStep } from '../steps/steps.ts';
import { conclude, concludeCancelled, concludeFailed } from './conclusion.ts';
import { isOpenSlice, toResult } from './ingest-progress.ts';
import type { IngestRun } from './ingest-run.ts';
import { createSlicedState, createState, type IngestState, type RunIdentity } from './ingest-state.ts';
import { createPauseGate } from './pause-gate.ts';
import { pauseSignal, resumeSignal, setRunHandlers } from './run-handlers.ts';

const retryUpdate = defineUpdate<{ hastened: number }>(RETRY_UPDATE);

/**
 * Takes model files from disk to converted and registered. `before` is what an earlier run of the same id left: what it
 * delivered is kept, the rest starts anew with the ids made then.
 *
 * Ends completed when at least one file was delivered, failed when none was, cancelled when it was cancelled before all
 * were.
 */
export async function ingest(request: IngestRequest, before?: IngestResult): Promise<IngestResult> {
  const info = workflowInfo();
  const identity = {
    id: info.workflowId,
    runId: info.firstExecutionRunId,
    startedAt: info.startTime.toISOString(),
  };
  const gate = createPauseGate();
  // Any client may start this workflow with anything: until the request is checked nothing of it is looked into.
  let state: IngestState = createState({ platform: platformOf(request), files: [] }, identity, undefined);
  const problem = problemOf(request, before);
  const previous = problem === undefined ? (before ?? undefined) : undefined;
  // What is known from before stays known, also if this run ends before it has begun: the next one needs it.
  if (previous !== undefined && wasBegun(previous)) {
    state = createStateOf(request, identity, previous, takeUpSlices(previous));
  }
  let visibility: Visibility = createVisibility(state, () => gate.pausedSince);

  setRunHandlers({
    state: () => state,
    gate,
    onPauseChanged() {
      visibility.update();
      tellSlices(state, gate.isPaused ? pauseSignal : resumeSignal);
    },
  });
  whenStepsChange(() => visibility.refresh());
  setHandler(retryUpdate, () =>
    // Also of a run that was cancelled: its registration may be what waits.
    CancellationScope.nonCancellable(() => {
      const slices = (state.slices ?? []).flatMap((slice) => (isOpenSlice(slice) ? (slice.run ?? []) : []));
      return runStep('hastenAttempts', slices.length === 0 ? {} : { slices }, { summary: 'try again now' });
    }),
  );

  try {
    if (problem !== undefined) throw ApplicationFailure.nonRetryable(problem, 'InvalidRequest');
    const plan = await runStep('prepareIngestion', { request }, { summary: 'check the request' });
    const slices = cutSlices(request.files, plan, previous);
    state = createStateOf(request, identity, previous, slices);
    visibility = createVisibility(state, () => gate.pausedSince);
    const run: IngestRun = { state, plan, gate, taskQueue: info.taskQueue, changed: visibility.update };
    visibility.update();
    await (slices === undefined ? deliverToChongqingBim(run) : workSlices(run));
    conclude(state);
  } catch (error) {
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) concludeCancelled(state);
    else concludeFailed(state, toErrorInfo(error));
  }
  visibility.update();
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  if (state.outcome?.status === 'cancelled') throw new CancelledFailure('the ingestion was cancelled');
  if (state.outcome?.status === 'failed') throw toFailure(state);
  return toResult(state);
}

/**
 * What is wrong with the input that no step can tell: on the way to one half a character would be mended, and a result is
 * what this workflow itself goes on from.
 */
function problemOf(request: unknown, before: unknown): string | undefined {
  const half = findHalfCharacter(request);
  if (half !== undefined) return `${half} ${HALF_CHARACTER_PROBLEM}`;
  // Clients in some languages have null for an argument that is left out.
  if (
    before === undefined ||
    before === null ||
    (hasRequestShape(request) && isResultFor(before, request.files.length))
  )
    return undefined;
  return 'the second argument is no result of this request: leave it out, `modelrail retry` gives the right one';
}

/** True when a run has looked into the request: it was checked then. */
function wasBegun({ files, slices }: IngestResult): boolean {
  return files.length > 0 || slices !== undefined;
}

function createStateOf(
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
  slices: SliceProgress[] | undefined,
): IngestState {
  return slices === undefined
    ? createState(request, identity, previous)
    : createSlicedState(request, identity, previous, slices);
}

function platformOf(request: unknown): string {
  const hasPlatform = typeof request === 'object' && request !== null && 'platform' in request;
  return hasPlatform && typeof request.platform === 'string' ? request.platform : '';
}

function toFailure(state: IngestState): ApplicationFailure {
  return ApplicationFailure.create({
    type: state.error?.type ?? 'Internal',
    message: state.error?.message ?? 'no file was delivered',
    nonRetryable: true,
    details: [toResult(state)],
  });
}
