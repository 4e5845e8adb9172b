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
/** The part of a span that is looked at first, and by how much a next one is longer at most. */
const FIRST_PART_MS = 60 * 60_000;
const MOST_LONGER = 8;

/** True when a run of a sync was due in a span, by its schedule as it is now. */
export async function wasDueIn(temporal: Temporal, name: string, { from, to }: Span): Promise<boolean> {
  return (await page(temporal, name, from.getTime() - 1, to.getTime())).length > 0;
}

/** The first moment after another, up to `toMs`, at which a run of a sync was due by its schedule as it is now; all in milliseconds. */
export async function firstDue(
  temporal: Temporal,
  name: string,
  afterMs: number,
  toMs: number,
): Promise<number | undefined> {
  return (await page(temporal, name, afterMs, toMs))[0];
}

/**
 * The moments in a span, in milliseconds, at which runs of a sync were due by its schedule as it is now; of more than `most` the
 * latest. Temporal tells them from a beginning on, so the span is looked at in parts, the last one first.
 */
export async function latestDue(temporal: Temporal, name: string, { from, to }: Span, most: number): Promise<number[]> {
  let due: number[] = [];
  let partMs = FIRST_PART_MS;
  for (let endMs = to.getTime(); endMs >= from.getTime() && due.length < most; ) {
    const beginMs = Math.max(from.getTime(), endMs - partMs);
    const found = await allIn(temporal, name, beginMs, endMs);
    due = [...found, ...due];
    endMs = beginMs - 1;
    // As long that the next one has about half of what Temporal gives at a time.
    partMs *= found.length === 0 ? MOST_LONGER : Math.min(MOST_LONGER, PAGE / 2 / found.length);
  }
  return due.slice(-most);
}

async function allIn(temporal: Temporal, name: string, beginMs: number, endMs: number): Promise<number[]> {
  const due: number[] = [];
  // Temporal leaves the beginning out.
  for (let afterMs = beginMs - 1; ; ) {
    const found = await page(temporal, name, afterMs, endMs);
    due.push(...found);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return due;
    afterMs = last;
  }
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
