import { vi } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import type { TestSystem } from '../support/system.ts';

/** Longer than the heartbeat time-out of the step: Temporal must not take it for dead meanwhile. */
const HELD_MS = 6_500;

/** What the platform counts of an endpoint. */
export async function countsOf(system: TestSystem, endpoint: string) {
  return (await system.simulator.stats()).endpoints[endpoint];
}

/** Starts an ingestion, and stops its worker in order while the platform holds this call. */
export async function stopWhileHeld(system: TestSystem, endpoint: string, effect: boolean) {
  await system.simulator.fault({ match: { endpoint }, kind: 'delay', delayMs: HELD_MS, effect, times: 1 });
  const first = await system.worker();
  const id = await system.start(system.request([await system.addModel('a.ifc', smallIfc(1))]));
  await vi.waitUntil(async () => (await countsOf(system, endpoint))?.faults['delay'] === 1, {
    timeout: 30_000,
    interval: 20,
  });
  const [ended] = await Promise.all([first.stop(), system.startWorker()]);
  return { ended, result: await system.finish(id) };
}
