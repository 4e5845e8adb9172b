import { afterEach, describe, expect, it, vi } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());

/** Longer than the heartbeat time-out of the step: Temporal must not take it for dead meanwhile. */
const HELD_MS = 6_500;

async function countsOf(endpoint: string) {
  return (await system.simulator.stats()).endpoints[endpoint];
}

/** Starts an ingestion, and stops its worker in order while the platform holds this call. */
async function stopWhileHeld(endpoint: string, effect: boolean) {
  system = await startSystem();
  await system.simulator.fault({ match: { endpoint }, kind: 'delay', delayMs: HELD_MS, effect, times: 1 });
  const first = await system.startWorker();
  const id = await system.start(system.request([await system.addModel('a.ifc', smallIfc(1))]));
  await vi.waitUntil(async () => (await countsOf(endpoint))?.faults['delay'] === 1, { timeout: 30_000, interval: 20 });
  const [ended] = await Promise.all([first.stop(), system.startWorker()]);
  return { ended, result: await system.finish(id) };
}

describe('a worker that is stopped', () => {
  it('lets a submission end, of which there is one task then', { timeout: 90_000 }, async () => {
    const { ended, result } = await stopWhileHeld('convertModel', true);

    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(result).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).tasks).toHaveLength(1);
  });

  it.each(['createProject', 'createProjectGroup', 'createProjectFile'])(
    'lets %s end, which is called once then',
    { timeout: 90_000 },
    async (endpoint) => {
      const { ended, result } = await stopWhileHeld(endpoint, false);

      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(result).toMatchObject({ status: 'completed' });
      expect(await system.simulator.requests(endpoint)).toBe(1);
    },
  );

  it('stops a look at a conversion at once', { timeout: 90_000 }, async () => {
    const { ended, result } = await stopWhileHeld('convertProcess', false);

    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(result).toMatchObject({ status: 'completed' });
    expect((await countsOf('convertProcess'))?.answered).toMatchObject({ none: 1 });
  });
});
