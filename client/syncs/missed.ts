import type { ScheduleDescription } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import { milliseconds } from '../../lib/sync/check-declaration.ts';
import { retentionMs } from '../../lib/temporal-sdk/retention.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { dueIn } from './due.ts';
import { specOf } from './schedule.ts';
import type { MissedRun } from './types.ts';

/** Told of one sync, the latest ones. */
const MAX_TOLD = 1_000;
/** Runs of a sync that are looked at. */
const MAX_RUNS = 10_000;
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
 * runs. Temporal counts them and keeps no list: which they are follows from the schedule and the runs.
 */
export async function missedRuns(
  temporal: Temporal,
  { schedule, input }: { schedule: ScheduleDescription; input: SyncInput },
  nowMs: number,
): Promise<MissedRun[]> {
  const { createdAt, lastUpdatedAt = createdAt, numActionsMissedCatchupWindow } = schedule.info;
  const sinceMs = Math.max(lastUpdatedAt.getTime(), nowMs - (await temporal.call(() => retentionMs(temporal.client))));
  const span = { from: new Date(sinceMs), to: new Date(nowMs - PROMPT_MS) };
  if (span.from >= span.to) return [];
  const [due, runs] = await Promise.all([dueIn(temporal, input.name, span), runsSince(temporal, input.name, sinceMs)]);
  const { catchUp, jitter } = specOf(input.declaration);
  return missedOf(due, runs, { jitterMs: milliseconds(jitter), catchUp, late: numActionsMissedCatchupWindow });
}

/**
 * Which of the moments `due` no run was made for, and why. `late`: how many Temporal did not make because they were later than
 * `catchUp`; it keeps no record of pauses.
 */
export function missedOf(
  due: readonly number[],
  runs: readonly MadeRun[],
  { jitterMs, catchUp, late }: { jitterMs: number; catchUp: string; late: number },
): MissedRun[] {
  // Temporal has moments in whole seconds, and adds the jitter to them.
  const isMade = (at: number) => runs.some(({ nominalMs }) => nominalMs > at - jitterMs - 1_000 && nominalMs <= at);
  const missed = due.filter((at) => !isMade(at)).map((at) => ({ at, during: runs.find((run) => isOpen(run, at)) }));
  const others = missed.filter(({ during }) => during === undefined).length;
  const away = `Temporal was away for longer than ${catchUp}`;
  const otherReason = late === 0 ? 'it was paused' : late >= others ? away : `it was paused, or ${away}`;
  return missed.slice(-MAX_TOLD).map(({ at, during }) => ({
    at: new Date(at).toISOString(),
    reason: during === undefined ? otherReason : `another run was being made: ${during.id}`,
  }));
}

function isOpen({ startedMs, closedMs }: MadeRun, at: number): boolean {
  return startedMs <= at && closedMs > at;
}

async function runsSince(temporal: Temporal, name: string, sinceMs: number): Promise<MadeRun[]> {
  const since = new Date(sinceMs - DAY_MS).toISOString();
  const query = `TemporalScheduledById = "${syncScheduleId(name)}" AND (CloseTime >= "${since}" OR ExecutionStatus = "Running")`;
  const found = temporal.client.workflow.list({ query })[Symbol.asyncIterator]();
  const runs: MadeRun[] = [];
  while (runs.length < MAX_RUNS) {
    const next = await temporal.call(() => found.next());
    if (next.done) break;
    const { workflowId, startTime, closeTime, typedSearchAttributes } = next.value;
    const nominal = typedSearchAttributes.get(SCHEDULED_AT) ?? startTime;
    runs.push({
      id: workflowId,
      nominalMs: nominal.getTime(),
      startedMs: startTime.getTime(),
      closedMs: closeTime?.getTime() ?? Number.POSITIVE_INFINITY,
    });
  }
  return runs;
}
