import { expect, test } from 'vitest';
import { createWatch, type Sight, type WatchTarget } from '../../activities/notify/watch.ts';
import { freshNotifyState, type WatchState } from '../../contracts/notify.ts';
import type { Waiting } from '../../contracts/progress.ts';

const BEGIN = Date.parse('2026-11-30T02:00:00.000Z');
const NIGHT: WatchTarget = {
  name: 'night',
  on: ['stuck', 'partial', 'failed', 'completed', 'syncLate'],
  stuckAfterMs: 600_000,
};

const at = (second: number) => new Date(BEGIN + second * 1_000).toISOString();

/** An ingestion that waits since a second. */
function held(
  id: string,
  second: number,
  more: Partial<Waiting> & { platform?: string } = {},
): Sight['waiting'][number] {
  const { platform = 'cq', ...waiting } = more;
  return { id, platform, waiting: { for: 'platform', reason: `try ${id}`, since: at(second), ...waiting } };
}

function ended(id: string, second: number, status: 'completed' | 'partial' | 'failed' = 'completed', platform = 'cq') {
  return { id, runId: `run-${id}`, platform, status, closedAtMs: BEGIN + second * 1_000 };
}

/** A watch, and what it tells at a second, in short. */
function scene(targets: WatchTarget[] = [NIGHT], state: WatchState = freshNotifyState(BEGIN)) {
  let id = 0;
  const watch = createWatch({ state, targets, gatherMs: 60_000, createId: () => `n-${(id += 1)}` });
  const look = (second: number, sight: Partial<Sight> = {}) =>
    watch
      .judge({ waiting: [], ended: [], late: [], ...sight }, BEGIN + second * 1_000)
      .map(({ target, type, data }) => `${target} ${type} ${data.platform} ${data.count} ${data.ids.join(',')}`);
  return { watch, look };
}

test('what waits is told once for each cause, after its time, with all that wait for it by then', () => {
  const { look } = scene();
  const rows = [
    held('a', 0),
    held('b', 3),
    held('c', 0, { platform: 'disk' }),
    held('d', 0, { for: 'host', host: 'pc' }),
  ];
  expect(look(590, { waiting: rows })).toEqual([]);
  // The first look that sees it lets others come.
  expect(look(600, { waiting: rows.slice(0, 2) })).toEqual([]);
  expect(look(610, { waiting: rows })).toEqual(['night stuck cq 2 a,b']);
  expect(look(620, { waiting: rows })).toEqual(['night stuck disk 1 c', 'night stuck cq 1 d']);
  expect(look(2_000, { waiting: [...rows, held('late', 700)] })).toEqual([]);
});

test('a message has why and since when the first of them waits, and twenty ids at most', () => {
  const { watch } = scene();
  const waiting = Array.from({ length: 25 }, (_, n) => held(`i-${n}`, 25 - n, { nextAttemptAt: at(700) }));
  watch.judge({ waiting, ended: [], late: [] }, BEGIN + 700_000);
  const [notice] = watch.judge({ waiting, ended: [], late: [] }, BEGIN + 710_000);
  expect(notice).toMatchObject({ id: 'n-1', type: 'stuck', timestamp: at(710), data: { count: 25 } });
  expect(notice?.data.waiting).toEqual({ for: 'platform', reason: 'try i-24', since: at(1) });
  expect(notice?.data.ids).toHaveLength(20);
});

test('a message has the labels of those that it names, in stuck, recovered and ended, as far as there is room', () => {
  const { watch } = scene();
  const order = (n: number) => ({ order: String(n) });
  const rows = [{ ...held('a', 0), labels: order(1) }, held('b', 0)];
  const see = (second: number, sight: Partial<Sight>) =>
    watch.judge({ waiting: [], ended: [], late: [], ...sight }, BEGIN + second * 1_000);
  see(600, { waiting: rows });
  expect(see(610, { waiting: rows })).toMatchObject([{ type: 'stuck', data: { labels: { a: order(1) } } }]);
  see(620, {});
  expect(see(630, {})).toMatchObject([{ type: 'recovered', data: { ids: ['a', 'b'], labels: { a: order(1) } } }]);

  const labels = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`key${n}`, '电'.repeat(20)]));
  const runs = Array.from({ length: 25 }, (_, n) => ({ ...ended(`i-${n}`, n), labels }));
  see(700, { ended: [...runs, ended('bare', 30, 'failed')] });
  const [failed, completed] = see(770, {});
  expect([failed?.type, failed?.data]).toEqual(['failed', { platform: 'cq', count: 1, ids: ['bare'] }]);
  expect(Object.keys(completed?.data.labels ?? {})).toEqual(['i-0', 'i-1', 'i-2', 'i-3', 'i-4']);
  expect(completed?.data).toMatchObject({ count: 25, labels: { 'i-0': labels } });
});

test('recovery is told when nothing waits for the cause any more, to those who were told, also by another worker', () => {
  const day: WatchTarget = { name: 'day', on: ['stuck'], stuckAfterMs: 3_600_000 };
  const first = scene([NIGHT, day]);
  const rows = [held('a', 0), held('b', 0)];
  first.look(600, { waiting: rows });
  expect(first.look(610, { waiting: rows })).toEqual(['night stuck cq 2 a,b']);
  const { look } = scene([NIGHT, day], first.watch.state());
  expect(look(620, { waiting: rows.slice(1) })).toEqual([]);
  // Between two attempts nothing may wait for a moment.
  expect(look(630)).toEqual([]);
  expect(look(640, { waiting: rows.slice(1) })).toEqual([]);
  expect(look(650)).toEqual([]);
  expect(look(660)).toEqual(['night recovered cq 2 a,b']);
  expect(look(670)).toEqual([]);
});

test('ends are gathered for a minute and told together, by platform, each run once', () => {
  const { watch, look } = scene();
  const all = [ended('a', 5), ended('b', 30, 'failed'), ended('c', 50), ended('d', 50, 'completed', 'disk')];
  expect(look(10, { ended: all.slice(0, 1) })).toEqual([]);
  expect(look(60, { ended: all })).toEqual([]);
  expect(look(70, { ended: all })).toEqual([
    'night failed cq 1 b',
    'night completed cq 2 a,c',
    'night completed disk 1 d',
  ]);
  expect(look(140, { ended: all })).toEqual([]);
  expect(watch.endedSinceMs).toBe(BEGIN);
  const next = scene([NIGHT], watch.state());
  expect(next.look(150, { ended: [...all, ended('e', 49)] })).toEqual([]);
  expect(next.look(210, { ended: [...all, ended('e', 49)] })).toEqual(['night completed cq 1 e']);
});

test('the first watch looks for no end before its own beginning, a later one a minute back', () => {
  const { watch, look } = scene();
  expect(watch.endedSinceMs).toBe(BEGIN);
  look(200, { ended: [ended('a', 190)] });
  expect(look(260, { ended: [ended('a', 190)] })).toEqual(['night completed cq 1 a']);
  expect(watch.endedSinceMs).toBe(BEGIN + 130_000);
});

test('a target is told of what it wants only', () => {
  const { look } = scene([{ ...NIGHT, name: 'day', on: ['failed'] }]);
  const sight = { waiting: [held('a', -9_000)], ended: [ended('b', 1), ended('c', 1, 'failed')], late: [] };
  look(10, sight);
  expect(look(70, sight)).toEqual(['day failed cq 1 c']);
});

test('a target that a request names is told of that ingestion, whatever else it is told of', () => {
  const { look } = scene([{ ...NIGHT, name: 'desk', on: [] }]);
  const named = { notify: ['desk', 'elsewhere'] };
  const sight = {
    waiting: [held('a', -9_000), { ...held('b', -9_000), ...named }],
    ended: [ended('c', 1), { ...ended('d', 1), ...named }],
    late: [{ name: 'nightly', dueAtMs: BEGIN - 9_000_000 }],
  };
  expect([look(10, sight), look(20, sight)]).toEqual([[], ['desk stuck cq 1 b']]);
  expect(look(70, sight)).toEqual(['desk completed cq 1 d']);
  // Others still wait for the same.
  const others = { ...sight, waiting: sight.waiting.slice(0, 1) };
  expect([look(80, others), look(90, others)]).toEqual([[], ['desk recovered cq 1 b']]);
});

test('a late sync is told once, and again after it was in time', () => {
  const { watch, look } = scene();
  const late = [{ name: 'nightly', dueAtMs: BEGIN }];
  expect(look(599, { late })).toEqual([]);
  expect(look(600, { late })).toEqual(['night syncLate  1 nightly']);
  const { look: later } = scene([NIGHT], watch.state());
  expect(later(700, { late })).toEqual([]);
  expect(later(800)).toEqual([]);
  expect(later(900, { late })).toEqual(['night syncLate  1 nightly']);
});
