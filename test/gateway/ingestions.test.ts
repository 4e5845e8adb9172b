import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { IngestRequest } from '../../client/index.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  gateway = await startGateway(system);
  // Found again by its hash, so it is nobody else's.
  model = await system.addModel('house.ifc', `ISO-10303-21;${randomUUID()}`);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

interface Started {
  id: string;
  runId: string;
  isAttached: boolean;
  status: string;
}

/** A request as a service would send it: no host, so that the gateway's is meant. */
function requestFor(source: string, more: Partial<IngestRequest> = {}): IngestRequest {
  return { ...system.request([]), files: [{ source }], ...more };
}

describe('an ingestion over HTTP', () => {
  test('is started, shown and listed', async () => {
    const started = await gateway.call<Started>('/v1/ingestions', { body: requestFor(model) });
    expect(started).toMatchObject({ status: 202, body: { isAttached: false, status: 'running' } });
    expect(started.headers.get('location')).toBe(`/v1/ingestions/${started.body.id}`);
    const done = await system.finish(started.body.id);
    expect(done.status).toBe('completed');
    const { url: _, ...shown } = done;
    expect(await gateway.call(`/v1/ingestions/${started.body.id}`)).toMatchObject({ status: 200, body: shown });

    expect(await gateway.call(`/v1/ingestions/${done.id}/manifest`)).toMatchObject({
      status: 200,
      body: await system.client.manifest(done.id),
    });
    expect(await gateway.call(`/v1/ingestions/${done.id}/manifest?pageToken=manifest-1`)).toMatchObject({
      status: 404,
    });
    expect(await gateway.call(`/v1/ingestions/${done.id}/verify`, { body: {} })).toMatchObject({
      status: 200,
      body: { counts: { there: 1, notDelivered: 0 }, notDelivered: [] },
    });
    // The account of the worker is meant, not a token of the gateway.
    await system.simulator.fault({ kind: 'status', status: 401 });
    const refused = await gateway.call(`/v1/ingestions/${done.id}/verify`, { body: {} });
    await system.simulator.clearFaults();
    expect(refused).toMatchObject({ status: 401, body: { type: 'urn:modelrail:error:Authentication' } });
    expect(refused.headers.get('www-authenticate')).toBeNull();

    const [{ hash } = { hash: '' }] = done.files;
    const listed = await gateway.call(
      `/v1/ingestions?hash=${hash?.toUpperCase()}&platform=cq&status=completed&since=1h`,
    );
    expect(listed).toMatchObject({ status: 200, body: { ingestions: [{ id: done.id, files: 1, percent: 100 }] } });
  });

  test('that has a file twice says so at the start, and shows which of the two is delivered', async () => {
    await mkdir(join(system.models, 'copy'));
    const copy = await system.addModel('copy/twice.ifc', smallIfc(70));
    const first = await system.addModel('twice.ifc', smallIfc(70));
    const body = requestFor(first, { files: [{ source: first }, { source: copy }] });
    const started = await gateway.call<Started & { warnings: string[] }>('/v1/ingestions', { body });
    expect(started.body.warnings).toEqual([expect.stringContaining(`${first}, ${copy} have the same name and size`)]);
    await system.finish(started.body.id);
    expect(await gateway.call(`/v1/ingestions/${started.body.id}`)).toMatchObject({
      body: { status: 'completed', files: [{ status: 'registered' }, { status: 'registered', sameAs: first }] },
    });
  });

  test('is listed page by page, each once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const body = requestFor(model, { options: { dryRun: true } });
        return (await gateway.call<Started>('/v1/ingestions', { body })).body.id;
      }),
    );
    await Promise.all(ids.map((id) => system.finish(id)));
    const seen: string[] = [];
    let token = '';
    do {
      const page = await gateway.call<{ ingestions: { id: string }[]; nextPageToken?: string }>(
        `/v1/ingestions?pageSize=2${token}`,
      );
      expect(page.status).toBe(200);
      expect(page.body.ingestions.length).toBeLessThanOrEqual(2);
      seen.push(...page.body.ingestions.map(({ id }) => id));
      token = page.body.nextPageToken === undefined ? '' : `&pageToken=${page.body.nextPageToken}`;
    } while (token !== '');
    for (const id of ids) expect(seen.filter((one) => one === id)).toEqual([id]);
  });

  test('a page of another list, or of none, is not found', async () => {
    const page = await gateway.call<{ nextPageToken: string }>('/v1/ingestions?pageSize=1');
    const { nextPageToken: token } = page.body;
    expect((await gateway.call(`/v1/ingestions?pageSize=1&since=9d&pageToken=${token}`)).status).toBe(200);
    for (const query of [`platform=cq&pageToken=${token}`, 'pageToken=abc', `pageToken=${token.slice(0, 16)}AAAA`]) {
      const answer = await gateway.call(`/v1/ingestions?${query}`);
      expect(answer).toMatchObject({ status: 404, body: { type: 'urn:modelrail:error:NotFound' } });
    }
  });

  test('is paused, resumed, cancelled and retried', async () => {
    await system.simulator.fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
    const source = await system.addModel('tower.ifc', pseudoRandomBytes(10_000, 5));
    const { id } = (await gateway.call<Started>('/v1/ingestions', { body: requestFor(source) })).body;
    await system.until(id, ({ stage }) => stage === 'convert');
    const set = (body: unknown) => gateway.call(`/v1/ingestions/${id}`, { method: 'PATCH', body });
    expect(await set({ bwlimit: '2M' })).toMatchObject({ status: 202, body: { id } });
    for (const [body, detail] of [
      [{}, 'the request has nothing to set: give bwlimit, concurrency or both'],
      [{ bwlimit: 'fast', concurrency: 0, bwlimt: '1M' }, 'bwlimt is an unknown key; did you mean "bwlimit"?'],
      [[], 'the request must be a mapping'],
    ] as const) {
      expect(await set(body)).toMatchObject({ status: 422, body: { detail: expect.stringContaining(detail) } });
    }
    expect(await gateway.call(`/v1/ingestions/${id}/pause`, { method: 'POST' })).toMatchObject({
      status: 202,
      body: { id },
    });
    await system.until(id, ({ status }) => status === 'paused');
    // Many clients tell a type although they send no body.
    const headers = { 'content-type': 'application/json' };
    expect((await gateway.call(`/v1/ingestions/${id}/resume`, { method: 'POST', headers })).status).toBe(202);
    await system.until(id, ({ status }) => status === 'running');
    expect((await gateway.call(`/v1/ingestions/${id}/cancel`, { method: 'POST' })).status).toBe(202);
    expect((await system.finish(id)).status).toBe('cancelled');
    expect(await set({ concurrency: 1 })).toMatchObject({ status: 409 });
    for (const action of ['pause', 'resume', 'cancel']) {
      const answer = await gateway.call(`/v1/ingestions/${id}/${action}`, { method: 'POST' });
      expect(answer).toMatchObject({ status: 409, body: { type: 'urn:modelrail:error:AlreadyExists', status: 409 } });
    }
    await system.simulator.clearFaults();
    const again = await gateway.call<{ runId: string }>(`/v1/ingestions/${id}/retry`, { method: 'POST' });
    expect(again).toMatchObject({ status: 202, body: { id, isNewRun: true } });
    expect(await system.finish(id)).toMatchObject({ status: 'completed', runId: again.body.runId });
  });
});

test('what an ingestion waits for is in the metrics, in what is shown and in its events', async () => {
  await system.simulator.fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
  const source = await system.addModel('bridge.ifc', `ISO-10303-21;${randomUUID()}`);
  const { id } = (await gateway.call<Started>('/v1/ingestions', { body: requestFor(source) })).body;
  const { waiting } = await system.until(id, (progress) => progress.waiting?.nextAttemptAt !== undefined);
  const shown = await gateway.call(`/v1/ingestions/${id}`);
  expect(shown.body).toMatchObject({ waiting: { for: 'platform', since: waiting?.since } });
  // The run notes its wait with the second failure.
  const isNoted = async () => (await system.client.overview({ isOpenOnly: true })).waiting.some((one) => one.id === id);
  await vi.waitUntil(isNoted, { timeout: 20_000, interval: 100 });
  // A gateway of its own: what the other one last saw may be older than this.
  await using fresh = await startGateway(system);
  const { body } = await fresh.call<string>('/metrics');
  expect(body).toMatch(/^modelrail_temporal_up 1$/m);
  const line = new RegExp(
    `^modelrail_ingestion_waiting_since_seconds\\{id="${id}",platform="cq",for="platform"\\} (\\S+)$`,
    'm',
  );
  expect(Number(line.exec(body)?.[1])).toBeCloseTo(Date.parse(waiting?.since ?? '') / 1000);
  expect(body).toMatch(/^modelrail_ingestions\{platform="cq",status="running",stage="convert"\} [1-9]/m);
  await system.client.cancel(id);
  await system.simulator.clearFaults();
});

describe('an Idempotency-Key', () => {
  const dryRun = () => requestFor(model, { options: { dryRun: true } });

  test('stands for one ingestion of one caller and one request', async () => {
    const body = dryRun();
    const headers = { 'idempotency-key': `key-${randomUUID()}` };
    const first = await gateway.call<Started>('/v1/ingestions', { body, headers });
    const second = await gateway.call<Started>('/v1/ingestions', { body, headers });
    expect(first).toMatchObject({ status: 202, body: { isAttached: false } });
    expect(second).toMatchObject({
      status: 202,
      body: { id: first.body.id, runId: first.body.runId, isAttached: true },
    });
    const another = await gateway.call('/v1/ingestions', { body: dryRun(), headers });
    expect(another).toMatchObject({ status: 409, body: { type: 'urn:modelrail:error:AlreadyExists' } });
    const ofAnother = await gateway.call<Started>('/v1/ingestions', {
      body,
      headers: { ...headers, authorization: `Bearer ${TOKENS[1]}` },
    });
    expect(ofAnother.body).toMatchObject({ isAttached: false });
    expect(ofAnother.body.id).not.toBe(first.body.id);
  });
});
