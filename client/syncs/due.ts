import { syncScheduleId } from '../../contracts/sync/run.ts';
import { msToTs, tsToMs } from '../../lib/temporal-sdk/internals.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** A span of time, both ends included. */
export interface Span {
  from: Date;
  to: Date;
}

/** Temporal gives so many at a time. */
const PAGE = 1_000;
/** So many are looked at, the latest ones. */
const MAX_MOMENTS = 20 * PAGE;

/** The moments in a span, in milliseconds, at which runs of a sync were due by its schedule as it is now, the latest ones of very many. */
export async function dueIn(temporal: Temporal, name: string, { from, to }: Span): Promise<number[]> {
  const due: number[] = [];
  // Temporal leaves the beginning out.
  for (let after = from.getTime() - 1; due.length < MAX_MOMENTS; ) {
    const found = await page(temporal, name, after, to.getTime());
    due.push(...found);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) break;
    after = last;
  }
  return due;
}

async function page(temporal: Temporal, name: string, afterMs: number, toMs: number): Promise<number[]> {
  const { client, namespace } = temporal;
  const { startTime } = await temporal.call(() =>
    client.workflowService.listScheduleMatchingTimes({
      namespace,
      scheduleId: syncScheduleId(name),
      startTime: msToTs(afterMs),
      endTime: msToTs(toMs),
    }),
  );
  return startTime.map(tsToMs).filter((ms) => ms > afterMs && ms <= toMs);
}
