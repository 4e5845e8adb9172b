import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SyncDetails, SyncPlan, SyncPut } from '../../client/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from '../sync/finish-run.ts';
import { seedProject } from '../sync/sync-system.ts';

let system: TestSystem;
let gateway: TestGateway;
let temporal: Awaited<ReturnType<typeof connectTemporalClient>>;
let projectId: string;
let folder: string;
const name = `http-${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  temporal = await connectTemporalClient(temporalAddress());
  gateway = await startGateway(system, { metrics: 'open' });
  folder = join(system.models, 'handover');
  await mkdir(folder);
  await writeFile(join(folder, 'one.ifc'), 'one');
  projectId = await seedProject(system);
});

afterAll(async () => {
  await gateway.stop();
  await temporal[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

/** A declaration as a service sends it: without a host, so that the gateway's is meant. */
function declaration(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { source: folder, every: '1h', platform: 'cq', project: { id: projectId }, ...more };
}

async function updatedAt() {
  const { info, raw } = await temporal.client.schedule.getHandle(`sync-${name}`).describe();
  return [info.lastUpdatedAt, Buffer.from(raw.conflictToken ?? []).toString('hex')];
}

async function trigger() {
  const { status, body } = await gateway.call<{ run: string }>(`/v1/syncs/${name}/trigger`, { method: 'POST' });
  expect(status).toBe(202);
  return await finishRun(system, body.run);
}

interface Refusal {
  type: string;
  errors: { pointer: string; detail: string }[];
}

describe('a sync over HTTP', () => {
  test('is declared, shown and listed', async () => {
    const created = await gateway.call('/v1/syncs', { body: { name, ...declaration() } });
    expect(created).toMatchObject({ status: 201, body: { name } });
    expect(created.headers.get('location')).toBe(`/v1/syncs/${name}`);
    const shown = await gateway.call<SyncDetails>(`/v1/syncs/${name}`);
    expect(shown).toMatchObject({
      status: 200,
      body: { name, source: folder, paused: false, declaration: { host: 'test-host' }, remembered: { files: 0 } },
    });
    const listed = await gateway.call<{ syncs: { name: string }[] }>('/v1/syncs');
    expect(listed.body.syncs.map((one) => one.name)).toContain(name);
    expect(await gateway.call('/v1/syncs', { body: { name, ...declaration() } })).toMatchObject({ status: 409 });
  });

  test('makes a run, and tells the metrics when the last one was that completed', async () => {
    const run = await trigger();
    expect(run).toMatchObject({ status: 'completed', new: 1, ingestions: [`${name}-g1-b1`] });
    const { body } = await gateway.call<string>('/metrics');
    const [, seconds] =
      new RegExp(`^modelrail_sync_last_success_seconds\\{sync="${name}"\\} (\\S+)$`, 'm').exec(body) ?? [];
    expect(Number(seconds)).toBeCloseTo(Date.parse(run.closedAt ?? '') / 1000, 0);
  });

  test('is planned: nothing is done, and the plan is no approval of a sync that removes nothing', async () => {
    await writeFile(join(folder, 'planned.ifc'), 'planned');
    const planned = await gateway.call<SyncPlan>(`/v1/syncs/${name}/plan`, { method: 'POST' });
    expect(planned).toMatchObject({
      status: 200,
      body: { name, found: 2, new: 1, unchanged: 1, bytes: 7, files: [{ path: 'planned.ifc', size: 7, why: 'new' }] },
    });
    const { runs } = await runsOf();
    for (const [approve, words] of [
      [planned.body, 'there is nothing to approve'],
      [{ ...planned.body, name: 'other' }, 'is of the sync other'],
      [{ ...planned.body, basis: 1 }, 'approve'],
      ['plan', 'approve'],
    ]) {
      const refused = await gateway.call(`/v1/syncs/${name}/trigger`, { body: { approve } });
      expect(refused).toMatchObject({ status: 422, body: { type: 'urn:modelrail:error:InvalidRequest' } });
      expect(JSON.stringify(refused.body)).toContain(words);
    }
    const misspelt = await gateway.call(`/v1/syncs/${name}/trigger`, { body: { aprove: planned.body } });
    expect(misspelt).toMatchObject({ status: 422, body: { errors: [{ pointer: '/aprove' }] } });
    expect((await runsOf()).runs).toBe(runs);
    await rm(join(folder, 'planned.ifc'));
    expect(await gateway.call('/v1/syncs/none/plan', { method: 'POST' })).toMatchObject({ status: 404 });
  });

  test('is paused with a note, and resumed', async () => {
    const paused = await gateway.call(`/v1/syncs/${name}/pause`, { body: { note: 'a new disk' } });
    expect(paused).toMatchObject({ status: 202, body: { name } });
    expect((await gateway.call(`/v1/syncs/${name}`)).body).toMatchObject({
      paused: true,
      note: 'a new disk',
      nextRuns: [],
    });
  });

  test('is declared whole: nothing is written where nothing differs, and a pause stays', async () => {
    const before = await updatedAt();
    const same = await gateway.call<SyncPut>(`/v1/syncs/${name}`, { method: 'PUT', body: declaration() });
    expect(same).toMatchObject({ status: 200, body: { name, op: 'none', keys: [] } });
    expect(await updatedAt()).toEqual(before);
    const body = declaration({ group: { name: 'evening' } });
    expect(await gateway.call(`/v1/syncs/${name}`, { method: 'PUT', body })).toMatchObject({
      status: 200,
      body: { op: 'update', keys: [{ key: 'group.name', to: 'evening' }] },
    });
    expect((await gateway.call(`/v1/syncs/${name}`)).body).toMatchObject({ paused: true, note: 'a new disk' });
    expect(await gateway.call(`/v1/syncs/${name}/resume`, { method: 'POST' })).toMatchObject({ status: 202 });
    expect((await gateway.call(`/v1/syncs/${name}`)).body).toMatchObject({ paused: false, remembered: { files: 1 } });
  });

  test('gets another target only with ?reset=true', async () => {
    const body = declaration({ project: { id: 'P-other' } });
    const before = await updatedAt();
    expect(await gateway.call(`/v1/syncs/${name}`, { method: 'PUT', body })).toMatchObject({
      status: 409,
      body: { type: 'urn:modelrail:error:AlreadyExists' },
    });
    expect(await updatedAt()).toEqual(before);
    expect(await gateway.call(`/v1/syncs/${name}?reset=true`, { method: 'PUT', body })).toMatchObject({
      status: 200,
      body: { op: 'update', forgotten: 1 },
    });
    expect(await gateway.call(`/v1/syncs/${name}?reset=1`, { method: 'PUT', body })).toMatchObject({ status: 422 });
  });

  test('makes one run for all that were due in a span, and none for a span without', async () => {
    const { runs } = await runsOf();
    const past = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const made = await gateway.call<{ run: string }>(`/v1/syncs/${name}/backfill`, {
      body: { from: past(50), to: past(0) },
    });
    expect(made).toMatchObject({ status: 202, body: { name, run: expect.any(String) } });
    await finishRun(system, made.body.run);
    expect((await runsOf()).runs).toBe(runs + 1);
    const now = new Date();
    const none = await gateway.call(`/v1/syncs/${name}/backfill`, {
      body: {
        from: new Date(now.getTime() + 60_000).toISOString(),
        to: new Date(now.getTime() + 120_000).toISOString(),
      },
    });
    expect(none).toMatchObject({ status: 422, body: { detail: expect.stringContaining('no run of') } });
    expect(await gateway.call(`/v1/syncs/${name}/backfill`, { body: { from: 'yesterday' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/from' }, { pointer: '/to' }] },
    });
  });

  test('is deleted, and then not there', async () => {
    expect(await gateway.call(`/v1/syncs/${name}`, { method: 'DELETE' })).toMatchObject({
      status: 200,
      body: { name },
    });
    for (const [path, method] of [
      ['', 'GET'],
      ['', 'DELETE'],
      ['/trigger', 'POST'],
      ['/pause', 'POST'],
      ['/resume', 'POST'],
    ] as const) {
      expect(await gateway.call(`/v1/syncs/${name}${path}`, { method })).toMatchObject({
        status: 404,
        body: { type: 'urn:modelrail:error:NotFound' },
      });
    }
  });
});

async function runsOf(): Promise<{ runs: number }> {
  const { info } = await temporal.client.schedule.getHandle(`sync-${name}`).describe();
  return { runs: info.numActionsTaken };
}

describe('what is refused', () => {
  test('has every problem with its pointer, that of the source too', async () => {
    const body = {
      name: 'a name',
      ...declaration({ source: join(folder, 'missing'), cron: '0 0 30 2 *', evry: '1h' }),
    };
    const { status, body: refusal } = await gateway.call<Refusal>('/v1/syncs', { body });
    expect(status).toBe(422);
    expect(refusal.type).toBe('urn:modelrail:error:InvalidRequest');
    expect(refusal.errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/cron',
      '/every',
      '/evry',
      '/name',
      '/source',
    ]);
  });

  test.each([
    ['a folder that is not there', () => ({ source: join(folder, 'missing') }), 404, 'SourceNotFound'],
    ['a folder outside of the roots', () => ({ source: system.folder }), 403, 'SourceNotAllowed'],
    ['one that is not there either, in the same words', () => ({ source: '/nowhere/at/all' }), 403, 'SourceNotAllowed'],
    ['a file', () => ({ source: join(folder, 'one.ifc') }), 422, 'InvalidRequest'],
    ['a relative path', () => ({ source: './models' }), 422, 'InvalidRequest'],
    ['a bucket that is not configured', () => ({ source: 's3://models/incoming/' }), 403, 'SourceNotAllowed'],
    ['a cron that never fires', () => ({ every: undefined, cron: '0 0 30 2 *' }), 422, 'InvalidRequest'],
    ['an unknown time zone', () => ({ every: undefined, cron: '0 2 * * *', timezone: 'Mars' }), 422, 'InvalidRequest'],
    ['one in another case', () => ({ every: undefined, cron: '0 2 * * *', timezone: 'utc' }), 422, 'InvalidRequest'],
    ['another platform', () => ({ platform: 'eq' }), 422, 'InvalidRequest'],
    ['a project that is yet to be made', () => ({ project: { name: 'B' } }), 422, 'InvalidRequest'],
    ['files', () => ({ files: [] }), 422, 'InvalidRequest'],
    ['a dry run', () => ({ options: { dryRun: true } }), 422, 'InvalidRequest'],
  ])('%s', async (_what, more, status, type) => {
    const path = `/v1/syncs/refused-${name}`;
    const refused = await gateway.call<Refusal>(path, { method: 'PUT', body: declaration(more()) });
    expect(refused).toMatchObject({ status, body: { type: `urn:modelrail:error:${type}` } });
    expect(refused.body.errors.length).toBeGreaterThan(0);
    expect(await gateway.call(path)).toMatchObject({ status: 404 });
  });

  test.each(['.', '..'])('the name %s, which an address cannot have', async (dots) => {
    const refused = await gateway.call<Refusal>('/v1/syncs', { body: { name: dots, ...declaration() } });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/name' }] } });
  });

  test('a call without a token', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const headers = { authorization: 'Bearer wrong' };
      expect(await gateway.call(`/v1/syncs/${name}`, { method, headers })).toMatchObject({ status: 401 });
    }
  });
});
