import { shownError } from '../../contracts/errors.ts';
import { labelsOf } from '../../contracts/labels.ts';
import { leftoverSentence, parseLeftovers } from '../../contracts/leftovers.ts';
import { LEFTOVERS_MEMO } from '../../contracts/names.ts';
import type { IngestProgress, Waiting } from '../../contracts/progress.ts';
import { toldWith } from '../../contracts/sentences.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { attributeKeys, describeRun, isCancelRequested, type Run, readInput, statusOfRun } from '../runs/run.ts';
import { skippedOf } from '../runs/skipped.ts';
import { startedByOf } from '../runs/started-by.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { askWorker } from './ask-worker.ts';
import { giveUpFile } from './give-up-file.ts';
import { leftBy } from './leftover-lines.ts';
import { mergeHeartbeats } from './live-progress.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { pendingActivities } from './pending-activity.ts';
import { parseProgress } from './progress-summary.ts';
import { requestedFiles } from './requested-files.ts';
import { waitOfLookedAt } from './run-wait.ts';
import { silentSince } from './silence.ts';
import { joinSlices, type SeenSlices } from './slices.ts';

/** The state of an ingestion at one moment, and what the next snapshot is built on. */
export interface Snapshot {
  progress: IngestProgress;
  /** Without what heartbeats add: they count from the start of their step, so adding them twice would invent bytes. */
  known: IngestProgress;
  /** Of an ingestion that is worked in slices. */
  slices?: SeenSlices;
}

/** See `Modelrail.get`. */
export async function getIngestion(temporal: Temporal, id: string): Promise<IngestProgress> {
  return (await readSnapshot(temporal, id)).progress;
}

/** Reads the state of an ingestion. `last` is an earlier snapshot, used when no worker answers. */
export async function readSnapshot(temporal: Temporal, id: string, last?: Snapshot): Promise<Snapshot> {
  const lookedAt = Date.now();
  const run = await describeRun(temporal, id);
  const outcome = await readOutcome(temporal, run);
  const told = parseProgress(outcome.result);
  const known = await withFiles(temporal, run, told ?? (await askWorker(temporal, run, { last: last?.known })));
  const seenBefore = last?.known.runId === known.runId ? last.slices : undefined;
  const left = leftBy(outcome.result ?? known);
  const joined =
    known.slices === undefined ? undefined : await joinSlices(temporal, run, known, left, seenBefore, lookedAt);
  const waiting = run.closeTime === undefined ? await waitOfLookedAt(temporal, run) : undefined;
  const { progress: state, waiting: waitingSlice } = joined ?? { progress: known, waiting: undefined };
  const progress = complete(temporal, run, outcome, { progress: state, waiting: waiting ?? waitingSlice });
  return { known, progress, ...(joined === undefined ? {} : { slices: joined.seen }) };
}

/** Until a worker has checked the request, and of a run that ended before, only the request tells the files. */
async function withFiles(temporal: Temporal, run: Run, state: IngestProgress): Promise<IngestProgress> {
  if (state.files.length > 0 || state.slices !== undefined) return state;
  return { ...state, files: requestedFiles(await readInput(temporal, run)) };
}

function complete(
  temporal: Temporal,
  run: Run,
  outcome: Outcome,
  { progress, waiting }: { progress: IngestProgress; waiting: Waiting | undefined },
): IngestProgress {
  // Slices are internal: users see one list of files.
  const { slices, ...state } = progress;
  const skipped = skippedOf(run);
  const startedBy = startedByOf(run);
  const labels = labelsOf(run.memo);
  const sync = run.typedSearchAttributes.get(SYNC_ATTRIBUTE);
  const toldOfEnd = state.error === undefined ? (outcome.error?.told ?? []) : [];
  // Of a run that is cancelled a worker answers the lines alone.
  const ofLeft = run.closeTime === undefined ? [] : parseLeftovers(run.memo?.[LEFTOVERS_MEMO]).map(leftoverSentence);
  const ofSkipped = (skipped ?? []).flatMap(({ told = [] }) => told);
  const shared = {
    id: run.workflowId,
    runId: firstRunId(run),
    // The workflow knows when a worker took it up, which may be much later.
    startedAt: run.startTime.toISOString(),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(labels === undefined ? {} : { labels }),
    ...(sync === undefined ? {} : { sync }),
    ...(skipped === undefined ? {} : { skipped: skipped.map(({ source, reason }) => ({ source, reason })) }),
    ...toldWith([...(state.told ?? []), ...toldOfEnd, ...ofLeft, ...ofSkipped]),
    ...(temporal.uiUrl === undefined ? {} : { url: uiPage(temporal.uiUrl, temporal.namespace, run) }),
  };
  if (run.closeTime === undefined) {
    const activities = pendingActivities(run);
    // Slices have heartbeats of their own. It ends when Temporal says so: a moment after the workflow does.
    const { closedAt: _, ...live } = slices === undefined ? mergeHeartbeats(state, activities) : state;
    const { silentSince: ofSlices, ...rest } = live;
    const silent = silentSince(activities) ?? ofSlices;
    return {
      ...rest,
      ...shared,
      ...(waiting === undefined ? {} : { waiting }),
      ...(waiting !== undefined || silent === undefined ? {} : { silentSince: silent }),
      ...(isCancelRequested(run) ? { cancelling: true } : {}),
    };
  }
  const status = closedStatus(run, outcome);
  const error = state.error ?? (outcome.error && shownError(outcome.error));
  const isGivenUp = error !== undefined && (status === 'failed' || status === 'cancelled');
  const { pausedSince: _pausedSince, ...ended } = state;
  return {
    ...ended,
    ...shared,
    status,
    closedAt: run.closeTime.toISOString(),
    ...(isGivenUp ? { files: state.files.map((file) => giveUpFile(file, error)) } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

function closedStatus(run: Run, outcome: Outcome): IngestProgress['status'] {
  const attribute = outcome.result?.status ?? run.typedSearchAttributes.get(attributeKeys.status);
  return statusOfRun(run.status.name, attribute);
}

/** The tab with the summary, what was asked for, and what has come of it; the UI opens another one by itself. */
function uiPage(uiUrl: string, namespace: string, run: Run): string {
  const [ns, id, runId] = [namespace, run.workflowId, run.runId].map(encodeURIComponent);
  return `${uiUrl}/namespaces/${ns}/workflows/${id}/${runId}/user-metadata`;
}
