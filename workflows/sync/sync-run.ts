import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { withBeginning } from '../../contracts/errors.ts';
import { hostTaskQueue, STEP_WAITING_SIGNAL } from '../../contracts/names.ts';
import { englishOf, sentenceOf } from '../../contracts/sentences.ts';
import { parseStepWaiting } from '../../contracts/signal-shapes.ts';
import type { RemovalTerms, ScanPage } from '../../contracts/sync/activities.ts';
import { isSyncInput, type SyncInput } from '../../contracts/sync/declaration.ts';
import { addFindings, emptyReport, failReport, type SyncReport } from '../../contracts/sync/report.ts';
import { REPORT_QUERY, type SyncRunState } from '../../contracts/sync/run.ts';
import { endOfReport, logRun } from '../status/run-log.ts';
import { toKeptError } from '../steps/failure-info.ts';
import { recordWaiting } from '../steps/open-steps.ts';
import { type StepOptions, syncSteps } from '../steps/steps.ts';
import { deliver, holderOf, type Run, takeOver } from './deliver.ts';
import { removePage } from './removals.ts';
import { createSyncVisibility } from './sync-visibility.ts';

const reportQuery = defineQuery<SyncReport>(REPORT_QUERY);
const stepWaitingSignal = defineSignal<[unknown]>(STEP_WAITING_SIGNAL);

/** Bytes and events of a history after which a run goes on with a new one: each ingestion's result is in it. */
const MAX_HISTORY = { bytes: 4 * 1024 ** 2, events: 4_000 };

const FORGETTING = sentenceOf(
  'what was delivered before is being forgotten: declare the sync once more, then make a run',
);

/**
 * One run of a recurring sync: scans the source, delivers what is new or changed by ordinary ingestions, one after the
 * other, and remembers what they delivered. `before`: what the run had come to when its history was cut.
 *
 * Ends completed with its report, failed when nothing could be delivered, cancelled when it was cancelled.
 */
export async function syncRun(input: SyncInput, before?: SyncRunState): Promise<SyncReport> {
  if (!isSyncInput(input)) throw ApplicationFailure.nonRetryable('the input is no sync', 'InvalidRequest');
  if (input.isBeingReset === true) {
    throw ApplicationFailure.nonRetryable(englishOf(FORGETTING), 'AlreadyExists', { told: [FORGETTING] });
  }
  const state: SyncRunState = before ?? { report: emptyReport(), batches: 0, missing: 0, isScanned: false };
  // What a run of an earlier version goes on with has no more than that one knew.
  state.report = { ...emptyReport(), ...state.report };
  const run: Run = { input, state, visibility: createSyncVisibility(input, state) };
  setHandler(reportQuery, () => state.report);
  setHandler(stepWaitingSignal, (told) => {
    const waiting = parseStepWaiting(told);
    if (waiting !== undefined) recordWaiting(waiting);
  });
  run.visibility.update();
  const told = { run: 'sync', id: input.name, platform: input.declaration.platform } as const;
  if (before === undefined) logRun({ ...told, event: 'begins' });
  const goOnAnew = async () => {
    if (!isFull()) return;
    await condition(allHandlersFinished);
    await continueAsNew<typeof syncRun>(input, state);
  };
  try {
    const isRemoving = input.declaration.onRemoved === 'delete';
    if (isRemoving) state.removal ??= await beginRemovals(input);
    while (!state.isScanned) {
      await workPage(run);
      if (!state.isScanned) await goOnAnew();
    }
    if (state.missing > 0 && state.report.problems.length === 0) await settleMissing(run, isRemoving, goOnAnew);
    conclude(state);
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) state.report.status = 'cancelled';
    else failReport(state.report, toKeptError(error));
  }
  run.visibility.update();
  logRun({ ...told, event: 'ends', ...endOfReport(state.report) });
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  return end(state.report);
}

/** Scans until there are some files to deliver, and delivers them. */
async function workPage(run: Run): Promise<void> {
  const { input, state, visibility } = run;
  const from = state.next === undefined ? {} : { from: state.next };
  const page: ScanPage = await syncSteps.scanSource(
    { ...input, ...from, holder: holderOf(input) },
    onSource(input, 'compare the source'),
  );
  if (page.left !== undefined) {
    await takeOver(run, page.left);
    return;
  }
  addFindings(state.report, page.findings);
  state.missing += page.missing;
  if (page.remembered !== undefined) state.remembered = page.remembered;
  visibility.update();
  if (page.changes.length > 0) await deliver(run, page.changes);
  state.isScanned = page.next === undefined;
  if (page.next === undefined) delete state.next;
  else state.next = page.next;
}

async function beginRemovals(input: SyncInput): Promise<RemovalTerms> {
  return await syncSteps.beginRemovals(holderOf(input), { summary: 'see what may be removed' });
}

/** What was not there is told, and removed where that is declared. */
async function settleMissing({ input, state, visibility }: Run, isRemoving: boolean, goOnAnew: () => Promise<void>) {
  const options = onSource(input, 'see what was removed');
  if (!isRemoving) {
    const { remembered } = state;
    const before = remembered === undefined ? {} : { remembered };
    const { next, ...findings } = await syncSteps.settleRemoved({ ...input, ...before }, options);
    addFindings(state.report, findings);
    visibility.update();
    if (next === undefined) return;
    // Only now that the run has it, so that a repeated attempt tells nothing less.
    const told = next.isAll ? { told: findings.removed ?? [] } : {};
    const later = { summary: 'remember what was removed' };
    addFindings(
      state.report,
      await syncSteps.settleRemoved({ ...input, from: next, ...told }, { ...options, ...later }),
    );
    return;
  }
  while (await removePage(input, state, options, visibility.update)) await goOnAnew();
}

/** A step that lists the source runs where that lies. */
function onSource({ declaration: { host } }: SyncInput, summary: string): StepOptions {
  const { taskQueue } = workflowInfo();
  return host === undefined ? { summary } : { summary, host, taskQueue: hostTaskQueue(taskQueue, host) };
}

/** The status follows from what was delivered and removed, as that of an ingestion does. */
function conclude({ report }: SyncRunState): void {
  const done = report.new + report.changed + report.deleted.length;
  const hasFailed = report.failed.length > 0;
  const isPartial = hasFailed || report.problems.length > 0;
  report.status = hasFailed && done === 0 ? 'failed' : isPartial ? 'partial' : 'completed';
  const first = report.failed[0];
  if (report.status === 'failed' && first !== undefined) {
    failReport(report, withBeginning(first.error, sentenceOf('{name}: ', { name: first.path })));
  }
}

function end(report: SyncReport): SyncReport {
  if (report.status === 'cancelled') throw new CancelledFailure('the run was cancelled', [report]);
  if (report.status !== 'failed') return report;
  const type = report.error?.type ?? 'Internal';
  throw ApplicationFailure.create({
    type,
    message: report.error?.message ?? 'nothing was delivered',
    nonRetryable: true,
    details: [report],
  });
}

function isFull(): boolean {
  const { continueAsNewSuggested, historySize, historyLength } = workflowInfo();
  return continueAsNewSuggested || historySize > MAX_HISTORY.bytes || historyLength > MAX_HISTORY.events;
}
