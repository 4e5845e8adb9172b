import { causeOfOne } from '../../contracts/groups.ts';
import { WAITING_FOR, type Waiting } from '../../contracts/progress.ts';
import type { IngestSummary, OverviewGroup } from '../modelrail.ts';

/** Ingestions that a group names; the others are counted. */
const MOST_NAMED = 100;

/** Open ingestions by why they do not move: what waits first, then what is paused, then what moves. */
export function groupByCause(open: readonly IngestSummary[]): OverviewGroup[] {
  const causes = new Map<string, IngestSummary[]>();
  for (const one of open) {
    const key = causeOfOne(one);
    const same = causes.get(key);
    if (same === undefined) causes.set(key, [one]);
    else same.push(one);
  }
  return [...causes.values()].map(toGroup).sort((a, b) => rank(a) - rank(b) || b.count - a.count);
}

function toGroup(all: readonly IngestSummary[]): OverviewGroup {
  const ingestions = all.slice(0, MOST_NAMED);
  const waits = all.flatMap(({ waiting }) => waiting ?? []);
  const waiting = waits.length === 0 ? undefined : inCommon(waits);
  const platforms = new Set(all.map(({ platform }) => platform));
  const [platform] = platforms;
  return {
    state: waiting === undefined ? (all[0]?.status === 'paused' ? 'paused' : 'moving') : 'waiting',
    ...(waiting === undefined ? {} : { waiting }),
    ...(platforms.size === 1 && platform !== undefined && platform !== '' ? { platform } : {}),
    count: all.length,
    ingestions,
  };
}

/** The earliest of several waits with one cause, in the words that most of them have. */
function inCommon(waits: readonly Waiting[]): Waiting | undefined {
  const counts = new Map<string, number>();
  for (const { reason } of waits) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [reason] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const [first] = [...waits].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  const worded = waits.find((one) => one.reason === reason);
  if (first === undefined || worded === undefined) return first;
  const { told: _told, ...wait } = first;
  return { ...wait, reason: worded.reason, ...(worded.told === undefined ? {} : { told: worded.told }) };
}

function rank({ state, waiting }: OverviewGroup): number {
  if (waiting !== undefined) return WAITING_FOR.indexOf(waiting.for);
  return WAITING_FOR.length + (state === 'paused' ? 0 : 1);
}
