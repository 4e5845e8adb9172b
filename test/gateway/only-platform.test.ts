import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SyncPut } from '../../client/index.ts';
import type { ApiDescription } from '../support/api-description.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
});
afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

const PROJECT = { id: 'P-1' };

test('a sync that names no platform goes to the only one, and is as it is when it is named', async () => {
  const name = `only-${randomUUID().slice(0, 8)}`;
  const declaration = { source: system.models, every: '1h', project: PROJECT };
  expect(await gateway.call('/v1/syncs', { body: { name, ...declaration } })).toMatchObject({ status: 201 });
  expect(await system.client.syncs.get(name)).toMatchObject({ platform: 'cq' });
  const body = { ...declaration, platform: 'cq' };
  expect(await gateway.call<SyncPut>(`/v1/syncs/${name}`, { method: 'PUT', body })).toMatchObject({
    status: 200,
    body: { op: 'none' },
  });
  await withTemporalClient(async ({ schedule, workflow }) => {
    await schedule.getHandle(`sync-${name}`).delete();
    await workflow.getHandle(`sync-${name}/memory`).terminate();
  });
});

test('an ingestion that names no platform goes to the only one, which its request names', async () => {
  const far = { source: join(system.models, 'none.ifc'), host: 'another-host' };
  const started = await gateway.call<{ id: string }>('/v1/ingestions', { body: { project: PROJECT, files: [far] } });
  expect(started).toMatchObject({ status: 202 });
  await withTemporalClient(async ({ workflow }) => {
    const handle = workflow.getHandle(started.body.id);
    const { events } = await handle.fetchHistory();
    const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    expect(JSON.parse(Buffer.from(payload?.data ?? []).toString())).toMatchObject({ platform: 'cq' });
    await handle.terminate();
  });
});

test('the description says that it may be left out', async () => {
  const { body } = await gateway.call<ApiDescription>('/openapi.json');
  for (const [name, needed] of [
    ['ChongqingBimRequest', 'files'],
    ['NewChongqingBimSync', 'source'],
  ] as const) {
    const { required, properties } = body.components.schemas[name] ?? {};
    expect(required).toContain(needed);
    expect(required).not.toContain('platform');
    expect(properties).toMatchObject({ platform: { enum: ['cq'] } });
  }
});
