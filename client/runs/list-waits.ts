import type { WorkflowExecutionInfo } from '@temporalio/client';
import pLimit from 'p-limit';
import { hostTaskQueue, SUMMARY_MEMO } from '../../contracts/names.ts';
import type { Waiting } from '../../contracts/progress.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { ProgressSummary } from '../../contracts/state.ts';
import { mostUrgent, reasonOf } from '../../contracts/waiting.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { IngestSummary } from '../modelrail.ts';
import { parseSummary } from '../snapshot/progress-summary.ts';
import type { QueueLooks } from '../temporal/queue-looks.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { failingSince, isFailedAt } from './failing-since.ts';
import { attributeKeys, describeOne, isCancelRequested, statusOfRun } from './run.ts';

/** Runs that are looked at one by one, where no worker tells what was asked of them: a list is to come in time. */
const MAX_LOOKS = 300;
const LOOKS_AT_ONCE = 8;
const FAILED_AT = sentenceOf('workers take the run up but fail at it: see the log of a worker');

/** A run and its line of a list. */
export interface Listed {
  run: WorkflowExecutionInfo;
  summary: IngestSummary;
}

/**
 * Adds to lines of a list why their runs do not move: what the runs have noted themselves, and whether workers listen where
 * they go on, from one look at each task queue. Runs whose worker is gone are asked one by one whether they are to be
 * cancelled, the first 300.
 */
export async function addWaits(
  temporal: Temporal,
  listed: readonly Listed[],
  looks: QueueLooks,
): Promise<IngestSummary[]> {
  const limit = pLimit(LOOKS_AT_ONCE);
  let looked = 0;
  return await Promise.all(
    listed.map(async ({ run, summary }) => {
      if (summary.closedAt !== undefined) return summary;
      const waiting = await waitOfRun(temporal, run, looks);
      let isCancelling = parseSummary(run.memo?.[SUMMARY_MEMO])?.cancelling === true;
      if (!isCancelling && looked < MAX_LOOKS && (await looks.untakenSince(run.taskQueue, 'workflow')) !== undefined) {
        looked += 1;
        isCancelling = await limit(() => isToBeCancelled(temporal, run));
      }
      return {
        ...summary,
        ...(waiting === undefined ? {} : { waiting }),
        ...(isCancelling ? { cancelling: true as const } : {}),
      };
    }),
  );
}

/**
 * Why an open run does not move, from its memo and one look at each task queue; undefined of one that is paused. Only of a run that
 * workers fail at the last events are read.
 */
export async function waitOfRun(
  temporal: Temporal,
  run: WorkflowExecutionInfo,
  looks: QueueLooks,
): Promise<Waiting | undefined> {
  const memo = parseSummary(run.memo?.[SUMMARY_MEMO]);
  const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
  if (isFailedAt(run)) return await waitForMending(temporal, run);
  return status === 'paused' ? undefined : await waitOf(run, memo, looks);
}

async function waitForMending(temporal: Temporal, run: WorkflowExecutionInfo): Promise<Waiting> {
  const sinceMs = await failingSince(temporal, run);
  const since = sinceMs === undefined ? run.startTime : new Date(sinceMs);
  return { for: 'worker', ...reasonOf(FAILED_AT), since: since.toISOString() };
}

/** Why runs of a task queue wait that no worker takes up. */
export function untakenOn(queue: string): Sentence {
  return sentenceOf('no worker listens on task queue {queue}, or all are busy', { queue });
}

/** Where no worker takes its steps, that is why a run does not move now; what it noted before no longer counts. */
async function waitOf(
  { taskQueue, startTime }: WorkflowExecutionInfo,
  memo: ProgressSummary | undefined,
  looks: QueueLooks,
): Promise<Waiting | undefined> {
  const hosts = memo?.hosts ?? [];
  const since = (untakenAt: number) => new Date(Math.max(untakenAt, startTime.getTime())).toISOString();
  if (hosts.length === 0) {
    const untaken = [await looks.untakenSince(taskQueue, 'workflow')];
    if (memo !== undefined) untaken.push(await looks.untakenSince(taskQueue, 'activity'));
    const first = Math.min(...untaken.flatMap((at) => at ?? []));
    if (!Number.isFinite(first)) return memo?.waiting;
    return { for: 'worker', ...reasonOf(untakenOn(taskQueue)), since: since(first) };
  }
  const found: Waiting[] = [];
  for (const host of hosts) {
    const queue = hostTaskQueue(taskQueue, host);
    const untakenAt = await looks.untakenSince(queue, 'activity');
    if (untakenAt === undefined) continue;
    const untakenThere = sentenceOf('no worker of host {host} listens on task queue {queue}, or it is busy', {
      host,
      queue,
    });
    found.push({ for: 'host', ...reasonOf(untakenThere), since: since(untakenAt), host });
  }
  // With a host left that works, another reason may be as present.
  if (memo?.waiting !== undefined && found.length < hosts.length) found.push(memo.waiting);
  return mostUrgent(found);
}

/** False too of a run that has ended meanwhile. */
async function isToBeCancelled(temporal: Temporal, { workflowId, runId }: WorkflowExecutionInfo): Promise<boolean> {
  try {
    return isCancelRequested(await describeOne(temporal, workflowId, runId));
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return false;
    throw error;
  }
}
