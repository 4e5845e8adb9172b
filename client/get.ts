import { PROGRESS_QUERY } from '../contracts/names.ts';
import type { IngestProgress } from '../contracts/progress.ts';
import { knownWithoutWorker } from './known-without-worker.ts';
import { mergeHeartbeats } from './live-progress.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { pendingActivities } from './pending-activity.ts';
import { parseProgress } from './progress-summary.ts';
import { attributeKeys, describeRun, firstRunId, handleOf, type Run, statusOfRun } from './run.ts';
import type { Temporal } from './temporal.ts';
import { findWaiting } from './waiting.ts';

/** How long a worker may take to answer; with what is read instead, the whole stays below two seconds. */
const QUERY_TIMEOUT_MS = 1_500;

/** See `Modelrail.get`. `last` is a state that was had before: better than nothing when no worker answers. */
export async function getIngestion(temporal: Temporal, id: string, last?: IngestProgress): Promise<IngestProgress> {
  const run = await describeRun(temporal, id);
  const outcome = await readOutcome(temporal, run);
  const state = parseProgress(outcome.result) ?? (await askWorker(temporal, run, last));
  return complete(temporal, run, outcome, state);
}

async function askWorker(temporal: Temporal, run: Run, last: IngestProgress | undefined): Promise<IngestProgress> {
  const answer = await queryRun(temporal, run, PROGRESS_QUERY);
  const state = 'value' in answer ? parseProgress(answer.value) : undefined;
  if (state !== undefined) return state;
  return await knownWithoutWorker(temporal, run, last, 'reason' in answer ? answer.reason : undefined);
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
    ...(temporal.uiUrl === undefined ? {} : { url: uiPage(temporal.uiUrl, temporal.namespace, run) }),
  };
  if (run.closeTime === undefined) {
    const activities = pendingActivities(run);
    const waiting = findWaiting(activities, run.raw.pendingWorkflowTask ?? undefined, Date.now());
    return { ...mergeHeartbeats(state, activities), ...shared, ...(waiting === undefined ? {} : { waiting }) };
  }
  const error = state.error ?? outcome.error;
  return {
    ...state,
    ...shared,
    status: closedStatus(run, outcome),
    closedAt: run.closeTime.toISOString(),
    ...(error === undefined ? {} : { error }),
  };
}

function closedStatus(run: Run, outcome: Outcome): IngestProgress['status'] {
  const attribute = outcome.result?.status ?? run.typedSearchAttributes.get(attributeKeys.status);
  return statusOfRun(run.status.name, attribute);
}

function uiPage(uiUrl: string, namespace: string, run: Run): string {
  const [ns, id, runId] = [namespace, run.workflowId, run.runId].map(encodeURIComponent);
  return `${uiUrl}/namespaces/${ns}/workflows/${id}/${runId}`;
}
