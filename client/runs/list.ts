import type { WorkflowExecutionInfo } from '@temporalio/client';
import { labelsOf } from '../../contracts/labels.ts';
import { SUMMARY_MEMO } from '../../contracts/names.ts';
import { STAGES, type Stage } from '../../contracts/progress.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import type { IngestFilter, IngestSummary } from '../modelrail.ts';
import { parseSummary } from '../snapshot/progress-summary.ts';
import { waitOfLookedAt } from '../snapshot/run-wait.ts';
import { createQueueLooks } from '../temporal/queue-looks.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { addWaits, type Listed } from './list-waits.ts';
import { attributeKeys, describeRun, isCancelRequested, statusOfRun } from './run.ts';
import { ingestionQuery, runsOfQuery } from './visibility-query.ts';

const DEFAULT_PAGE_SIZE = 100;
/** Temporal gives no more at a time. */
const MAX_PAGE_SIZE = 1_000;

/** Ingestions on a page: what was asked for, within what Temporal takes. */
export function pageSizeOf({ pageSize = DEFAULT_PAGE_SIZE }: IngestFilter): number {
  return Math.min(Math.max(1, Math.trunc(pageSize)), MAX_PAGE_SIZE);
}

/** See `Modelrail.list`. */
export async function* listIngestions(temporal: Temporal, filter: IngestFilter = {}): AsyncGenerator<IngestSummary> {
  // A condition that changes from run to run may match an old run of an id whose latest run it does not match.
  const mayBeSuperseded = filter.status !== undefined || filter.hash !== undefined;
  const pageSize = pageSizeOf(filter);
  const seen = new Set<string>();
  const looks = createQueueLooks(temporal);
  for await (const page of readPages(temporal, ingestionQuery(filter), pageSize)) {
    const latest = mayBeSuperseded ? await latestRuns(temporal, page) : undefined;
    const listed: Listed[] = [];
    for (const run of page) {
      if (seen.has(run.workflowId)) continue;
      seen.add(run.workflowId);
      if (latest && latest.get(run.workflowId) !== run.runId) continue;
      const summary = summarise(run, run.raw.firstRunId || run.runId);
      if (isOfPlatform(summary, filter)) listed.push({ run, summary });
    }
    for (const summary of await addWaits(temporal, listed, looks)) if (isWanted(summary, filter)) yield summary;
  }
}

/** Temporal gives open runs first, then closed ones, the last closed first: of an id the latest run comes first. */
async function* readPages(
  temporal: Temporal,
  query: string,
  pageSize: number,
): AsyncGenerator<WorkflowExecutionInfo[]> {
  const runs = temporal.client.workflow.list({ query, pageSize })[Symbol.asyncIterator]();
  for (let isDone = false; !isDone; ) {
    const page: WorkflowExecutionInfo[] = [];
    while (page.length < pageSize && !isDone) {
      // The deadline is for each request to Temporal, not for what the caller does between two of them.
      const next = await temporal.call(() => runs.next());
      if (next.done) isDone = true;
      else page.push(next.value);
    }
    if (page.length > 0) yield page;
  }
}

/** The latest run of each id on a page. */
export async function latestRuns(
  temporal: Temporal,
  page: readonly WorkflowExecutionInfo[],
): Promise<Map<string, string>> {
  const ids = [...new Set(page.map((run) => run.workflowId))];
  const latest = new Map<string, string>();
  for await (const runs of readPages(temporal, runsOfQuery(ids), MAX_PAGE_SIZE)) {
    for (const run of runs) {
      if (!latest.has(run.workflowId)) latest.set(run.workflowId, run.runId);
    }
  }
  return latest;
}

/** See `Modelrail.summary`. */
export async function readSummary(temporal: Temporal, id: string): Promise<IngestSummary> {
  const run = await describeRun(temporal, id);
  const summary = summarise(run, firstRunId(run));
  if (run.closeTime !== undefined) return summary;
  const waiting = await waitOfLookedAt(temporal, run);
  return {
    ...summary,
    ...(waiting === undefined ? {} : { waiting }),
    ...(isCancelRequested(run) ? { cancelling: true } : {}),
  };
}

/** What Temporal cannot be asked for. */
export function isWanted({ waiting }: IngestSummary, filter: IngestFilter): boolean {
  return filter.waiting !== true || waiting !== undefined;
}

/** Temporal takes quotes off a value: for the platform `''` it finds the runs that name none. */
export function isOfPlatform(summary: IngestSummary, { platform }: IngestFilter): boolean {
  return platform === undefined || summary.platform === platform;
}

/** A line of the list. */
export function summarise(run: Omit<WorkflowExecutionInfo, 'raw'>, firstRun: string): IngestSummary {
  const attributes = run.typedSearchAttributes;
  const summary = parseSummary(run.memo?.[SUMMARY_MEMO]);
  const labels = labelsOf(run.memo);
  const stage = attributes.get(attributeKeys.stage) ?? summary?.stage;
  return {
    id: run.workflowId,
    runId: firstRun,
    platform: attributes.get(attributeKeys.platform) ?? '',
    ...(labels === undefined ? {} : { labels }),
    status: statusOfRun(run.status.name, attributes.get(attributeKeys.status)),
    stage: isStage(stage) ? stage : 'fingerprint',
    ...(summary?.projectId === undefined ? {} : { projectId: summary.projectId }),
    ...(summary?.projectName === undefined ? {} : { projectName: summary.projectName }),
    ...(summary === undefined ? {} : { percent: summary.percent, files: summary.files }),
    ...(summary?.dryRun === true ? { dryRun: true } : {}),
    startedAt: run.startTime.toISOString(),
    ...(run.closeTime === undefined ? {} : { closedAt: run.closeTime.toISOString() }),
  };
}

function isStage(value: unknown): value is Stage {
  return STAGES.some((stage) => stage === value);
}
