import {
  CancellationScope,
  CancelledFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  type SignalDefinition,
  setHandler,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { errorOf, type KeptError, shownError } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import { REGISTRATION_SIGNAL, SLICE_REPORT_SIGNAL, SLICE_WORKFLOW, sliceWorkflowId } from '../../contracts/names.ts';
import { OPEN_SLICES, SENDING_SLICES } from '../../contracts/policies.ts';
import { type SliceProgress, STAGES } from '../../contracts/progress.ts';
import { eachSentence, parseSentences, sentenceOf, sentencesIn } from '../../contracts/sentences.ts';
import { parseSliceReport } from '../../contracts/signal-shapes.ts';
import type { RegistrationDecision, SliceInput, SliceReport } from '../../contracts/slices.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { CALLED_OFF, firstFailure, WAS_CANCELLED } from '../ingest/conclusion.ts';
import { isOpenSlice } from '../ingest/ingest-progress.ts';
import type { IngestRun, IngestState } from '../ingest/ingest-run.ts';
import { ignoreSignal, pauseSignal, setSignal } from '../ingest/run-handlers.ts';
import { isInterruption, toKeptError } from '../steps/failure-info.ts';
import { createLimit } from '../steps/limit.ts';

const sliceReport = defineSignal<[unknown]>(SLICE_REPORT_SIGNAL);
const registration = defineSignal<[RegistrationDecision]>(REGISTRATION_SIGNAL);

/** A slice that is worked by this run. */
interface SliceWork {
  slice: SliceProgress;
  hasUploaded: boolean;
  /** It was given what all slices share. */
  isAdmitted: boolean;
  awaitsRegistration: boolean;
  /** Its question about registration has been answered. */
  isAnswered: boolean;
  isOver: boolean;
}

/**
 * Works the slices of a large ingestion, each in a run of its own: a few send at a time, more convert. What all
 * slices share is made once, when the first of them has files to register. A cancellation reaches every slice; what they delivered by
 * then counts.
 */
export async function workSlices(run: IngestRun): Promise<void> {
  const { state } = run;
  const outer = CancellationScope.current();
  const works = (state.slices ?? []).filter(isOpenSlice).map(
    (slice): SliceWork => ({
      slice,
      hasUploaded: false,
      isAdmitted: false,
      awaitsRegistration: false,
      isAnswered: false,
      isOver: false,
    }),
  );
  setHandler(sliceReport, (told) => {
    const report = parseSliceReport(told);
    if (report === undefined) return ignoreSignal(SLICE_REPORT_SIGNAL);
    const work = works.find(({ slice }) => slice.from === report.from);
    // What arrives after the end of a slice is older than its result.
    if (work !== undefined && !work.isOver) applyReport(run, work, report);
  });

  await CancellationScope.nonCancellable(async () => {
    const children = new CancellationScope();
    void condition(() => outer.consideredCancelled).then(() => children.cancel());
    const registrar = createRegistrar(run, works, () => outer.consideredCancelled);
    const [sending, open] = [createLimit(SENDING_SLICES), createLimit(OPEN_SLICES)];
    const isToStart = () => !outer.consideredCancelled && !registrar.isCalledOff();
    await Promise.all(
      works.map(async (work) => {
        let ended: Promise<void> | undefined;
        await open(async () => {
          await sending(async () => {
            if (isToStart()) await Promise.race([run.gate.open(), condition(() => !isToStart())]);
            if (!isToStart()) return;
            ended = children.run(() => workSlice(run, work));
            await condition(() => work.isOver || work.hasUploaded || work.awaitsRegistration);
            if (work.isOver || work.hasUploaded) return;
            // What all slices share is wanted before anything is sent.
            await registrar.answer(work);
            await condition(() => work.isOver || work.hasUploaded);
          });
          if (ended !== undefined) await condition(() => work.isOver || work.awaitsRegistration);
        });
        if (ended === undefined) return leaveOut(run, work, outer.consideredCancelled);
        if (work.awaitsRegistration && !work.isAnswered) await registrar.answer(work);
        await ended;
      }),
    );
  });
  const isDelivered = state.slices?.every(({ status }) => status === 'completed');
  if (outer.consideredCancelled && !isDelivered) throw new CancelledFailure('the ingestion was cancelled');
}

/** Tells every slice that is under way. */
export function tellSlices<Args extends unknown[]>(
  state: IngestState,
  signal: SignalDefinition<Args>,
  ...args: Args
): void {
  for (const slice of state.slices ?? []) if (isOpenSlice(slice)) tell(state, slice, signal, ...args);
}

/** A slice that cannot be told anything has ended: its end, which comes by itself, says all there is to say. */
function tell<Args extends unknown[]>(
  { told }: IngestState,
  { run }: SliceProgress,
  signal: SignalDefinition<Args>,
  ...args: Args
): void {
  if (run === undefined) return;
  const send = () => getExternalWorkflowHandle(run.workflowId, run.runId).signal(signal, ...args);
  // One after the other: Temporal does not promise to keep the order of what is under way.
  const before = told.get(run.runId) ?? Promise.resolve();
  const sent = CancellationScope.nonCancellable(() => before.then(send)).catch(() => undefined);
  told.set(run.runId, sent);
}

/** Runs a slice to its end, whatever that is. */
async function workSlice(run: IngestRun, work: SliceWork): Promise<void> {
  const { slice } = work;
  try {
    const workflowId = sliceWorkflowId(run.state.identity.id, slice.from, slice.count);
    const child = await startChild<(input: SliceInput) => Promise<IngestResult>>(SLICE_WORKFLOW, {
      workflowId,
      args: [sliceInput(run, slice)],
      // A slice ends with its own account of what it delivered, also when it is cancelled.
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      staticSummary: `files ${slice.from + 1} to ${slice.from + slice.count} of ${run.state.identity.id}`,
    });
    slice.run = { workflowId, runId: child.firstExecutionRunId };
    // What came while it was being started could not be told.
    if (run.gate.isPaused) tell(run.state, slice, pauseSignal);
    if (Object.keys(run.changedLimits).length > 0) tell(run.state, slice, setSignal, run.changedLimits);
    run.changed();
    applyResult(run, work, await child.result());
  } catch (error) {
    markLost(run.state, slice, error);
  }
  work.isOver = true;
  delete slice.waiting;
  run.changed();
}

function sliceInput({ state, plan }: IngestRun, slice: SliceProgress): SliceInput {
  const { request, identity, delivery } = state;
  const shared = delivery.shared?.read(state);
  return {
    ingestion: identity,
    request: { ...request, files: request.files.slice(slice.from, slice.from + slice.count) },
    plan,
    ...(shared === undefined ? {} : { shared }),
    from: slice.from,
    ...(slice.previous === undefined ? {} : { previous: slice.previous }),
  };
}

function applyReport(run: IngestRun, work: SliceWork, { summary, hashes, awaitsRegistration, waiting }: SliceReport) {
  const { status, stage, percent, delivered, failed } = summary;
  // Its result, not a report, says that a slice has ended.
  const isOpen = status === 'running' || status === 'paused';
  // What is undefined is not told: JSON has no word for it.
  Object.assign(work.slice, { ...(isOpen ? { status } : {}), stage, percent, delivered, failed, waiting });
  work.hasUploaded ||= STAGES.indexOf(stage) >= STAGES.indexOf('convert');
  work.awaitsRegistration ||= awaitsRegistration;
  if (work.slice.from === 0 && hashes.length > 0) run.state.firstHashes = hashes;
  run.changed();
}

function applyResult({ state }: IngestRun, { slice, isAdmitted }: SliceWork, result: IngestResult): void {
  const { status, stage, percent, files, dryRun, resume } = result;
  const hasLearned = resume.unread === undefined;
  // It ended before it knew what had been done before.
  if (!hasLearned) delete slice.run;
  const delivered = hasLearned ? files.filter(isDelivered).length : slice.delivered;
  const failed = hasLearned ? files.filter((file) => file.status === 'failed').length : slice.count - delivered;
  const error = firstFailure(files);
  Object.assign(slice, { status, stage, percent, delivered, failed });
  if (error !== undefined) {
    const told = [...(error.told ?? []), ...parseSentences(result.told)];
    failSlice(state, slice, { ...error, told: sentencesIn(told, [error.message]) });
  }
  if (dryRun !== undefined) {
    const sum = state.dryRun ?? { toSend: 0, bytesToSend: 0, instant: 0 };
    state.dryRun = {
      toSend: sum.toSend + dryRun.toSend,
      bytesToSend: sum.bytesToSend + dryRun.bytesToSend,
      instant: sum.instant + dryRun.instant,
    };
  }
  if (isAdmitted) state.delivery.shared?.learn(state, result);
}

/** A slice that ended without a result: terminated, or refused by Temporal. */
function markLost(state: IngestState, slice: SliceProgress, error: unknown): void {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  const words = cause instanceof Error ? cause.message : String(cause);
  slice.status = 'failed';
  slice.failed = slice.count - slice.delivered;
  const lost = sentenceOf('the run of files {first} to {last} was lost: {words}', {
    first: slice.from + 1,
    last: slice.from + slice.count,
    words,
  });
  failSlice(state, slice, isCancellation(error) ? WAS_CANCELLED : errorOf('Internal', lost));
}

/** Keeps why a slice failed. */
function failSlice(state: IngestState, slice: SliceProgress, error: KeptError): void {
  slice.error = shownError(error);
  state.toldOfSlices = eachSentence([...(state.toldOfSlices ?? []), ...(error.told ?? [])]);
}

/** A slice that is not begun any more. */
function leaveOut(run: IngestRun, { slice }: SliceWork, isCancelled: boolean): void {
  slice.status = 'cancelled';
  slice.failed = slice.count - slice.delivered;
  failSlice(run.state, slice, isCancelled ? WAS_CANCELLED : CALLED_OFF);
  run.changed();
}

/** Answers slices that want to register their models. */
interface Registrar {
  /** True once a model has failed in an ingestion that is to deliver all or none. */
  isCalledOff(): boolean;
  answer(work: SliceWork): Promise<void>;
}

function createRegistrar(run: IngestRun, works: readonly SliceWork[], isCancelled: () => boolean): Registrar {
  const { state, gate } = run;
  const isAllOrNone = state.request.options?.onModelError === 'fail';
  const { shared } = state.delivery;
  let prepared: Promise<RegistrationDecision> | undefined;

  async function prepare(registration: NonNullable<typeof shared>): Promise<RegistrationDecision> {
    try {
      if (patched('cancelled-while-paused')) await Promise.race([gate.open(), condition(isCancelled)]);
      else await gate.open();
      // Paused until it was cancelled: nothing was begun, and nothing is.
      if (gate.isPaused && isCancelled()) return { kind: 'skip' };
      await registration.prepare(run, isCancelled);
      return { kind: 'register', shared: registration.read(state) };
    } catch (error) {
      // A cancelled ingestion cancels its slices: none of them listens any more.
      if (isInterruption(error)) return { kind: 'skip' };
      return { kind: 'fail', error: toKeptError(error) };
    }
  }

  const registrar: Registrar = {
    isCalledOff: () => isAllOrNone && works.some(({ slice }) => slice.failed > 0),
    async answer(work) {
      const isDecided = () =>
        isCancelled() || registrar.isCalledOff() || works.every((w) => w.isOver || w.awaitsRegistration);
      if (isAllOrNone) await condition(isDecided);
      work.isAnswered = true;
      if (isCancelled() || work.isOver) return;
      if (registrar.isCalledOff()) return tell(state, work.slice, registration, { kind: 'skip' });
      // Slices of a kind that shares nothing do not ask.
      if (shared === undefined) return;
      prepared ??= prepare(shared);
      const decision = await prepared;
      work.isAdmitted = decision.kind === 'register';
      tell(state, work.slice, registration, decision);
    },
  };
  return registrar;
}
