import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModelrail, type SyncDeclaration } from '../../client/index.ts';
import { latestDue } from '../../client/syncs/due.ts';
import { type MadeRun, missedOf as missedBy } from '../../client/syncs/missed.ts';
import { connectTemporal, type Temporal } from '../../client/temporal/temporal.ts';
import { englishOf } from '../../contracts/sentences.ts';
import { temporalAddress } from '../support/provided.ts';

const missedOf = (...args: Parameters<typeof missedBy>) =>
  missedBy(...args).map(({ at, reason }) => ({ at, reason: englishOf(reason) }));
const HOUR = 3_600_000;
const at = (hour: number) => Date.UTC(2026, 10, 29) + hour * HOUR;
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

describe('the runs that were missed of very many', () => {
  it('are the latest thousand, found without comparing each moment with each run', () => {
    const minute = (index: number) => at(0) + index * 60_000;
    const due = Array.from({ length: 200_000 }, (_, index) => minute(index));
    const runs = due
      .filter((_, index) => index % 2 === 0)
      .map((ms, index) => ({ id: `run-${index}`, nominalMs: ms, startedMs: ms, closedMs: ms + 1_000 }));
    const missed = missedOf(due, runs, how);
    expect(missed).toHaveLength(1_000);
    expect(missed.at(-1)).toEqual({ at: new Date(minute(199_999)).toISOString(), reason: 'it was paused' });
  });
});

describe('the moments at which runs were due', () => {
  const address = temporalAddress();
  const taskQueue = `due-${randomUUID()}`;
  const names: string[] = [];
  let temporal: Temporal;

  beforeAll(async () => {
    temporal = await connectTemporal({ address, taskQueue });
  });
  afterAll(async () => {
    for (const name of names) {
      await temporal.client.schedule.getHandle(`sync-${name}`).delete();
      await temporal.client.workflow.getHandle(`sync-${name}/memory`).terminate();
    }
    await temporal.close();
  });

  async function declare(when: Partial<SyncDeclaration>): Promise<string> {
    const name = `due-${randomUUID().slice(0, 8)}`;
    await using client = await createModelrail({ address, taskQueue });
    const target = { platform: 'cq', project: { id: 'P-1' } };
    await client.syncs.create(name, { source: '/models', host: 'test-host', ...target, ...when });
    names.push(name);
    return name;
  }

  it('are the latest ones of very many', async () => {
    const name = await declare({ every: '1m' });
    const span = { from: new Date(at(0)), to: new Date(at(24 * 30)) };
    const due = await latestDue(temporal, name, span, 2_500);
    expect(due).toHaveLength(2_500);
    expect(span.to.getTime() - (due.at(-1) ?? 0)).toBeLessThan(60_000);
    expect(due.every((ms, index) => index === 0 || ms - (due[index - 1] ?? 0) === 60_000)).toBe(true);
  });

  it('are all of few', async () => {
    const name = await declare({ cron: '30 2 * * *', jitter: '0s' });
    const due = await latestDue(temporal, name, { from: new Date(at(0)), to: new Date(at(24 * 90)) }, 2_500);
    expect(due).toEqual(Array.from({ length: 90 }, (_, day) => at(24 * day + 2.5)));
  });
});
