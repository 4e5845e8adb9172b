import type { WorkflowExecutionInfo } from '@temporalio/client';
import pLimit from 'p-limit';
import { ingestionIdOf, SLICE_WORKFLOW, SUMMARY_MEMO } from '../../contracts/names.ts';
import { INGEST_STATUSES, STAGES, type Stage, type Waiting } from '../../contracts/progress.ts';
import { mostUrgent } from '../../contracts/waiting.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { IngestFilter, IngestionCount, Overview, OverviewOptions } from '../modelrail.ts';
import { pendingActivities } from '../snapshot/pending-activity.ts';
import { parseSummary } from '../snapshot/progress-summary.ts';
import { findWaiting } from '../snapshot/waiting.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { attributeKeys, describeOne, statusOfRun } from './run.ts';
import { ingestionQuery } from './visibility-query.ts';

const DEFAULT_MAX_RUNS = 300;
/** Runs that are looked at at a time: Temporal has others to serve. */
const LOOKS_AT_ONCE = 8;
const PAGE_SIZE = 1_000;
/** Open runs that are counted one by one; more are not read. */
const MAX_OPEN_RUNS = 20_000;

const OPEN_SLICES = `WorkflowType = '${SLICE_WORKFLOW}' AND ExecutionStatus = 'Running'`;

/** See `Modelrail.overview`. */
export async function overviewOf(
  temporal: Temporal,
  { maxRuns = DEFAULT_MAX_RUNS, platforms = [] }: OverviewOptions = {},
): Promise<Overview> {
  const at = new Date().toISOString();
  const [running, paused, slices, ended] = await Promise.all([
    readOpen(temporal, ingestionQuery({ status: 'running' })),
    readOpen(temporal, ingestionQuery({ status: 'paused' })),
    readOpen(temporal, OPEN_SLICES),
    countEnded(temporal, platforms),
  ]);
  const open = [...running, ...paused];
  const platformOfId = new Map(open.map((run) => [run.workflowId, platformOf(run)]));
  // The ones that were started first: what waits for long is among them.
  const runs = [...open, ...slices].sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  const looked = runs.slice(0, maxRuns);
  const limit = pLimit(LOOKS_AT_ONCE);
  const waits = await Promise.all(looked.map((run) => limit(() => waitOf(temporal, run))));
  const found = new Map<string, Waiting[]>();
  for (const [position, wait] of waits.entries()) {
    const id = ingestionOf(looked[position]);
    if (wait !== undefined && id !== undefined) found.set(id, [...(found.get(id) ?? []), wait]);
  }
  return {
    at,
    ingestions: [...countOpen(open), ...ended],
    waiting: [...found].flatMap(([id, all]) => {
      const waiting = mostUrgent(all);
      return waiting === undefined ? [] : [{ id, platform: platformOfId.get(id) ?? '', waiting }];
    }),
    paused: paused.flatMap((run) => {
      const since = parseSummary(run.memo?.[SUMMARY_MEMO])?.pausedSince;
      return since === undefined ? [] : [{ id: run.workflowId, platform: platformOf(run), since }];
    }),
    runsNotLookedAt: runs.length - looked.length,
  };
}

async function readOpen(temporal: Temporal, query: string): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  const runs = temporal.client.workflow.list({ query, pageSize: PAGE_SIZE })[Symbol.asyncIterator]();
  while (found.length < MAX_OPEN_RUNS) {
    const next = await temporal.call(() => runs.next());
    if (next.done) break;
    found.push(next.value);
  }
  return found;
}

/** One entry for each platform, status and stage that there is. */
function countOpen(runs: readonly WorkflowExecutionInfo[]): IngestionCount[] {
  const counts = new Map<string, IngestionCount>();
  for (const run of runs) {
    const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
    const stage = stageOf(run);
    const platform = platformOf(run);
    const key = JSON.stringify([platform, status, stage]);
    const same = counts.get(key);
    if (same === undefined) counts.set(key, { platform, status, stage, count: 1 });
    else same.count += 1;
  }
  return [...counts.values()];
}

/** One entry for each of these platforms and each status, and one for all other platforms. */
async function countEnded(temporal: Temporal, platforms: readonly string[]): Promise<IngestionCount[]> {
  const statuses = INGEST_STATUSES.filter((status) => status !== 'running' && status !== 'paused');
  const counts = statuses.map(async (status): Promise<IngestionCount[]> => {
    const [total = 0, ...ofPlatforms] = await Promise.all(
      [undefined, ...platforms].map((platform) =>
        countMatches(temporal, { status, ...(platform === undefined ? {} : { platform }) }),
      ),
    );
    const others = total - ofPlatforms.reduce((sum, count) => sum + count, 0);
    return [
      ...platforms.map((platform, position) => ({ platform, status, count: ofPlatforms[position] ?? 0 })),
      { platform: '', status, count: Math.max(0, others) },
    ];
  });
  return (await Promise.all(counts)).flat();
}

/** Temporal groups by no attribute of ours. */
async function countMatches(temporal: Temporal, filter: IngestFilter): Promise<number> {
  return (await temporal.call(() => temporal.client.workflow.count(ingestionQuery(filter)))).count;
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

/** A slice is told of as its ingestion. */
function ingestionOf(run: WorkflowExecutionInfo | undefined): string | undefined {
  return run === undefined ? undefined : ingestionIdOf(run.workflowId);
}

function platformOf(run: WorkflowExecutionInfo): string {
  return run.typedSearchAttributes.get(attributeKeys.platform) ?? '';
}

function stageOf(run: WorkflowExecutionInfo): Stage {
  const attribute = run.typedSearchAttributes.get(attributeKeys.stage);
  return STAGES.find((stage) => stage === attribute) ?? 'fingerprint';
}
