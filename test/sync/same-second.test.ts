import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
const name = `same-second-${Date.now()}`;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  const source = join(system.models, 'handover');
  await mkdir(source);
  const target = { platform: 'cq', project: { id: 'P-1' } };
  await system.client.syncs.create(name, { source, host: 'test-host', every: '12h', ...target });
});
afterAll(() => system[Symbol.asyncDispose]());

async function ended(run: string, runId?: string) {
  return await expect
    .poll(() => system.client.syncs.run(run, { runId }), { timeout: 30_000 })
    .toMatchObject({ closedAt: expect.any(String) });
}

/** Has the schedule make a run for the same moment as one before. */
async function triggerFor(id: string): Promise<void> {
  await withTemporalClient(async ({ workflowService, options: { namespace }, schedule }) => {
    const { raw } = await schedule.getHandle(`sync-${name}`).describe();
    const action = raw.info?.recentActions?.find(({ startWorkflowResult: run }) => run?.workflowId === id);
    const triggerImmediately = { scheduledTime: action?.scheduleTime ?? null };
    await workflowService.patchSchedule({ namespace, scheduleId: `sync-${name}`, patch: { triggerImmediately } });
  });
}

describe('runs that were asked for within the same second', () => {
  it('have one id, and are told apart by their run ids', async () => {
    const { syncs } = system.client;
    const { run = '', runId } = await syncs.trigger(name);
    await ended(run, runId);
    await triggerFor(run);
    await expect.poll(async () => (await syncs.get(name)).lastRun?.runId).not.toBe(runId);
    const { lastRun } = await syncs.get(name);
    expect(lastRun?.id).toBe(run);
    expect(await syncs.run(run)).toMatchObject({ runId: lastRun?.runId });
    const first = await syncs.run(run, { runId });
    expect(first).toMatchObject({ runId, closedAt: expect.any(String) });
    expect(Date.parse(first.startedAt)).toBeLessThan(Date.parse(lastRun?.startedAt ?? ''));
    await ended(run);
  });

  it('are each told by the call that asked for it, or by one that makes up for it', async () => {
    const { syncs } = system.client;
    const all = await Promise.all([1, 2, 3].map(() => syncs.trigger(name)));
    // One that comes during a run is queued behind it.
    const told = all.filter((one) => one.run !== undefined);
    expect(told.length).toBeGreaterThan(0);
    for (const { run = '', runId } of told) await ended(run, runId);
    const { stdout } = await system.modelrail('sync', 'trigger', name, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', closedAt: expect.any(String) });
  });
});
