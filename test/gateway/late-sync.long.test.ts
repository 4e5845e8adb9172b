import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { seedProject } from '../sync/sync-system.ts';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  gateway = await startGateway(system, { metrics: 'open' });
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

test('a sync that fails is told as late by the metrics, from the first run on that was due', async () => {
  const gone = join(system.models, 'gone');
  await mkdir(gone);
  const late = `late-${randomUUID().slice(0, 8)}`;
  // Without a host, so that the gateway's is meant.
  const declared = {
    name: late,
    source: gone,
    every: '2s',
    platform: 'cq',
    project: { id: await seedProject(system) },
  };
  expect(await gateway.call('/v1/syncs', { body: declared })).toMatchObject({ status: 201 });
  await rm(gone, { recursive: true });
  const since = async () => {
    const { body } = await gateway.call<string>('/metrics');
    return Number(new RegExp(`^modelrail_sync_late_since_seconds\\{sync="${late}"\\} (\\S+)$`, 'm').exec(body)?.[1]);
  };
  await expect.poll(since, { timeout: 90_000, interval: 1_000 }).toBeGreaterThan(Date.now() / 1000 - 300);
  await gateway.call(`/v1/syncs/${late}`, { method: 'DELETE' });
});
