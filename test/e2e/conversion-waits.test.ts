import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
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
    further: { endless: { simulator: { conversionMs: 600_000 } } },
  });
});

afterEach(() => system.simulator.reset());

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await connected[Symbol.asyncDispose]();
});

async function startOne(platform = 'cq'): Promise<string> {
  const source = await system.addModel('house.ifc', smallIfc(1));
  return system.start(system.request([source], { platform }));
}

describe('a task that is not found', () => {
  it('just after its submission is not visible yet, and is not submitted again', async () => {
    await system.simulator.nextTask({ next: 'late', visibleAfterMs: 1_500, times: 10 });
    await system.hostedWorker();

    expect(await system.finish(await startOne())).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).tasks).toHaveLength(1);
  });
});

describe('a time limit that passes', () => {
  it('while the platform does not answer does not fail a task that has ended', async () => {
    await system.hostedWorker();
    const id = await startOne();
    await vi.waitUntil(async () => (await system.simulator.requests('convertProcess')) > 0, { timeout: 30_000 });
    await system.restartSimulator(() => stepTimedOut(connected.client.workflow.getHandle(id)));

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  });

  it('with a task that goes on fails it, and says the limit in a unit that fits', async () => {
    await system.hostedWorker();

    const { files } = await system.finish(await startOne('endless'));
    expect(files[0]?.error).toEqual({
      type: 'ConversionTimeout',
      message: expect.stringMatching(/^not converted within 3 s \(task [-0-9a-f]{36}\)$/),
    });
  });
});

it('an answer of the wrong shape to a submission is tried once more', async () => {
  await system.simulator.listTasks({ endpoint: 'convertModel', ids: 'none' });
  await system.hostedWorker();

  const { files } = await system.finish(await startOne());
  expect(files[0]?.error).toMatchObject({
    type: 'UnexpectedResponse',
    message: expect.stringContaining('item.taskId'),
  });
  expect((await system.simulator.state()).tasks).toHaveLength(2);
});
