import type { WorkflowExecutionInfo } from '@temporalio/client';
import pLimit from 'p-limit';
import { INGEST_WORKFLOW, ingestionIdOf, SLICE_WORKFLOW } from '../../contracts/names.ts';
import type { IngestStatus, Waiting } from '../../contracts/progress.ts';
import { mostUrgent } from '../../contracts/waiting.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { pendingActivities } from '../snapshot/pending-activity.ts';
import { findWaiting } from '../snapshot/waiting.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { attributeKeys, describeOne, statusOfRun } from './run.ts';

/** An open ingestion that waits. */
export interface HeldIngestion {
  id: string;
  platform: string;
  waiting: Waiting;
}

/** A run of an ingestion that has ended. */
export interface EndedRun {
  id: string;
  runId: string;
  platform: string;
  status: IngestStatus;
  /** Milliseconds since the epoch. */
  closedAtMs: number;
}

/** Runs that are looked at one by one; more are not. */
const MOST_RUNS = 1_000;
/** Ended runs of one look. */
const MOST_ENDED = 5_000;
/** Runs that are looked at at a time: Temporal has others to serve. */
const LOOKS_AT_ONCE = 8;
const PAGE_SIZE = 1_000;

/** The ingestions of a task queue that wait, by one look at each open run; those that were started first are looked at. */
export async function heldIngestions(temporal: Temporal): Promise<HeldIngestion[]> {
  const types = `WorkflowType IN ('${INGEST_WORKFLOW}', '${SLICE_WORKFLOW}')`;
  const open = await readAll(temporal, `${types} AND ExecutionStatus = 'Running' AND ${ofQueue(temporal)}`, MOST_RUNS);
  const platformOfId = new Map(open.map((run) => [run.workflowId, platformOf(run)]));
  const limit = pLimit(LOOKS_AT_ONCE);
  const found = new Map<string, Waiting[]>();
  await Promise.all(
    open.map((run) =>
      limit(async () => {
        const waiting = await waitOf(temporal, run);
        // A slice is told of as its ingestion.
        const id = ingestionIdOf(run.workflowId);
        if (waiting !== undefined) found.set(id, [...(found.get(id) ?? []), waiting]);
      }),
    ),
  );
  return [...found].flatMap(([id, all]) => {
    const waiting = mostUrgent(all);
    return waiting === undefined ? [] : [{ id, platform: platformOfId.get(id) ?? '', waiting }];
  });
}

/** The runs of ingestions of a task queue that ended since a moment (milliseconds since the epoch). */
export async function endedRuns(temporal: Temporal, sinceMs: number): Promise<EndedRun[]> {
  const since = new Date(sinceMs).toISOString();
  const ended = `ExecutionStatus NOT IN ('Running', 'ContinuedAsNew') AND CloseTime >= '${since}'`;
  const query = `WorkflowType = '${INGEST_WORKFLOW}' AND ${ended} AND ${ofQueue(temporal)}`;
  return (await readAll(temporal, query, MOST_ENDED)).flatMap((run) => {
    if (run.closeTime === undefined) return [];
    const { workflowId: id, runId } = run;
    const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
    return [{ id, runId, platform: platformOf(run), status, closedAtMs: run.closeTime.getTime() }];
  });
}

function ofQueue({ taskQueue }: Temporal): string {
  return `TaskQueue = '${taskQueue.replace(/[\\']/g, '\\$&')}'`;
}

async function readAll(temporal: Temporal, query: string, most: number): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  const runs = temporal.client.workflow.list({ query, pageSize: PAGE_SIZE })[Symbol.asyncIterator]();
  while (found.length < most) {
    const next = await temporal.call(() => runs.next());
    if (next.done) break;
    found.push(next.value);
  }
  return found;
}

/** What a run waits for; undefined too of one that has ended meanwhile. */
async function waitOf(temporal: Temporal, { workflowId, runId }: WorkflowExecutionInfo): Promise<Waiting | undefined> {
  try {
    const run = await describeOne(temporal, workflowId, runId);
    if (run.closeTime !== undefined) return undefined;
    return findWaiting(pendingActivities(run), run.raw.pendingWorkflowTask ?? undefined, Date.now());
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}

function platformOf(run: WorkflowExecutionInfo): string {
  return run.typedSearchAttributes.get(attributeKeys.platform) ?? '';
}
