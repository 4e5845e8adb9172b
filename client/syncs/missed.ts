import type { ScheduleDescription } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { RESULT_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import { englishOf, type Sentence, sentenceOf, toldWith } from '../../contracts/sentences.ts';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import { milliseconds } from '../../lib/sync/check-declaration.ts';
import { retentionMs } from '../../lib/temporal-sdk/retention.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { latestDue } from './due.ts';
import { type RecurringInput, specOf } from './schedule.ts';
import type { MissedRun } from './types.ts';

/** Told of one sync, the latest ones. */
const MAX_TOLD = 1_000;
/** Of a sync the latest ones are looked at. */
const MOST_LOOKED_AT = { moments: 5_000, runs: 5_000 };
/** Temporal makes a run so much after its moment at most, when nothing is in the way. */
const PROMPT_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;

const SCHEDULED_AT = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/** A run that was made: the moment that it stands for, and when it was open. */
export interface MadeRun {
  id: string;
  nominalMs: number;
  startedMs: number;
  closedMs: number;
}

/**
 * The moments at which a run was due and none was made, since the schedule is as it is and as far back as Temporal keeps ended
 * runs; of very many the latest ones are looked at. Temporal counts them and keeps no list: which they are follows from the
 * schedule and the runs.
 */
export async function missedRuns(
  temporal: Temporal,
  { schedule, input }: { schedule: ScheduleDescription; input: RecurringInput },
  nowMs: number,
  most = MOST_LOOKED_AT,
): Promise<{ missed: MissedRun[]; told?: Sentence[] }> {
  const { createdAt, lastUpdatedAt = createdAt, numActionsMissedCatchupWindow } = schedule.info;
  const sinceMs = Math.max(lastUpdatedAt.getTime(), nowMs - (await temporal.call(() => retentionMs(temporal.client))));
  const span = { from: new Date(sinceMs), to: new Date(nowMs - PROMPT_MS) };
  if (span.from >= span.to) return { missed: [] };
  const [due, { runs, completeSinceMs }] = await Promise.all([
    latestDue(temporal, input.name, span, most.moments),
    latestRuns(temporal, input.name, sinceMs, most.runs),
  ]);
  const { catchUp, jitter } = specOf(input.declaration);
  const missed = missedOf(
    due.filter((at) => at > completeSinceMs),
    runs,
    { jitterMs: milliseconds(jitter), catchUp, late: numActionsMissedCatchupWindow },
  );
  // The latest ones are looked at first.
  const reasons = missed.map(({ reason }) => reason).toReversed();
  return {
    missed: missed.map(({ at, reason }) => ({ at, reason: englishOf(reason) })),
    ...toldWith(reasons, RESULT_TOLD_MAX_BYTES),
  };
}

/**
 * Which of the moments `due` no run was made for, and why. `late`: how many Temporal did not make because they were later than
 * `catchUp`; it keeps no record of pauses.
 */
export function missedOf(
  due: readonly number[],
  runs: readonly MadeRun[],
  { jitterMs, catchUp, late }: { jitterMs: number; catchUp: string; late: number },
): { at: string; reason: Sentence }[] {
  const nominals = Float64Array.from(runs, ({ nominalMs }) => nominalMs).sort();
  const openAt = openRuns(runs);
  // Temporal has moments in whole seconds, and adds the jitter to them.
  const isMade = (at: number) => (nominals[lastUpTo(nominals, at)] ?? Number.NEGATIVE_INFINITY) > at - jitterMs - 1_000;
  const missed = due.filter((at) => !isMade(at)).map((at) => ({ at, during: openAt(at) }));
  const others = missed.filter(({ during }) => during === undefined).length;
  const otherReason =
    late === 0
      ? sentenceOf('it was paused')
      : late >= others
        ? sentenceOf('Temporal was away for longer than {span}', { span: catchUp })
        : sentenceOf('it was paused, or Temporal was away for longer than {span}', { span: catchUp });
  return missed.slice(-MAX_TOLD).map(({ at, during }) => ({
    at: new Date(at).toISOString(),
    reason: during === undefined ? otherReason : sentenceOf('another run was being made: {id}', { id: during.id }),
  }));
}

/** Tells which run was open at a moment. */
function openRuns(runs: readonly MadeRun[]): (at: number) => MadeRun | undefined {
  const byStart = runs.toSorted((a, b) => a.startedMs - b.startedMs);
  const starts = Float64Array.from(byStart, ({ startedMs }) => startedMs);
  let longest: MadeRun | undefined;
  // Of those that began until then the one that ended last.
  const lasting = byStart.map((run) => {
    if (longest === undefined || run.closedMs > longest.closedMs) longest = run;
    return longest;
  });
  return (at) => {
    const run = lasting[lastUpTo(starts, at)];
    return run !== undefined && run.closedMs > at ? run : undefined;
  };
}

/** The position of the last of these sorted numbers that is not above a limit; -1 when all are. */
function lastUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The runs that ended last and those that are open, and since when none is missing among them. */
async function latestRuns(
  temporal: Temporal,
  name: string,
  sinceMs: number,
  most: number,
): Promise<{ runs: MadeRun[]; completeSinceMs: number }> {
  const since = new Date(sinceMs - DAY_MS).toISOString();
  const query = `TemporalScheduledById = "${syncScheduleId(name)}" AND (CloseTime >= "${since}" OR ExecutionStatus = "Running")`;
  // Temporal lists open ones first, then those that ended last.
  const found = temporal.client.workflow.list({ query })[Symbol.asyncIterator]();
  const runs: MadeRun[] = [];
  for (;;) {
    const next = await temporal.call(() => found.next());
    if (next.done) return { runs, completeSinceMs: Number.NEGATIVE_INFINITY };
    const { workflowId, startTime, closeTime, typedSearchAttributes } = next.value;
    const closedMs = closeTime?.getTime() ?? Number.POSITIVE_INFINITY;
    // A run that was made for a later moment ended after this one, so it was listed before.
    if (runs.length >= most) return { runs, completeSinceMs: closedMs };
    const nominal = typedSearchAttributes.get(SCHEDULED_AT) ?? startTime;
    runs.push({ id: workflowId, nominalMs: nominal.getTime(), startedMs: startTime.getTime(), closedMs });
  }
}
