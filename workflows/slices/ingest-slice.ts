import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { isSliceInput } from '../../contracts/input-shapes.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import type { SendingLimits } from '../../contracts/limits.ts';
import { MAX_HASHES_IN_SEARCH_ATTRIBUTE, REGISTRATION_SIGNAL, SLICE_REPORT_SIGNAL } from '../../contracts/names.ts';
import { MAX_SLICE_WAITS_REPORTED } from '../../contracts/policies.ts';
import type { Waiting } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { isResultFor } from '../../contracts/result-shape.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { parseRegistrationDecision } from '../../contracts/signal-shapes.ts';
import type { RegistrationDecision, SliceInput, SliceReport } from '../../contracts/slices.ts';
import type { IngestResult, ProgressSummary } from '../../contracts/state.ts';
import { mostUrgent } from '../../contracts/waiting.ts';
import { deliveryOf } from '../deliveries.ts';
import { conclude, concludeCancelled, concludeFailed } from '../ingest/conclusion.ts';
import { toResult } from '../ingest/ingest-progress.ts';
import type { IngestRun } from '../ingest/ingest-run.ts';
import { createState, failFile, isAlive } from '../ingest/ingest-state.ts';
import { createPauseGate } from '../ingest/pause-gate.ts';
import { ignoreSignal, setRunHandlers } from '../ingest/run-handlers.ts';
import { endOfState, logRun } from '../status/run-log.ts';
import { createVisibility } from '../status/visibility.ts';
import { refusalOf, toKeptError } from '../steps/failure-info.ts';
import { onStepsChanged, openSteps } from '../steps/open-steps.ts';
import { steps } from '../steps/steps.ts';

const sliceReport = defineSignal<[SliceReport]>(SLICE_REPORT_SIGNAL);
const registration = defineSignal<[unknown]>(REGISTRATION_SIGNAL);

/**
 * Works a part of a large ingestion's files as `ingest` does, but for what all slices share, which is the ingestion's. It always
 * ends completed, with its own account as the result: the ingestion judges.
 */
export async function ingestSlice(input: SliceInput): Promise<IngestResult> {
  if (!isSliceInput(input)) {
    throw refusalOf('InvalidRequest', sentenceOf('the input is no part of an ingestion'));
  }
  const { ingestion, request, plan, from } = input;
  const { platform, files } = request;
  const told = { run: 'slice', id: ingestion.id, platform, from, count: files.length } as const;
  logRun({ ...told, event: 'begins' });
  const gate = createPauseGate();
  const changedLimits: SendingLimits = {};
  const reports = createReports();
  let decision: RegistrationDecision | undefined;
  const delivery = deliveryOf(plan.kind);
  const { shared } = delivery;
  let state = createState(delivery, request, ingestion, undefined);
  if (input.previous !== undefined) state.unread = input.previous;
  let visibility = createVisibility(state, () => gate.pausedSince);
  setRunHandlers({ state: () => state, gate, changedLimits, onPauseChanged: () => visibility.update() });
  setHandler(registration, (answer) => {
    const known = parseRegistrationDecision(answer, plan.kind);
    if (known === undefined) ignoreSignal(REGISTRATION_SIGNAL);
    else decision = known;
  });

  let waiting: Waiting | undefined;
  let waitsReported = 0;
  const report = (summary: ProgressSummary, hashes: readonly string[], awaitsRegistration = false) => {
    const firstHashes = hashes.slice(0, MAX_HASHES_IN_SEARCH_ATTRIBUTE);
    const told = waiting === undefined ? {} : { waiting };
    reports.send({ from, summary, hashes: firstHashes, awaitsRegistration, ...told });
  };
  onStepsChanged((isWait) => {
    if (!isWait) return;
    const before = waiting;
    waiting = mostUrgent(openSteps().flatMap((step) => step.waiting ?? []));
    if (before?.for === waiting?.for || waitsReported >= MAX_SLICE_WAITS_REPORTED) return;
    waitsReported += 1;
    report(visibility.summary(), []);
  });

  /** True when the files may be registered under what all slices share. */
  async function admitRegistration(): Promise<boolean> {
    if (shared?.isWanted(state) !== true) return false;
    visibility.update();
    report(visibility.summary(), [], true);
    await condition(() => decision !== undefined);
    if (decision?.kind === 'register') {
      shared.give(state, decision.shared, true);
      return true;
    }
    if (decision?.kind !== 'fail') return false;
    state.error = decision.error;
    for (const file of state.files) if (isAlive(file) && !isDelivered(file)) failFile(file, decision.error);
    return false;
  }

  try {
    const { previous } = input;
    const before = previous && (await steps.readSlice({ run: previous }, { summary: 'read what was done before' }));
    state = createState(delivery, request, ingestion, resultOf(request, before?.result));
    if (input.shared !== undefined) shared?.give(state, input.shared, false);
    state.isSlice = true;
    visibility = createVisibility(state, () => gate.pausedSince, report);
    const run: IngestRun = {
      state,
      plan,
      gate,
      changedLimits,
      taskQueue: workflowInfo().taskQueue,
      changed: visibility.update,
      ...(shared === undefined ? {} : { admitRegistration }),
    };
    visibility.update();
    await delivery.deliver(run);
    conclude(state);
  } catch (error) {
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) concludeCancelled(state);
    else concludeFailed(state, toKeptError(error));
  }
  visibility.update();
  logRun({ ...told, event: 'ends', ...endOfState(state) });
  await CancellationScope.nonCancellable(() => reports.sent());
  return toResult(state);
}

/** Refuses what was read in the place of a result: going on from it, or without it, might register twice. */
function resultOf(request: IngestRequest, result: unknown): IngestResult | undefined {
  if (result === undefined || isResultFor(result, request.files.length)) return result;
  throw refusalOf('InvalidRequest', sentenceOf('what was done before is no result of these files'));
}

/** What is told to the ingestion. */
interface Reports {
  send(report: SliceReport): void;
  /** Resolves when everything has arrived. */
  sent(): Promise<void>;
}

function createReports(): Reports {
  const { parent } = workflowInfo();
  const ingestion = parent && getExternalWorkflowHandle(parent.workflowId, parent.runId);
  let last: Promise<void> = Promise.resolve();
  return {
    send(report) {
      const before = last;
      // One after the other, so that none overtakes a later one. An ingestion that is gone takes this run with it.
      last = CancellationScope.nonCancellable(() => before.then(() => ingestion?.signal(sliceReport, report))).catch(
        () => undefined,
      );
    },
    sent: () => last,
  };
}
