import type { WorkflowExecutionInfo } from '@temporalio/client';
import pLimit from 'p-limit';
import { INGEST_WORKFLOW, ingestionIdOf, SLICE_WORKFLOW } from '../../contracts/names.ts';
import type { IngestStatus, Waiting } from '../../contracts/progress.ts';
import { mostUrgent } from '../../contracts/waiting.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { pendingActivities } from '../snapshot/pending-activity.ts';
import { parseRequest } from '../snapshot/requested-files.ts';
import { findWaiting } from '../snapshot/waiting.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { readRuns } from './read-runs.ts';
import { attributeKeys, describeOne, inputOf, readFirstEvents, statusOfRun } from './run.ts';

/** An open ingestion that waits. */
export interface HeldIngestion {
  id: string;
  platform: string;
  waiting: Waiting;
  /** Targets that its request names. */
  notify?: string[];
}

/** A run of an ingestion that has ended. */
export interface EndedRun {
  id: string;
  runId: string;
  platform: string;
  status: IngestStatus;
  /** Milliseconds since the epoch. */
  closedAtMs: number;
  /** Targets that its request names. */
  notify?: string[];
}

/** The targets that requests name, by run: a request does not change. */
export type NamedTargets = Map<string, string[]>;

/** Runs that are looked at one by one; more are not. */
const MOST_RUNS = 1_000;
/** Ended runs of one look. */
const MOST_ENDED = 5_000;
/** Runs that are looked at at a time: Temporal has others to serve. */
const LOOKS_AT_ONCE = 8;
/** Runs whose request is remembered. */
const MOST_REMEMBERED = 10_000;

/** The ingestions of a task queue that wait, by one look at each open run; those that were started first are looked at. */
export async function heldIngestions(temporal: Temporal, named: NamedTargets): Promise<HeldIngestion[]> {
  const types = `WorkflowType IN ('${INGEST_WORKFLOW}', '${SLICE_WORKFLOW}')`;
  const open = await readRuns(temporal, `${types} AND ExecutionStatus = 'Running' AND ${ofQueue(temporal)}`, MOST_RUNS);
  const runOfId = new Map(open.map((run) => [run.workflowId, run]));
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
  const held = await Promise.all(
    [...found].map(([id, all]) =>
      limit(async (): Promise<HeldIngestion[]> => {
        const [waiting, run] = [mostUrgent(all), runOfId.get(id)];
        if (waiting === undefined || run === undefined) return [];
        return [{ id, platform: platformOf(run), waiting, ...(await namedBy(temporal, run, named)) }];
      }),
    ),
  );
  return held.flat();
}

/** The runs of ingestions of a task queue that ended since a moment (milliseconds since the epoch). */
export async function endedRuns(temporal: Temporal, sinceMs: number, named: NamedTargets): Promise<EndedRun[]> {
  const since = new Date(sinceMs).toISOString();
  const ended = `ExecutionStatus NOT IN ('Running', 'ContinuedAsNew') AND CloseTime >= '${since}'`;
  const query = `WorkflowType = '${INGEST_WORKFLOW}' AND ${ended} AND ${ofQueue(temporal)}`;
  const limit = pLimit(LOOKS_AT_ONCE);
  const runs = await readRuns(temporal, query, MOST_ENDED);
  const told = await Promise.all(
    runs.map((run) =>
      limit(async (): Promise<EndedRun[]> => {
        if (run.closeTime === undefined) return [];
        const { workflowId: id, runId } = run;
        const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
        const about = { id, runId, platform: platformOf(run), status, closedAtMs: run.closeTime.getTime() };
        return [{ ...about, ...(await namedBy(temporal, run, named)) }];
      }),
    ),
  );
  return told.flat();
}

/** The targets that a request names; none of one that Temporal does not keep any more. */
async function namedBy(
  temporal: Temporal,
  run: WorkflowExecutionInfo,
  named: NamedTargets,
): Promise<{ notify?: string[] }> {
  let names = named.get(run.runId);
  if (names === undefined) {
    names = await readNames(temporal, run);
    if (named.size >= MOST_REMEMBERED) named.clear();
    named.set(run.runId, names);
  }
  return names.length === 0 ? {} : { notify: names };
}

async function readNames(temporal: Temporal, run: WorkflowExecutionInfo): Promise<string[]> {
  try {
    const request = parseRequest(inputOf(await readFirstEvents(temporal, run)));
    return request?.options?.notify ?? [];
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return [];
    throw error;
  }
}

function ofQueue({ taskQueue }: Temporal): string {
  return `TaskQueue = '${taskQueue.replace(/[\\']/g, '\\$&')}'`;
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
