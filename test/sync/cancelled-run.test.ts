import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporalAddress } from '../support/provided.ts';
import { startSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';

it('a run that was cancelled tells what it found and which ingestions it made', async () => {
  await using system = await startSystem({ simulator: { conversionMs: 600_000 } });
  await using temporal = await connectTemporalClient(temporalAddress());
  await system.hostedWorker();
  const { syncs } = system.client;
  const name = `cancelled-${Date.now()}`;
  const folder = join(system.models, name);
  await mkdir(folder);
  await writeFile(join(folder, 'a.ifc'), 'content of a');
  const target = { platform: 'cq', project: { id: 'P-1' } };
  await syncs.create(name, { source: folder, host: 'test-host', every: '12h', ...target });
  const { run = '' } = await syncs.trigger(name);
  await vi.waitUntil(async () => (await syncs.run(run)).ingestions.length === 1, { timeout: 30_000, interval: 100 });
  await system.until(`${name}-g1-b1`, ({ taskId }) => taskId !== undefined);

  await temporal.client.workflow.getHandle(run).cancel();

  await finishRun(system, run);
  const seen = await vi.waitUntil(
    async () => {
      const told = await syncs.run(run);
      return told.note === undefined && told;
    },
    { timeout: 30_000 },
  );
  expect(seen).toMatchObject({ status: 'cancelled', found: 1, new: 0, ingestions: [`${name}-g1-b1`] });
  expect(seen.closedAt).toBeDefined();
  expect(await system.client.get(`${name}-g1-b1`)).toMatchObject({ status: 'cancelled' });
});
