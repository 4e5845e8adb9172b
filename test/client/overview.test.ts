import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/client';
import { expect, test } from 'vitest';
import type { Overview } from '../../client/index.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, requestFor, startClientRig } from './support.ts';

const since = '2026-01-31T10:00:00.000Z';
const { taskQueue, modelrail, client } = await startClientRig({
  step: async () => {
    throw ApplicationFailure.create({ type: 'PlatformUnavailable', message: 'refused', details: [{ since }] });
  },
});

/** Other tests have ingestions on the same server. */
const platform = `cq-${randomUUID()}`;

function count({ ingestions }: Overview, status: string): number {
  return ingestions
    .filter((one) => one.status === status && one.platform === platform)
    .reduce((sum, one) => sum + one.count, 0);
}

test('what open ingestions wait for, and how many there are of each kind', async () => {
  const start = async (scenario: string) => {
    const { id } = await modelrail.ingest({ ...requestFor(scenario), platform }, { id: freshId() });
    return id;
  };
  const failing = await start('step:upload');
  const going = await start('hold');
  await start('partial');
  const paused = await start('hold');
  await modelrail.pause(paused);
  const far = await start(`step:upload:${taskQueue}@pc-7`);
  const seen = await eventually(async () => {
    const overview = await modelrail.overview({ platforms: [platform] });
    expect(overview.waiting.map(({ id }) => id)).toEqual(expect.arrayContaining([failing, far]));
    expect(count(overview, 'partial')).toBe(1);
    expect(count(overview, 'paused')).toBe(1);
    return overview;
  });
  const waitOf = (id: string) => seen.waiting.find((one) => one.id === id)?.waiting;
  expect(waitOf(failing)).toMatchObject({
    for: 'platform',
    reason: 'refused',
    since,
    nextAttemptAt: expect.any(String),
  });
  expect(waitOf(far)).toMatchObject({ for: 'host', host: 'pc-7' });
  expect(waitOf(going)).toBeUndefined();
  expect(count(seen, 'running')).toBe(3);
  expect(count(seen, 'completed')).toBe(0);

  const few = await modelrail.overview({ maxRuns: 1 });
  expect(few.waiting.length).toBeLessThanOrEqual(1);
  expect(few.runsNotLookedAt).toBeGreaterThanOrEqual(3);
  expect(few.ingestions.some((one) => one.status === 'partial' && one.platform === '' && one.count > 0)).toBe(true);
  for (const id of [failing, going, paused, far]) await client.workflow.getHandle(id).terminate();
});

test('an ingestion that no worker takes up waits for a worker', async () => {
  const absent = await connect(freshTaskQueue());
  const id = freshId();
  await absent.ingest(requestFor('complete'), { id });
  await eventually(async () => {
    const { waiting } = await absent.overview();
    expect(waiting.find((one) => one.id === id)?.waiting).toMatchObject({ for: 'worker' });
  });
  await using worker = await startStandInWorker(absent.taskQueue);
  await eventually(async () => expect((await absent.get(id)).status).toBe('completed'));
  expect((await absent.overview()).waiting.map((one) => one.id)).not.toContain(id);
  expect(worker.identity).toBeTruthy();
  await absent.close();
});
