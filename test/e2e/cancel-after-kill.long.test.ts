import { expect, it } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

// A file of its own: it waits out the heartbeats of a step that only waits, beside which others can run.
it('a cancellation that finds a step of a killed worker is the reason of every file, not the lost heartbeat', async () => {
  await using system = await startSystem({ simulator: { conversionMs: 600_000 } });
  const worker = await system.startWorker();
  const id = await system.start(system.request([await system.addModel('1.ifc', smallIfc(1))]));
  await system.until(id, (progress) => progress.files[0]?.status === 'converting');
  await expect.poll(() => system.simulator.requests('convertProcess'), { timeout: 20_000 }).toBeGreaterThan(0);
  await worker.kill();

  await system.client.cancel(id);
  await system.startWorker();

  const cancelled = await system.finish(id);
  expect(cancelled.status).toBe('cancelled');
  expect(cancelled.files[0]?.error).toEqual({ type: 'Cancelled', message: 'the ingestion was cancelled' });
});
