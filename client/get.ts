import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorInfo } from '../contracts/errors.ts';
import { PROGRESS_QUERY } from '../contracts/names.ts';
import type { FileProgress, IngestProgress } from '../contracts/progress.ts';
import { knownWithoutWorker, readFromHistory } from './known-without-worker.ts';
import { mergeHeartbeats } from './live-progress.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { pendingActivities } from './pending-activity.ts';
import { parseProgress } from './progress-summary.ts';
import { requestedFiles } from './requested-files.ts';
import { attributeKeys, describeRun, firstRunId, handleOf, type Run, readInput, statusOfRun } from './run.ts';
import type { Temporal } from './temporal.ts';
import { findWaiting } from './waiting.ts';

/** How long a worker may take to answer; with all that is read besides, the whole stays below two seconds. */
const QUERY_TIMEOUT_MS = 900;
/** A listening worker answers within tens of milliseconds; after these the history is read beside the query. */
const HEAD_START_MS = 250;

/** What was seen of an ingestion, and what the next look may go on from. */
export interface Sighting {
  progress: IngestProgress;
  /** Without what heartbeats add: they count from the start of their step, so adding them twice would invent bytes. */
  known: IngestProgress;
}

/** See `Modelrail.get`. */
export async function getIngestion(temporal: Temporal, id: string): Promise<IngestProgress> {
  return (await lookAt(temporal, id)).progress;
}

/** Looks at an ingestion. `last` is what an earlier look knew: better than nothing when no worker answers. */
export async function lookAt(temporal: Temporal, id: string, last?: IngestProgress): Promise<Sighting> {
  const run = await describeRun(temporal, id);
  const outcome = await readOutcome(temporal, run);
  const told = parseProgress(outcome.result);
  const known = told === undefined ? await askWorker(temporal, run, last) : await withFiles(temporal, run, told);
  return { known, progress: complete(temporal, run, outcome, known) };
}

async function askWorker(temporal: Temporal, run: Run, last: IngestProgress | undefined): Promise<IngestProgress> {
  const asked = queryRun(temporal, run, PROGRESS_QUERY);
  const early = await Promise.race([asked, sleep(HEAD_START_MS, undefined, { ref: false })]);
  const isLate = early === undefined || 'reason' in early;
  const base = last?.runId === firstRunId(run) ? last : undefined;
  const reading = isLate && base === undefined ? readFromHistory(temporal, run) : undefined;
  const [answer, read] = await Promise.all([asked, reading]);
  const state = 'value' in answer ? parseProgress(answer.value) : undefined;
  if (state !== undefined) return await withFiles(temporal, run, state);
  return knownWithoutWorker(run, base ?? read ?? (await readFromHistory(temporal, run)));
}

/** Until a worker has checked the request, and of a run that ended before, only the request tells the files. */
async function withFiles(temporal: Temporal, run: Run, state: IngestProgress): Promise<IngestProgress> {
  if (state.files.length > 0) return state;
  return { ...state, files: requestedFiles(await readInput(temporal, run)) };
}

/** Asks a worker about a run. That none answers is an outcome like another here, whatever the reason. */
export async function queryRun(
  temporal: Temporal,
  run: Run,
  query: string,
  timeoutMs = QUERY_TIMEOUT_MS,
): Promise<{ value: unknown } | { reason: unknown }> {
  return await temporal.call(async () => {
    try {
      return { value: await handleOf(temporal, run).query<unknown>(query) };
    } catch (error) {
      return { reason: error };
    }
  }, Date.now() + timeoutMs);
}

function complete(temporal: Temporal, run: Run, outcome: Outcome, state: IngestProgress): IngestProgress {
  const shared = {
    id: run.workflowId,
    runId: firstRunId(run),
    // The workflow knows when a worker took it up, which may be much later.
    startedAt: run.startTime.toISOString(),
    ...(temporal.uiUrl === undefined ? {} : { url: uiPage(temporal.uiUrl, temporal.namespace, run) }),
  };
  if (run.closeTime === undefined) {
    const activities = pendingActivities(run);
    const waiting = findWaiting(activities, run.raw.pendingWorkflowTask ?? undefined, Date.now());
    return { ...mergeHeartbeats(state, activities), ...shared, ...(waiting === undefined ? {} : { waiting }) };
  }
  const status = closedStatus(run, outcome);
  const error = state.error ?? outcome.error;
  const isGivenUp = error !== undefined && (status === 'failed' || status === 'cancelled');
  return {
    ...state,
    ...shared,
    status,
    closedAt: run.closeTime.toISOString(),
    ...(isGivenUp ? { files: state.files.map((file) => giveUp(file, error)) } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

/** A run that has ended without the worker's last word leaves no file on its way. */
function giveUp(file: FileProgress, error: ErrorInfo): FileProgress {
  return file.status === 'registered' || file.status === 'failed' ? file : { ...file, status: 'failed', error };
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
