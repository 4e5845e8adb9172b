import { afterEach, expect, it, vi } from 'vitest';
import type { ConversionHeartbeat } from '../../contracts/activities.ts';
import { smallIfc } from '../support/model-files.ts';
import { pendingSteps } from '../support/pending-steps.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());

it('each conversion task names its files, and the copies that are delivered with them', async () => {
  const settings = { convert: { maxModels: 1, pollInterval: '100ms' } };
  system = await startSystem({ platform: settings, simulator: { conversionMs: 60_000 } });
  await system.hostedWorker();
  const [a, b] = [await system.addModel('a.ifc', smallIfc(1)), await system.addModel('b.ifc', smallIfc(2))];
  const id = await system.start(system.request([a, b, a]));
  const named = async () =>
    (await pendingSteps(id))
      .flatMap(({ heartbeat }) => (heartbeat as ConversionHeartbeat | undefined)?.files ?? [])
      .toSorted(([one], [other]) => one - other);
  await vi.waitFor(
    async () =>
      expect(await named()).toEqual([
        [0, 0],
        [1, 1],
        [2, 2],
      ]),
    { timeout: 20_000, interval: 100 },
  );
  await system.client.cancel(id);
  expect((await system.finish(id)).status).toBe('cancelled');
});
