import { computed, signal } from '@preact/signals';
import type { IngestStatus, Stage, Waiting } from '../../contracts/progress.ts';
import type { CallError } from '../api/call.ts';
import { follow, type StreamState } from '../api/stream.ts';

/** An ingestion in a list, as `/v1` tells it. */
export interface Listed {
  id: string;
  runId: string;
  platform: string;
  status: IngestStatus;
  stage: Stage;
  projectName?: string;
  waiting?: Waiting;
  cancelling?: true;
  percent?: number;
  files?: number;
  bytes?: { done: number; total: number };
  rate?: number;
  startedAt: string;
  closedAt?: string;
}

/** Ingestions that do not move for one reason, or that move. */
export interface Group {
  state: 'waiting' | 'paused' | 'moving';
  waiting?: Waiting;
  platform?: string;
  count: number;
  ingestions: Listed[];
}

/** What `GET /v1/overview` tells. */
export interface Overview {
  at: string;
  groups: Group[];
  syncs: { name: string; id: string; startedAt: string; waiting?: Waiting }[];
  failed: Listed[];
  notLookedAt: number;
}

/** What was last seen; undefined before the first look. */
export const overview = signal<Overview | undefined>(undefined);

/** How the stream stands that brings it, and why it was lost. */
export const connection = signal<{ state: StreamState; problem?: CallError }>({ state: 'connecting' });

/** How many there are. */
export const figures = computed(() => {
  const sums = { waiting: 0, paused: 0, moving: 0, rate: 0 };
  for (const { state, count, ingestions } of overview.value?.groups ?? []) {
    sums[state] += count;
    for (const { rate = 0 } of ingestions) sums.rate += rate;
  }
  return sums;
});

/** Follows everything that is open until `signal` ends it. */
export function followOverview(signal: AbortSignal): void {
  const handlers = {
    event(name: string, data: string) {
      if (name !== 'overview') return;
      const seen = JSON.parse(data) as Overview; // as: the description of the API says so
      overview.value = withKnownRows(seen, overview.value);
    },
    state(state: StreamState, problem?: CallError) {
      connection.value = { state, ...(problem === undefined ? {} : { problem }) };
    },
  };
  void follow('v1/events', handlers, signal);
}

/** A row that says what it said before is the same object, so that it is not drawn again. */
export function withKnownRows(seen: Overview, before: Overview | undefined): Overview {
  const known = new Map<string, Listed>();
  for (const one of [...(before?.groups ?? []).flatMap(({ ingestions }) => ingestions), ...(before?.failed ?? [])]) {
    known.set(one.id, one);
  }
  const same = (one: Listed) => {
    const last = known.get(one.id);
    return last !== undefined && JSON.stringify(last) === JSON.stringify(one) ? last : one;
  };
  return {
    ...seen,
    groups: seen.groups.map((group) => ({ ...group, ingestions: group.ingestions.map(same) })),
    failed: seen.failed.map(same),
  };
}
