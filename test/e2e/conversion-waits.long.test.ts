import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';
import { stepTimedOut } from './step-timed-out.ts';

let system: TestSystem;
let connected: TemporalClient;

beforeAll(async () => {
  connected = await connectTemporalClient();
  system = await startSystem({
    platform: { convert: { pollInterval: '100ms', timeout: '3s' } },
    simulator: { conversionMs: 1_000 },
  });
});

afterEach(() => system.simulator.reset());

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await connected[Symbol.asyncDispose]();
});

async function startOne(): Promise<string> {
  const source = await system.addModel('house.ifc', smallIfc(1));
  return system.start(system.request([source]));
}

it('a task that is not found while workers come and go is as old as its submission', async () => {
  await system.simulator.nextTask({ next: 'late', visibleAfterMs: 1_500, times: 10 });
  const first = await system.worker();
  const id = await startOne();
  await vi.waitUntil(async () => (await system.simulator.requests('convertProcess')) > 1, { timeout: 30_000 });
  await first.stop();
  await system.startWorker();

  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  expect((await system.simulator.state()).tasks).toHaveLength(1);
});

it('a time limit that passes while no worker looks does not fail a task that has ended', async () => {
  const worker = await system.worker();
  const id = await startOne();
  await vi.waitUntil(async () => (await system.simulator.requests('convertProcess')) > 0, { timeout: 30_000 });
  await worker.kill();
  await stepTimedOut(connected.client.workflow.getHandle(id));
  await system.startWorker();

  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  expect((await system.simulator.state()).models).toHaveLength(1);
});
