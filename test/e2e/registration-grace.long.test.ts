import { expect, it } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

// A file of its own: it waits out the grace of half a minute, beside which others can run.
it('a cancelled registration that the platform never answers ends all the same, and says what may stay', async () => {
  await using system = await startSystem();
  await system.hostedWorker();
  await system.simulator.fault({ match: { endpoint: 'createProject' }, kind: 'status', status: 503 });
  const id = await system.start(system.request([await system.addModel('1.ifc', smallIfc(1))]));
  await system.until(id, (progress) => progress.stage === 'register' && progress.waiting !== undefined);

  await system.client.cancel(id);

  const cancelled = await system.finish(id);
  expect(cancelled.status).toBe('cancelled');
  expect(cancelled.leftovers).toContainEqual(expect.stringMatching(/^project .* \(perhaps\)$/));
});
