import type { WorkflowExecutionInfo } from '@temporalio/client';
import { type Labels, labelsOf } from '../../contracts/labels.ts';
import { namedTargets } from '../../contracts/notify.ts';
import type { IngestStatus, Waiting } from '../../contracts/progress.ts';
import { createQueueLooks } from '../temporal/queue-looks.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { waitOfRun } from './list-waits.ts';
import { readRuns } from './read-runs.ts';
import { attributeKeys, statusOfRun } from './run.ts';
import { INGESTIONS, OPEN_INGESTIONS, quote } from './visibility-query.ts';

/** An open ingestion that waits. */
export interface HeldIngestion {
  id: string;
  platform: string;
  labels?: Labels;
  waiting: Waiting;
  /** Targets that its request names. */
  notify?: string[];
}

/** A run of an ingestion that has ended. */
export interface EndedRun {
  id: string;
  runId: string;
  platform: string;
  labels?: Labels;
  status: IngestStatus;
  /** Milliseconds since the epoch. */
  closedAtMs: number;
  /** Targets that its request names. */
  notify?: string[];
}

/** Open ingestions that are read; what waits beyond those is not told. */
const MOST_OPEN = 20_000;
/** Ended runs of one look. */
const MOST_ENDED = 5_000;

/** The ingestions of a task queue that wait, from one list of all and one look at each task queue. */
export async function heldIngestions(temporal: Temporal): Promise<HeldIngestion[]> {
  const open = await readRuns(temporal, `${OPEN_INGESTIONS} AND ${ofQueue(temporal)}`, MOST_OPEN);
  const looks = createQueueLooks(temporal);
  const held = await Promise.all(
    open.map(async (run): Promise<HeldIngestion[]> => {
      const waiting = await waitOfRun(temporal, run, looks);
      return waiting === undefined ? [] : [{ ...aboutOf(run), waiting }];
    }),
  );
  return held.flat();
}

/** The runs of ingestions of a task queue that ended since a moment (milliseconds since the epoch). */
export async function endedRuns(temporal: Temporal, sinceMs: number): Promise<EndedRun[]> {
  const since = new Date(sinceMs).toISOString();
  const ended = `ExecutionStatus != 'Running' AND CloseTime >= '${since}'`;
  const runs = await readRuns(temporal, `${INGESTIONS} AND ${ended} AND ${ofQueue(temporal)}`, MOST_ENDED);
  return runs.flatMap((run) => {
    if (run.closeTime === undefined) return [];
    const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
    return [{ ...aboutOf(run), runId: run.runId, status, closedAtMs: run.closeTime.getTime() }];
  });
}

function aboutOf(run: WorkflowExecutionInfo): Pick<HeldIngestion, 'id' | 'platform' | 'labels' | 'notify'> {
  const notify = namedTargets(run.memo);
  const labels = labelsOf(run.memo);
  return {
    id: run.workflowId,
    platform: run.typedSearchAttributes.get(attributeKeys.platform) ?? '',
    ...(labels === undefined ? {} : { labels }),
    ...(notify.length === 0 ? {} : { notify }),
  };
}

function ofQueue({ taskQueue }: Temporal): string {
  return `TaskQueue = ${quote(taskQueue)}`;
}
