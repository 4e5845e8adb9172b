import { SUMMARY_MEMO } from '../../contracts/names.ts';
import { INGEST_STATUSES } from '../../contracts/progress.ts';
import type { IngestFilter, IngestionCount, IngestSummary, Overview, OverviewOptions } from '../modelrail.ts';
import { parseSummary } from '../snapshot/progress-summary.ts';
import { createQueueLooks } from '../temporal/queue-looks.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { groupByCause } from './groups.ts';
import { summarise } from './list.ts';
import { addWaits } from './list-waits.ts';
import { readOpenSyncs } from './open-syncs.ts';
import { readRuns } from './read-runs.ts';
import { ingestionQuery, OPEN_INGESTIONS } from './visibility-query.ts';

/** Open ingestions that are read; more are not counted. */
const MAX_OPEN_RUNS = 20_000;

/** See `Modelrail.overview`. */
export async function overviewOf(
  temporal: Temporal,
  { maxRuns = MAX_OPEN_RUNS, platforms = [], isOpenOnly = false }: OverviewOptions = {},
): Promise<Overview> {
  const at = new Date().toISOString();
  const looks = createQueueLooks(temporal);
  const [runs, syncs, ended] = await Promise.all([
    readRuns(temporal, OPEN_INGESTIONS, MAX_OPEN_RUNS),
    readOpenSyncs(temporal, looks),
    isOpenOnly ? [] : countEnded(temporal, platforms),
  ]);
  // The ones that were started first: what waits for long is among them.
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  const listed = runs.map((run) => ({ run, summary: summarise(run, run.raw.firstRunId || run.runId) }));
  const open = await addWaits(temporal, listed.slice(0, maxRuns), looks);
  return {
    at,
    ingestions: [...countOpen(listed.map(({ summary }) => summary)), ...ended],
    waiting: open.flatMap(({ id, platform, waiting }) => (waiting === undefined ? [] : [{ id, platform, waiting }])),
    paused: listed.flatMap(({ run, summary: { id, platform, status } }) => {
      const since = parseSummary(run.memo?.[SUMMARY_MEMO])?.pausedSince;
      return status !== 'paused' || since === undefined ? [] : [{ id, platform, since }];
    }),
    groups: groupByCause(open),
    syncs,
    runsNotLookedAt: listed.length - open.length,
  };
}

/** One entry for each platform, status and stage that there is. */
function countOpen(summaries: readonly IngestSummary[]): IngestionCount[] {
  const counts = new Map<string, IngestionCount>();
  for (const { platform, status, stage } of summaries) {
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
