import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Overview } from '../../client/index.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, requestFor, startClientRig } from './support.ts';

const { modelrail, client } = await startClientRig();

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
  const failing = await start('waits');
  const second = await start('waits');
  const going = await start('hold');
  await start('partial');
  const paused = await start('hold');
  await modelrail.pause(paused);
  const far = await start('far:pc-7');
  const seen = await eventually(async () => {
    const overview = await modelrail.overview({ platforms: [platform] });
    expect(overview.waiting.map(({ id }) => id)).toEqual(expect.arrayContaining([failing, second]));
    expect(overview.waiting.find(({ id }) => id === far)?.waiting.for).toBe('host');
    expect(count(overview, 'partial')).toBe(1);
    expect(count(overview, 'paused')).toBe(1);
    return overview;
  });
  const waitOf = (id: string) => seen.waiting.find((one) => one.id === id)?.waiting;
  expect(waitOf(failing)).toMatchObject({ for: 'platform', reason: 'connection refused', since: expect.any(String) });
  expect(waitOf(far)).toMatchObject({ for: 'host', host: 'pc-7' });
  expect(waitOf(going)).toBeUndefined();
  const groupOf = (id: string) => seen.groups.find(({ ingestions }) => ingestions.some((one) => one.id === id));
  const { waiting: first } = groupOf(failing) ?? {};
  expect(groupOf(failing)).toMatchObject({
    state: 'waiting',
    platform,
    count: 2,
    waiting: { reason: 'connection refused' },
  });
  expect(groupOf(second)).toBe(groupOf(failing));
  const begun = [failing, second].map((id) => Date.parse(waitOf(id)?.since ?? ''));
  expect(Date.parse(first?.since ?? '')).toBe(Math.min(...begun));
  expect(groupOf(far)).toMatchObject({ state: 'waiting', waiting: { for: 'host', host: 'pc-7' } });
  expect(groupOf(paused)).toMatchObject({ state: 'paused' });
  expect(groupOf(going)).toMatchObject({ state: 'moving' });
  // What waits comes first, what moves last.
  expect(seen.groups.at(-1)).toBe(groupOf(going));
  expect(count(seen, 'running')).toBe(4);
  expect(count(seen, 'completed')).toBe(0);

  const few = await modelrail.overview({ maxRuns: 1 });
  expect(few.waiting.length).toBeLessThanOrEqual(1);
  expect(few.runsNotLookedAt).toBeGreaterThanOrEqual(3);
  expect(few.ingestions.some((one) => one.status === 'partial' && one.platform === '' && one.count > 0)).toBe(true);
  expect((await modelrail.overview({ isOpenOnly: true })).ingestions.map(({ status }) => status)).not.toContain(
    'partial',
  );
  for (const id of [failing, second, going, paused, far]) await client.workflow.getHandle(id).terminate();
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
