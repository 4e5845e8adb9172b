import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  type ChildWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  patched,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { Substitutes } from '../../contracts/kind-facts.ts';
import { labelsMemo } from '../../contracts/labels.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import type { RunRef } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { englishOf, sentenceOf } from '../../contracts/sentences.ts';
import type { IngestResult } from '../../contracts/state.ts';
import type { LeftBatch, SyncChange, SyncHolder } from '../../contracts/sync/activities.ts';
import { DEFAULT_RETRIES, requestOfSync, type SyncInput } from '../../contracts/sync/declaration.ts';
import { addFindings } from '../../contracts/sync/report.ts';
import { batchId, type SyncRunState } from '../../contracts/sync/run.ts';
import { syncSteps } from '../steps/steps.ts';
import { countFiles, type SyncVisibility } from './sync-visibility.ts';

/** What the parts of a run share. */
export interface Run {
  input: SyncInput;
  state: SyncRunState;
  visibility: SyncVisibility;
}

/** Of Temporal's 1 (first) to 5; ingestions that are started have 3. */
const SYNC_PRIORITY = 4;
/** Temporal takes no longer one; the name of a sync is ASCII. */
const MAX_FAIRNESS_KEY_BYTES = 64;

/** The run as the memory knows it. */
export function holderOf({ name, declaration: { overlap } }: SyncInput): SyncHolder {
  const { firstExecutionRunId: run, workflowId } = workflowInfo();
  return { name, run, workflowId, ...(overlap === undefined ? {} : { overlap }) };
}

/** Delivers files by an ingestion, and remembers what came of it, also when the run is cancelled meanwhile. */
export async function deliver(run: Run, changes: SyncChange[]): Promise<void> {
  const { input, state } = run;
  const number = state.batches + 1;
  const summary = 'begin a delivery';
  let substitutes: Substitutes | undefined;
  // Runs of the first version kept nothing of an ingestion before it was started.
  if (patched('keep-batches')) {
    const batch = { number, files: changes };
    const begun = await syncSteps.beginDelivery({ ...holderOf(input), batch }, { summary });
    state.generation = begun.generation;
    substitutes = begun.substitutes;
  } else state.generation ??= (await syncSteps.beginDelivery(holderOf(input), { summary })).generation;
  state.batches = number;
  const id = batchId(input.name, state.generation, number);
  await finish(run, await startIngestion(input, { id, files: changes, substitutes }), id, changes);
}

/** Remembers what the last ingestion of an ended run delivered; starts it where that run came no further. */
export async function takeOver(run: Run, { id, runId, files, substitutes }: LeftBatch): Promise<void> {
  if (runId !== undefined) {
    addFindings(run.state.report, { ingestions: [id] });
    await remember(run, { workflowId: id, runId }, files);
    return;
  }
  try {
    await finish(run, await startIngestion(run.input, { id, files, substitutes }), id, files);
  } catch (error) {
    // The ended run had asked Temporal to start it, which has done so only now: the next look finds it.
    if (!(error instanceof ApplicationFailure) || error.type !== 'AlreadyExists') throw error;
  }
}

type Ingestion = ChildWorkflowHandle<(request: IngestRequest) => Promise<IngestResult>>;

/** Waits for the end of an ingestion. */
async function finish(run: Run, child: Ingestion, id: string, files: SyncChange[]): Promise<void> {
  addFindings(run.state.report, { ingestions: [id] });
  run.visibility.update();
  // What it delivered is remembered however it ended; a cancelled run waits until it has.
  await child.result().catch((error: unknown) => {
    if (!(error instanceof ChildWorkflowFailure) && !isCancellation(error)) throw error;
  });
  await remember(run, { workflowId: id, runId: child.firstExecutionRunId }, files);
}

async function remember(run: Run, ingestion: RunRef, files: SyncChange[]): Promise<void> {
  const { input, state, visibility } = run;
  const { name, declaration } = input;
  const refused = await CancellationScope.nonCancellable(async () => {
    const retries = declaration.retries ?? DEFAULT_RETRIES;
    const summary = `remember what ${ingestion.workflowId} delivered`;
    const { refused, ...findings } = await syncSteps.commitDelivery({ name, ingestion, files, retries }, { summary });
    addFindings(state.report, findings);
    return new Set(refused);
  });
  visibility.update();
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('the run was cancelled');
  const others = refused.size === 0 ? [] : files.filter((_file, index) => !refused.has(index));
  if (others.length > 0) await deliver(run, others);
}

async function startIngestion(
  { name, declaration }: SyncInput,
  { id, files, substitutes }: { id: string; files: SyncChange[]; substitutes: Substitutes | undefined },
): Promise<Ingestion> {
  try {
    return await startChild<(request: IngestRequest) => Promise<IngestResult>>(INGEST_WORKFLOW, {
      workflowId: id,
      args: [requestOfSync(declaration, files, substitutes)],
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      // An end of the run alone, by an operator, does not tear what is being delivered.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      // Its steps come after those of ingestions that people and services wait for, and do not stand before other syncs'.
      // Lists have them before a worker has taken it up.
      memo: labelsMemo(declaration),
      priority: { priorityKey: SYNC_PRIORITY, fairnessKey: name.slice(0, MAX_FAIRNESS_KEY_BYTES) },
      staticSummary: `${countFiles(files.length)} → ${declaration.platform}, of the sync ${name}`,
      typedSearchAttributes: [
        { key: { name: 'ModelrailSync', type: 'KEYWORD' }, value: name },
        { key: { name: 'ModelrailPlatform', type: 'KEYWORD' }, value: declaration.platform },
        { key: { name: 'ModelrailStatus', type: 'KEYWORD' }, value: 'running' },
        { key: { name: 'ModelrailStage', type: 'KEYWORD' }, value: 'fingerprint' },
      ],
    });
  } catch (error) {
    // The package that this layer may import has the class under no name.
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
    const taken = sentenceOf('the id {id} belongs to another ingestion: give the sync another name', { id });
    throw ApplicationFailure.nonRetryable(englishOf(taken), 'AlreadyExists', { told: [taken] });
  }
}
