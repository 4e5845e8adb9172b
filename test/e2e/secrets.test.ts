import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

const SECRETS = ['demo-password', 'demo-bim-api-key', 'Bearer'];
let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    simulator: { tokenLifetimeMs: 1_000 },
    further: { strange: { settings: { password: 'demo-password-that-is-wrong' } } },
  });
});

afterAll(() => system[Symbol.asyncDispose]());

/** Everything that Temporal keeps of a run, its payloads decoded. */
async function everythingKept(id: string): Promise<string> {
  await using temporal = await connectTemporalClient();
  const handle = temporal.client.workflow.getHandle(id);
  const kept = historyToJSON(await handle.fetchHistory()) + JSON.stringify((await handle.describe()).raw);
  return kept.replace(/"data": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
}

it.each(['cq', 'strange'])('no secret of %s is in history, memo, progress or logs', async (platform) => {
  const worker = await system.startWorker();
  const source = await system.addModel('a.ifc', smallIfc(1));
  await system.simulator.fault({ every: 3, kinds: ['status', 'html', 'expired-token', 'truncated-json'] });
  const id = await system.start(system.request([source], { platform }));
  const result = await system.finish(id);
  const shown = await system.modelrail('show', id, '--json', '--verbose');
  await worker.stop();

  const told = (await everythingKept(id)) + JSON.stringify(result) + shown.stdout + shown.stderr + worker.output();
  // A test that reads nothing would find nothing.
  expect(told).toContain('a.ifc');
  expect(SECRETS.filter((secret) => told.includes(secret))).toEqual([]);
});
