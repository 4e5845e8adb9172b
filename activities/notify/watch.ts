import type { Labels } from '../../contracts/labels.ts';
import {
  ENDS_OVERLAP_MS,
  MAX_IDS,
  type Notice,
  type NoticeData,
  type NoticeType,
  type NotifyOn,
  namedLabels,
  type WatchState,
} from '../../contracts/notify.ts';
import type { IngestStatus, Waiting } from '../../contracts/progress.ts';
import { groupBy } from '../../lib/group-by.ts';

/** What a look at Temporal has seen. */
export interface Sight {
  /** Open ingestions that wait. */
  waiting: readonly { id: string; platform: string; labels?: Labels; waiting: Waiting; notify?: readonly string[] }[];
  /** Runs that ended since the moment that was asked for, those that are told among them. */
  ended: readonly {
    id: string;
    runId: string;
    platform: string;
    labels?: Labels;
    status: IngestStatus;
    closedAtMs: number;
    /** Targets that its request names: they are told whatever else they are told of. */
    notify?: readonly string[];
  }[];
  /** Syncs whose last run that was due has not succeeded, with when that was (milliseconds since the epoch). */
  late: readonly { name: string; dueAtMs: number }[];
}

/** Who is to be told of what. */
export interface WatchTarget {
  name: string;
  on: readonly NotifyOn[];
  /** Milliseconds. */
  stuckAfterMs: number;
}

/** Finds out, from look to look, what is to be told to whom. */
export interface Watch {
  /** Ended runs are to be looked for from here on (milliseconds since the epoch). */
  readonly endedSinceMs: number;
  /** What is to be told now. */
  judge(sight: Sight, nowMs: number): Notice[];
  /** What the next watch goes on with. */
  state(): WatchState;
}

/** What a watch works with. */
export interface WatchOptions {
  state: WatchState;
  targets: readonly WatchTarget[];
  createId(): string;
  /** Ends within so many milliseconds are one message. */
  gatherMs: number;
  /** Where a list of ingestions, or one, is to be seen. */
  urlOf?: ((about: { ids: readonly string[]; platform: string; type: NoticeType }) => string) | undefined;
}

/** A wait is told, and its end, when so many looks in a row have seen it: others begin to wait in the same moment. */
const LOOKS = 2;
/** More runs are not remembered: an end within the overlap may then be told twice. */
const MOST_TOLD_RUNS = 2_000;

/** Ends that are told, in this order. */
const ENDS = ['partial', 'failed', 'completed'] as const;

type Row = Sight['waiting'][number];

/** What a message is about, with all ids. */
type About = Pick<NoticeData, 'platform' | 'waiting' | 'labels'> & { ids: readonly string[]; count?: number };

/** Makes a {@link Watch}. */
export function createWatch({ state, targets, createId, gatherMs, urlOf }: WatchOptions): Watch {
  let { endedBeforeMs } = state;
  let toldRuns = new Set(state.toldRuns);
  const names = new Set(targets.map(({ name }) => name));
  let stuck = state.stuck.filter(({ target }) => names.has(target));
  const late = new Map(Object.entries(state.late).map(([target, names]) => [target, new Set(names)]));
  /** Looks in a row that have seen a change, by what changed. */
  const seen = new Map<string, number>();
  const gathered = new Map<string, Sight['ended'][number]>();
  let gatheringSinceMs: number | undefined;

  function notice(target: string, type: NoticeType, nowMs: number, about: About): Notice {
    const { platform, ids, count = ids.length, waiting, labels } = about;
    const url = urlOf?.({ ids, platform, type });
    return {
      id: createId(),
      target,
      type,
      timestamp: new Date(nowMs).toISOString(),
      data: {
        platform,
        ...(waiting === undefined ? {} : { waiting: withoutAttempt(waiting) }),
        count,
        ids: ids.slice(0, MAX_IDS),
        ...(labels === undefined ? {} : { labels }),
        ...(url === undefined ? {} : { url }),
      },
    };
  }

  /** True when this look and the ones before make it certain. */
  function isCertain(key: string, fresh: Set<string>): boolean {
    fresh.add(key);
    const looks = (seen.get(key) ?? 0) + 1;
    seen.set(key, looks);
    return looks >= LOOKS;
  }

  function judgeWaits(rows: readonly Row[], nowMs: number): Notice[] {
    const fresh = new Set<string>();
    const notices = targets.flatMap((target) => {
      const causes = groupRows(rows.filter((row) => isWanted(target, 'stuck', row)));
      return [...judgeOver(target, causes, fresh, nowMs), ...judgeStuck(target, causes, fresh, nowMs)];
    });
    for (const key of seen.keys()) if (!fresh.has(key)) seen.delete(key);
    return notices;
  }

  /** What no row waits for any more, of what a target was told. */
  function judgeOver({ name }: WatchTarget, causes: ReadonlyMap<string, Row[]>, fresh: Set<string>, nowMs: number) {
    const over = stuck.filter(
      ({ target, cause }) => target === name && !causes.has(cause) && isCertain(`over ${target} ${cause}`, fresh),
    );
    stuck = stuck.filter((told) => !over.includes(told));
    return over.map(({ target: _target, cause: _cause, ...about }) => notice(name, 'recovered', nowMs, about));
  }

  function judgeStuck(
    { name, stuckAfterMs }: WatchTarget,
    causes: ReadonlyMap<string, Row[]>,
    fresh: Set<string>,
    nowMs: number,
  ): Notice[] {
    return [...causes].flatMap(([cause, all]) => {
      if (stuck.some((told) => told.target === name && told.cause === cause)) return [];
      const held = all.filter(({ waiting }) => nowMs - Date.parse(waiting.since) >= stuckAfterMs);
      const [first] = held;
      if (first === undefined || !isCertain(`stuck ${name} ${cause}`, fresh)) return [];
      const {
        platform,
        waiting: { told: _sentences, ...waiting },
      } = first;
      const told = notice(name, 'stuck', nowMs, { platform, waiting, ...idsOf(held) });
      const { url: _url, ...about } = told.data;
      stuck = [...stuck, { target: name, cause, ...about }];
      return [told];
    });
  }

  /** Ends are told together: the first one waits until a minute is over. */
  function judgeEnds(ended: Sight['ended'], nowMs: number): Notice[] {
    for (const run of ended) if (!toldRuns.has(run.runId)) gathered.set(run.runId, run);
    if (gathered.size === 0) return [];
    gatheringSinceMs ??= nowMs;
    if (nowMs - gatheringSinceMs < gatherMs) return [];
    const runs = [...gathered.values()].sort((a, b) => a.closedAtMs - b.closedAtMs);
    const notices = targets.flatMap((target) =>
      ENDS.flatMap((type) => {
        const wanted = runs.filter((run) => run.status === type && isWanted(target, type, run));
        return [...groupBy(wanted, ({ platform }) => platform)].map(([platform, some]) =>
          notice(target.name, type, nowMs, { platform, ...idsOf(some) }),
        );
      }),
    );
    endedBeforeMs = Math.max(endedBeforeMs, ...runs.map(({ closedAtMs }) => closedAtMs));
    const recent = ended.filter(({ closedAtMs }) => closedAtMs >= endedBeforeMs - ENDS_OVERLAP_MS);
    toldRuns = new Set([...recent, ...runs].map(({ runId }) => runId).slice(-MOST_TOLD_RUNS));
    gathered.clear();
    gatheringSinceMs = undefined;
    return notices;
  }

  function judgeSyncs(syncs: Sight['late'], nowMs: number): Notice[] {
    return targets.flatMap(({ name, on, stuckAfterMs }) => {
      if (!on.includes('syncLate')) return [];
      const told = late.get(name) ?? new Set<string>();
      const now = syncs.filter(({ dueAtMs }) => nowMs - dueAtMs >= stuckAfterMs).map((sync) => sync.name);
      const fresh = now.filter((sync) => !told.has(sync));
      late.set(name, new Set(now));
      return fresh.length === 0 ? [] : [notice(name, 'syncLate', nowMs, { platform: '', ids: fresh })];
    });
  }

  return {
    get endedSinceMs() {
      return endedBeforeMs - ENDS_OVERLAP_MS;
    },
    judge: ({ waiting, ended, late: syncs }, nowMs) => [
      ...judgeWaits(waiting, nowMs),
      ...judgeEnds(ended, nowMs),
      ...judgeSyncs(syncs, nowMs),
    ],
    state: () => ({
      ...state,
      endedBeforeMs,
      toldRuns: [...toldRuns],
      stuck,
      late: Object.fromEntries([...late].map(([target, names]) => [target, [...names]])),
    }),
  };
}

/** The ids of ingestions, and the labels of those that a message names. */
function idsOf(all: readonly { id: string; labels?: Labels }[]): Pick<About, 'ids' | 'labels'> {
  const named = all.slice(0, MAX_IDS).map(({ id, labels }) => [id, labels] as const);
  return { ids: all.map(({ id }) => id), ...namedLabels(named) };
}

/** A target is told of what it is for, and of the ingestions that name it. */
function isWanted({ name, on }: WatchTarget, type: NotifyOn, { notify }: { notify?: readonly string[] }): boolean {
  return on.includes(type) || notify?.includes(name) === true;
}

/** Rows by what they wait for, those that have waited longest first. Words differ from try to try, and say nothing of the cause. */
function groupRows(rows: readonly Row[]): Map<string, Row[]> {
  const sorted = [...rows].sort((a, b) => Date.parse(a.waiting.since) - Date.parse(b.waiting.since));
  return groupBy(sorted, ({ platform, waiting }) => JSON.stringify([platform, waiting.for, waiting.host ?? '']));
}

function withoutAttempt({ for: what, reason, since, host }: NonNullable<NoticeData['waiting']>) {
  return { for: what, reason, since, ...(host === undefined ? {} : { host }) };
}
