import { fc, test } from '@fast-check/vitest';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { createOwnHeartbeats, createSharedHeartbeats, type Heartbeats } from '../../activities/heartbeats.ts';

/** No heartbeat is owed. */
const NEVER_MS = Number.POSITIVE_INFINITY;
const TICK_MS = 2_000;

const shared = (perSecond = 4) => createSharedHeartbeats({ perSecond, tickMs: TICK_MS });

/** Steps that share `heartbeats`, and what they told when, in milliseconds since the start. */
function scene(heartbeats: Heartbeats) {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  const told: [string, number][] = [];
  return {
    told,
    join(name: string, intervalMs = NEVER_MS) {
      const turn = heartbeats.join(() => {
        told.push([name, Date.now()]);
        turn.told();
      }, intervalMs);
      return turn;
    },
  };
}

const times = (told: readonly [string, number][]) => told.map(([, at]) => at);

describe('reports of steps that share a measure', () => {
  test('go out at once while they are few', () => {
    const { told, join } = scene(shared());
    const step = join('a');
    for (let look = 0; look < 5; look += 1) {
      step.ask();
      vi.advanceTimersByTime(5_000);
    }
    expect(times(told)).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });

  test('that are more go out in the order of asking, so many a second, each step once', () => {
    const { told, join } = scene(shared());
    const steps = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => join(name));
    for (const step of [...steps, ...steps]) step.ask();
    expect(told.map(([name]) => name).join('')).toBe('abcd');
    vi.advanceTimersByTime(10_000);
    // The first ones asked again, and wait behind those that had not been heard.
    expect(told.map(([name]) => name).join('')).toBe('abcdefgabcd');
    expect(times(told)).toEqual([0, 0, 0, 0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
  });

  test('leave the room to heartbeats that are owed, which take along what is new', () => {
    const { told, join } = scene(shared());
    const crowd = join('crowd');
    const owed = setInterval(() => crowd.told(), 50);
    const step = join('a');
    vi.advanceTimersByTime(1_000);
    step.ask();
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
    step.told();
    clearInterval(owed);
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
  });

  test('are sent soon after a burst', () => {
    const { told, join } = scene(shared());
    const crowd = join('crowd');
    for (let beat = 0; beat < 1_000; beat += 1) crowd.told();
    join('a').ask();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(250);
    expect(told).toEqual([['a', 250]]);
  });

  test('of a step that has ended are not told', () => {
    const { told, join } = scene(shared(1));
    join('a').ask();
    const step = join('b');
    step.ask();
    step.leave();
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([['a', 0]]);
  });

  const look = fc.record({ step: fc.nat({ max: 5 }), afterMs: fc.nat({ max: 400 }) });
  test.prop([fc.array(look, { maxLength: 60 }), fc.integer({ min: 1, max: 8 })])(
    'keep to the measure, and the last of each step goes out',
    (looks, perSecond) => {
      const { told, join } = scene(shared(perSecond));
      const steps = Array.from({ length: 6 }, (_, index) => join(String(index)));
      const asked = new Map<string, number>();
      for (const { step, afterMs } of looks) {
        vi.advanceTimersByTime(afterMs);
        asked.set(String(step), Date.now());
        steps[step]?.ask();
      }
      vi.advanceTimersByTime(60_000);
      for (const [name, at] of asked) {
        expect(told.some(([other, when]) => other === name && when >= at)).toBe(true);
      }
      // What a second's rest allows at once, and then a second's worth.
      for (const from of times(told)) {
        expect(times(told).filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(2 * perSecond);
      }
    },
  );
});

describe('heartbeats that are owed', () => {
  test('go out together, those of each step within its interval', () => {
    const { told, join } = scene(shared());
    const turns = Array.from({ length: 200 }, (_, index) => join(String(index), 24_000));
    vi.advanceTimersByTime(120_000);
    expect(new Set(times(told).map((at) => at % TICK_MS))).toEqual(new Set([0]));
    for (const [index] of turns.entries()) {
      const own = [0, ...times(told.filter(([name]) => name === String(index)))];
      const gaps = own.slice(1).map((at, position) => at - (own[position] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(24_000 + TICK_MS / 2);
      expect(own.length).toBeLessThanOrEqual(7);
    }
    // Though all of them began at once.
    expect(new Set(times(told)).size).toBeGreaterThan(40);
    for (const turn of turns) turn.leave();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are not, for an interval, when a report went out', () => {
    const { told, join } = scene(shared());
    const step = join('a', 24_000);
    const reporting = setInterval(() => step.ask(), 5_000);
    vi.advanceTimersByTime(100_000);
    clearInterval(reporting);
    expect(times(told).filter((at) => at > 5_000 && at % 5_000 !== 0)).toEqual([]);
  });
});

test('of merged reports the first goes out, and the last when the interval is over', () => {
  const { told, join } = scene(createOwnHeartbeats({ mergeMs: 100 }));
  const step = join('a', 60_000);
  for (let report = 0; report < 10; report += 1) step.ask();
  vi.advanceTimersByTime(1_000);
  expect(times(told)).toEqual([0, 100]);
});
