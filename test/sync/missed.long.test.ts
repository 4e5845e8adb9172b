import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missedRuns } from '../../client/syncs/missed.ts';
import { describeSchedule } from '../../client/syncs/schedule.ts';
import { connectTemporal } from '../../client/temporal/temporal.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
let temporal: Awaited<ReturnType<typeof connectTemporalClient>>;

beforeAll(async () => {
  system = await startSystem();
  temporal = await connectTemporalClient(temporalAddress());
});
afterAll(async () => {
  await temporal[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

/** Declares a sync of an empty folder with a run each second. */
async function everySecond(): Promise<string> {
  const name = `missed-${randomUUID().slice(0, 8)}`;
  const folder = join(system.models, name);
  await mkdir(folder);
  await writeFile(join(folder, 'one.ifc'), name);
  await system.client.syncs.create(name, {
    source: folder,
    host: 'test-host',
    every: '1s',
    platform: 'cq',
    project: { id: 'P-1' },
  });
  return name;
}

async function look(name: string) {
  const { missed, lastRun } = await system.client.syncs.get(name);
  return { missed, lastRun };
}

/** What is told when no more than one run and a few hundred moments are looked at. */
async function lookAtOneRun(name: string) {
  const connected = await connectTemporal({ address: temporalAddress(), taskQueue: system.taskQueue });
  try {
    const { schedule, input } = await describeSchedule(connected, name);
    return (await missedRuns(connected, { schedule, input }, Date.now(), { moments: 500, runs: 1 })).missed;
  } finally {
    await connected.close();
  }
}

describe('runs that were missed', () => {
  it('are told with the run that was being made, and the others with a pause', { timeout: 90_000 }, async () => {
    const name = await everySecond();
    const { syncs } = system.client;
    // No worker: the first run stays open, and no other is made.
    await vi.waitFor(async () => expect((await look(name)).missed.length).toBeGreaterThan(2), {
      timeout: 60_000,
      interval: 500,
    });
    const { missed, lastRun } = await look(name);
    expect(lastRun?.closedAt).toBeUndefined();
    for (const { at, reason } of missed) {
      expect(reason).toBe(`another run was being made: ${lastRun?.id}`);
      expect(Date.parse(at)).toBeGreaterThan(Date.parse(lastRun?.startedAt ?? ''));
    }
    const others = new Set(missed.map(({ at }) => at));
    expect(others.size).toBe(missed.length);
    await syncs.pause(name);
    const handle = temporal.client.workflow.getHandle(lastRun?.id ?? '');
    await handle.terminate();
    const ended = Date.now();
    await vi.waitFor(async () => expect((await look(name)).missed.at(-1)?.reason).toBe('it was paused'), {
      timeout: 60_000,
      interval: 500,
    });
    const all = (await look(name)).missed;
    expect(all.filter(({ at }) => Date.parse(at) > ended + 1_000).map(({ reason }) => reason)).not.toContain(
      `another run was being made: ${lastRun?.id}`,
    );
    await syncs.resume(name);
    await vi.waitFor(async () => expect((await look(name)).lastRun?.id).not.toBe(lastRun?.id), { timeout: 60_000 });
    await vi.waitFor(async () => expect((await lookAtOneRun(name)).length).toBeGreaterThan(0), {
      timeout: 60_000,
      interval: 500,
    });
    // Of a time whose runs were not looked at nothing is told.
    for (const { at } of await lookAtOneRun(name)) expect(Date.parse(at)).toBeGreaterThan(ended - 1_000);
    await temporal.client.schedule.getHandle(`sync-${name}`).delete();
  });
});
