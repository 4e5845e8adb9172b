import { expect, test, vi } from 'vitest';
import type { IngestSummary } from '../../client/index.ts';
import { freshId, requestFor, startClientRig } from './support.ts';

const { modelrail, client } = await startClientRig();

test('a run that workers fail at is told to wait for a worker, since it first failed', {
  timeout: 180_000,
}, async () => {
  const platform = freshId();
  const { id } = await modelrail.ingest({ ...requestFor('broken'), platform }, { id: freshId() });
  const waiting = async (): Promise<IngestSummary | undefined> => {
    for await (const one of modelrail.list({ platform, waiting: true })) return one;
    return undefined;
  };
  const { startedAt, waiting: wait } = await vi.waitUntil(waiting, { timeout: 150_000, interval: 500 });
  expect(wait).toMatchObject({ for: 'worker', reason: expect.stringContaining('fail at it') });
  // Its start is told where the failure is not known.
  expect(Date.parse(wait?.since ?? '')).toBeGreaterThan(Date.parse(startedAt));
  const { groups } = await modelrail.overview({ isOpenOnly: true });
  expect(groups.find(({ ingestions }) => ingestions.some((one) => one.id === id))).toMatchObject({
    state: 'waiting',
    waiting: { for: 'worker' },
  });
  await client.workflow.getHandle(id).terminate();
});
