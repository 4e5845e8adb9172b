import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  defineUpdate,
  isCancellation,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { hasRequestShape } from '../../contracts/input-shapes.ts';
import type { DeliveryKind } from '../../contracts/kinds.ts';
import type { SendingLimits } from '../../contracts/limits.ts';
import { LIMITS_MEMO, RETRY_UPDATE } from '../../contracts/names.ts';
import type { SliceProgress } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { isResultFor, kindOfResult } from '../../contracts/result-shape.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { findHalfCharacter, HALF_CHARACTER_PROBLEM } from '../../contracts/well-formed.ts';
import { deliveryOf } from '../deliveries.ts';
import { cutSlices, resumeSlices } from '../slices/slices.ts';
import { tellSlices, workSlices } from '../slices/work-slices.ts';
import { endOfState, logRun } from '../status/run-log.ts';
import { createVisibility, type Visibility } from '../status/visibility.ts';
import { refusalOf, toKeptError } from '../steps/failure-info.ts';
import { onStepsChanged } from '../steps/open-steps.ts';
import { steps } from '../steps/steps.ts';
import { conclude, concludeCancelled, concludeFailed } from './conclusion.ts';
import { countFiles, isOpenSlice, toResult } from './ingest-progress.ts';
import type { BegunState, Delivery, IngestRun, IngestState, RunIdentity } from './ingest-run.ts';
import { createBlankState, createSlicedState, createState } from './ingest-state.ts';
import { isOfSync } from './of-sync.ts';
import { createPauseGate } from './pause-gate.ts';
import { pauseSignal, resumeSignal, setRunHandlers, setSignal } from './run-handlers.ts';

const retryUpdate = defineUpdate<{ retriedNow: number }>(RETRY_UPDATE);

/**
 * Takes model files to their platform. `before` is what an earlier run of the same id left: what it
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
  const changedLimits: SendingLimits = {};
  // Any client may start this workflow with anything: until the request is checked nothing of it is looked into.
  let state: IngestState = createBlankState({ platform: platformOf(request), files: [] }, identity);
  const problem = problemOf(request, before);
  const previous = problem === undefined ? (before ?? undefined) : undefined;
  // What is known from before stays known, also if this run ends before it has begun: the next one needs it.
  if (previous !== undefined && wasBegun(previous)) {
    const kind = kindOfResult(previous);
    if (kind !== undefined) {
      state = createStateOf(deliveryOf(kind), request, identity, previous, resumeSlices(previous));
    }
  }
  let visibility: Visibility = createVisibility(state, () => gate.pausedSince);
  const { delivered: deliveredBefore } = countFiles(state);
  const told = { run: 'ingestion', id: info.workflowId, platform: state.request.platform } as const;
  logRun({
    ...told,
    event: 'begins',
    ...(hasRequestShape(request) ? { count: request.files.length } : {}),
    ...(previous === undefined ? {} : { isRetry: true as const }),
  });
  const scope = CancellationScope.current();
  const noteWaits = () => visibility.noteWaits(scope.consideredCancelled);
  scope.cancelRequested.catch(noteWaits);

  let wasPaused = false;
  setRunHandlers({
    state: () => state,
    gate,
    changedLimits,
    onPauseChanged() {
      if (gate.isPaused !== wasPaused) logRun({ ...told, event: gate.isPaused ? 'pauses' : 'goes on' });
      wasPaused = gate.isPaused;
      visibility.update();
      tellSlices(state, gate.isPaused ? pauseSignal : resumeSignal);
    },
    onLimitsChanged() {
      // Where steps that run look for it.
      upsertMemo({ [LIMITS_MEMO]: changedLimits });
      tellSlices(state, setSignal, changedLimits);
    },
  });
  onStepsChanged(noteWaits);
  setHandler(retryUpdate, () =>
    // Also of a run that was cancelled: its registration may be what waits.
    CancellationScope.nonCancellable(() => {
      const slices = (state.slices ?? []).flatMap((slice) => (isOpenSlice(slice) ? (slice.run ?? []) : []));
      return steps.resetBackoff(slices.length === 0 ? {} : { slices }, { summary: 'try again now' });
    }),
  );

  try {
    if (problem !== undefined) throw refusalOf('InvalidRequest', problem);
    const plan = await steps.prepareIngestion(
      { request, ...(isOfSync() ? {} : { recalls: true }) },
      { summary: 'check the request' },
    );
    assertSameKind(plan, previous);
    const delivery = deliveryOf(plan.kind);
    const slices = cutSlices(request.files, delivery.filesTogether(plan), previous);
    const begun = createStateOf(delivery, request, identity, previous, slices);
    if (plan.remembered !== undefined) begun.remembered = plan.remembered;
    state = begun;
    visibility = createVisibility(state, () => gate.pausedSince);
    const run: IngestRun = {
      state: begun,
      plan,
      gate,
      changedLimits,
      taskQueue: info.taskQueue,
      changed() {
        visibility.update();
        noteWaits();
      },
    };
    visibility.update();
    await (slices === undefined ? delivery.deliver(run) : workSlices(run));
    conclude(state);
  } catch (error) {
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) concludeCancelled(state);
    else concludeFailed(state, toKeptError(error));
  }
  visibility.update();
  logRun({ ...told, event: 'ends', ...endOfState(state), ...(deliveredBefore > 0 ? { before: deliveredBefore } : {}) });
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  if (state.outcome?.status === 'cancelled') throw new CancelledFailure('the ingestion was cancelled');
  if (state.outcome?.status === 'failed') throw toFailure(state);
  return toResult(state);
}

/**
 * What is wrong with the input that no step can tell: on the way to one half a character would be mended, and a result is
 * what this workflow itself goes on from.
 */
function problemOf(request: unknown, before: unknown): Sentence | undefined {
  const half = findHalfCharacter(request);
  if (half !== undefined) {
    return sentenceOf('{path} {problem}', { path: half, problem: { text: HALF_CHARACTER_PROBLEM, filling: {} } });
  }
  // Clients in some languages have null for an argument that is left out.
  if (
    before === undefined ||
    before === null ||
    (hasRequestShape(request) && isResultFor(before, request.files.length))
  )
    return undefined;
  return sentenceOf('the second argument is no result of this request: leave it out, a retry gives the right one');
}

/** True when a run has looked into the request: it was checked then. */
function wasBegun({ files, slices }: IngestResult): boolean {
  return files.length > 0 || slices !== undefined;
}

/** What an earlier run left is of no use on another kind of platform. */
function assertSameKind({ kind }: { kind: string }, previous: IngestResult | undefined): void {
  const before: string | undefined = previous && kindOfResult(previous);
  if (before === undefined || before === kind) return;
  const said = sentenceOf(
    'the platform is of kind {kind} now, and was {before} when the ingestion was started: start another one',
    { kind, before },
  );
  throw refusalOf('InvalidRequest', said);
}

function createStateOf(
  delivery: Delivery<DeliveryKind>,
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
  slices: SliceProgress[] | undefined,
): BegunState {
  return slices === undefined
    ? createState(delivery, request, identity, previous)
    : createSlicedState(delivery, request, identity, previous, slices);
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
