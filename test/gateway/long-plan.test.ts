import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { startSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

test('a plan with very many deletions is read as one with few', async () => {
  await using system = await startSystem();
  const gateway = await startGateway(system);
  const name = `long-${randomUUID().slice(0, 8)}`;
  const target = { platform: 'cq', project: { id: 'P-1' } };
  await system.client.syncs.create(name, { source: system.models, host: 'test-host', every: '1h', ...target });
  const files = Array.from({ length: 1_500 }, (_, index) => ({ path: `${index}.ifc`, id: `${index}` }));
  const approve = { name: 'other', basis: { declaration: 'd', memory: 'm' }, deletions: { files } };
  const refused = await gateway.call(`/v1/syncs/${name}/trigger`, { body: { approve } });
  expect(refused).toMatchObject({ status: 422 });
  expect(JSON.stringify(refused.body)).toContain('is of the sync other');
  await gateway.stop();
  await withTemporalClient(async ({ schedule, workflow }) => {
    await schedule.getHandle(`sync-${name}`).delete();
    await workflow.getHandle(`sync-${name}/memory`).terminate();
  });
});
