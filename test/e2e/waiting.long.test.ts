import { afterEach, expect, it, vi } from 'vitest';
import { pendingActivities } from '../../client/snapshot/pending-activity.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());

async function waitingStep(id: string) {
  const run = await withTemporalClient((client) => client.workflow.getHandle(id).describe());
  return pendingActivities(run).find(({ name, state }) => name === 'awaitConversion' && state === 'started');
}

it('what waits is seldom heard of, and yet goes on at once when its worker is stopped', {
  timeout: 55_000,
}, async () => {
  system = await startSystem({ platform: { convert: { pollInterval: '5s' } }, simulator: { conversionMs: 6_000 } });
  const first = await system.startWorker();
  const id = await system.start(system.request([await system.addModel('house.ifc', 'ISO-10303-21;')]));
  const step = await vi.waitUntil(() => waitingStep(id), { timeout: 30_000, interval: 50 });
  // Longer than the test may take: without being handed over the step would not go on in time.
  expect(step?.heartbeatTimeoutMs).toBe(60_000);
  await first.stop();
  await system.startWorker();

  expect((await system.finish(id)).status).toBe('completed');
});
