import { fc, test } from '@fast-check/vitest';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { createMergedReports, createSharedReports, type Reports } from '../../activities/reports.ts';

/** Steps that share `reports`, and what they told when, in milliseconds since the start. */
function scene(reports: Reports) {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  const told: [string, number][] = [];
  return {
    told,
    join(name: string) {
      const turn = reports.join(() => {
        told.push([name, Date.now()]);
        turn.told();
      });
      return turn;
    },
  };
}

const times = (told: readonly [string, number][]) => told.map(([, at]) => at);

describe('reports of steps that share a measure', () => {
  test('go out at once while they are few', () => {
    const { told, join } = scene(createSharedReports({ perSecond: 4 }));
    const step = join('a');
    for (let look = 0; look < 5; look += 1) {
      step.ask();
      vi.advanceTimersByTime(5_000);
    }
    expect(times(told)).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });

  test('that are more go out in the order of asking, so many a second, each step once', () => {
    const { told, join } = scene(createSharedReports({ perSecond: 4 }));
    const steps = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(join);
    for (const step of [...steps, ...steps]) step.ask();
    expect(told.map(([name]) => name).join('')).toBe('abcd');
    vi.advanceTimersByTime(10_000);
    // The first ones asked again, and wait behind those that had not been heard.
    expect(told.map(([name]) => name).join('')).toBe('abcdefgabcd');
    expect(times(told)).toEqual([0, 0, 0, 0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
  });

  test('leave the room to heartbeats that are owed, which take along what is new', () => {
    const { told, join } = scene(createSharedReports({ perSecond: 4 }));
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

  test('go out soon when a crowd is gone', () => {
    const { told, join } = scene(createSharedReports({ perSecond: 4 }));
    const crowd = join('crowd');
    for (let beat = 0; beat < 1_000; beat += 1) crowd.told();
    join('a').ask();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(250);
    expect(told).toEqual([['a', 250]]);
  });

  test('of a step that has ended are not told', () => {
    const { told, join } = scene(createSharedReports({ perSecond: 1 }));
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
      const { told, join } = scene(createSharedReports({ perSecond }));
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

test('of merged reports the first goes out, and the last when the interval is over', () => {
  const { told, join } = scene(createMergedReports({ intervalMs: 100 }));
  const step = join('a');
  for (let report = 0; report < 10; report += 1) step.ask();
  vi.advanceTimersByTime(1_000);
  expect(times(told)).toEqual([0, 100]);
});
