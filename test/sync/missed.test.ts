import { describe, expect, it } from 'vitest';
import { type MadeRun, missedOf } from '../../client/syncs/missed.ts';

const HOUR = 3_600_000;
const at = (hour: number) => Date.UTC(2026, 10, 29, hour);
const told = (hour: number, reason: string) => ({ at: new Date(at(hour)).toISOString(), reason });
const run = (hour: number, hours = 0.1): MadeRun => ({
  id: `run-${hour}`,
  nominalMs: at(hour),
  startedMs: at(hour),
  closedMs: at(hour) + hours * HOUR,
});
const how = { jitterMs: 0, catchUp: '1h', late: 0 };

describe('the runs that were missed', () => {
  it('are the moments that no run was made for', () => {
    expect(missedOf([at(1), at(2)], [run(1), run(2)], how)).toEqual([]);
    expect(missedOf([at(1), at(2), at(3)], [run(1), run(3)], how)).toEqual([told(2, 'it was paused')]);
  });

  it('are told with the run that was open at the time', () => {
    expect(missedOf([at(1), at(2), at(3), at(4)], [run(1, 2.5), run(4)], how)).toEqual([
      told(2, 'another run was being made: run-1'),
      told(3, 'another run was being made: run-1'),
    ]);
  });

  it('are told as far as the count of Temporal tells a pause from an outage', () => {
    const missed = (late: number) => missedOf([at(1), at(2), at(3)], [run(1)], { ...how, late });
    expect(missed(2)).toEqual([2, 3].map((hour) => told(hour, 'Temporal was away for longer than 1h')));
    expect(missed(1)).toEqual(
      [2, 3].map((hour) => told(hour, 'it was paused, or Temporal was away for longer than 1h')),
    );
  });

  it('are none that a run with jitter was made for', () => {
    const late = at(1) + 240_000;
    expect(missedOf([late], [{ ...run(1), startedMs: late }], { ...how, jitterMs: 300_000 })).toEqual([]);
    expect(missedOf([late], [run(1)], how)).toHaveLength(1);
  });
});
