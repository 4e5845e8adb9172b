import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { IngestProgress, Waiting } from '../../client/index.ts';
import { longTags, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
let temporal: TemporalClient;

beforeAll(async () => {
  system = await startSystem({ platform: { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } } });
  temporal = await connectTemporalClient();
});

afterEach(() => system.simulator.clearFaults());

afterAll(async () => {
  await temporal[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

/** What the Temporal UI shows as the current details of a run. */
async function detailsOf(id: string): Promise<string> {
  const metadata = await temporal.client.workflow
    .getHandle(id)
    .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** How often steps of a run told it that they wait, or that they go on. */
async function signalsOf(id: string): Promise<number> {
  const { events = [] } = await temporal.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'stepWaiting')
    .length;
}

/** Waits of one kind, as a watcher sees them, until `isEnough`. */
async function watchWaits(id: string, isEnough: (seen: readonly Waiting[]) => boolean): Promise<Waiting[]> {
  const seen: Waiting[] = [];
  await system.until(id, ({ waiting }: IngestProgress) => {
    if (waiting !== undefined) seen.push(waiting);
    else seen.length = 0;
    return isEnough(seen);
  });
  return seen;
}

describe('an ingestion that waits says why, since when, and when it is tried next', () => {
  test('while the platform is down, and no longer when it is back', async () => {
    await system.startWorker();
    const source = await system.addModel('big.rvt', pseudoRandomBytes(64 * 64 * 1024, 7));
    const id = `t-${randomUUID()}`;
    const begun = Date.now();
    let seen: Waiting[] = [];
    await system.restartSimulator(async () => {
      await system.start(system.request([source]), id);
      const attempts = (waits: readonly Waiting[]) =>
        new Set(waits.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []));
      seen = await watchWaits(id, (waits) => attempts(waits).size >= 3);
      const details = await detailsOf(id);
      expect(details).toMatch(/^\*\*Waits for the platform\*\* since .* 30 s at the latest\nsend big.rvt: .*refused/m);
      expect(details).toContain(`modelrail retry ${id}`);
      const shown = await system.modelrail('show', id);
      expect(shown.stdout).toContain('waiting for the platform');
      expect(shown.stdout).toContain('modelrail doctor');
    });
    expect(new Set(seen.map((waiting) => waiting.since)).size).toBe(1);
    const [first] = seen;
    expect(first).toMatchObject({ for: 'platform', reason: expect.stringContaining('refused') });
    expect(Date.parse(first?.since ?? '')).toBeGreaterThanOrEqual(begun);
    expect(Date.parse(first?.since ?? '')).toBeLessThan(begun + 10_000);

    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 1_000 });
    await system.client.retry(id);
    const sending = await system.until(id, (progress) => (progress.files[0]?.upload.sent ?? 0) > 2);
    expect(sending.waiting).toBeUndefined();
    await expect.poll(() => detailsOf(id), { timeout: 30_000 }).not.toContain('Waits for');
    expect(await detailsOf(id)).toMatch(/^send big.rvt, on host test-host, since/m);
    await system.simulator.clearFaults();
    expect((await system.finish(id)).status).toBe('completed');
    // The second failure, the fourth perhaps, and the end of it.
    expect(await signalsOf(id)).toBeGreaterThanOrEqual(2);
    expect(await signalsOf(id)).toBeLessThanOrEqual(4);
  });

  test('when the platform asks to slow down', async () => {
    const source = await system.addModel('slow.ifc', smallIfc(3));
    await system.simulator.fault({
      match: { endpoint: 'uploadFileStatus' },
      kind: 'status',
      status: 429,
      headers: { 'Retry-After': '600' },
    });
    const id = await system.start(system.request([source]));
    const { waiting } = await system.until(id, (progress) => progress.waiting?.for === 'rate');
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(500_000);
    expect(await detailsOf(id)).toMatch(/^\*\*Waits for the platform's rate limit .*tried again every 600 s$/m);
    await system.simulator.clearFaults();
    await system.client.retry(id);
    expect((await system.finish(id)).waiting).toBeUndefined();
    expect(await detailsOf(id)).not.toContain('Waits for');
  });

  test('in slices, on the page of the whole as on those of its parts', async () => {
    const tags = longTags(100 * 1024);
    const sources = await Promise.all([20, 21, 22].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
    const request = system.request(sources);
    await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503 });
    const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags })) });
    await expect.poll(() => detailsOf(id), { timeout: 20_000 }).toMatch(/^files 1 to 2.*: .*503/m);
    expect(await detailsOf(`${id}/files-1-2`)).toMatch(/^\*\*Waits for the platform\*\* since/m);
    await vi.waitFor(async () => {
      const { waiting } = await system.client.overview();
      expect(waiting.filter((one) => one.id.startsWith(id))).toMatchObject([
        { id, platform: 'cq', waiting: { for: 'platform', reason: expect.stringContaining('503') } },
      ]);
    }, 20_000);
    await system.simulator.clearFaults();
    await system.client.retry(id);
    expect((await system.finish(id)).status).toBe('completed');
    expect(await detailsOf(id)).not.toMatch(/waits/i);
  });

  test('for a host without a worker', async () => {
    const source = await system.addModel('far.ifc', smallIfc(4));
    const request = system.request([]);
    const id = await system.start({ ...request, files: [{ source, host: 'elsewhere' }] });
    const seen = await watchWaits(id, (waits) => waits.length >= 1);
    expect(seen[0]).toMatchObject({ for: 'host', host: 'elsewhere' });
    expect((await system.client.get(id)).waiting?.since).toBe(seen[0]?.since);
    expect(await detailsOf(id)).toMatch(/^look at far.ifc, on host elsewhere, since/m);
    expect((await system.modelrail('show', id)).stdout).toContain('start a worker on host elsewhere');
    await system.client.cancel(id);
  });

  test('when it is paused', async () => {
    const source = await system.addModel('paused.rvt', pseudoRandomBytes(30 * 64 * 1024, 9));
    await system.simulator.fault({ match: { endpoint: 'upload' }, after: 8, kind: 'hang' });
    const id = await system.start(system.request([source]));
    await system.until(id, (progress) => (progress.files[0]?.upload.sent ?? 0) > 2);
    const before = Date.now();
    await system.client.pause(id);
    const paused = await system.until(id, (progress) => progress.status === 'paused');
    expect(Date.parse(paused.pausedSince ?? '')).toBeGreaterThanOrEqual(before - 1_000);
    await system.client.pause(id);
    expect((await system.client.get(id)).pausedSince).toBe(paused.pausedSince);
    await vi.waitFor(async () => {
      const { paused: all } = await system.client.overview();
      expect(all).toContainEqual({ id, platform: 'cq', since: paused.pausedSince });
    }, 20_000);
    expect(await detailsOf(id)).toContain(`\`modelrail resume ${id}\``);
    const shown = await system.modelrail('show', id);
    expect(shown.stdout).toMatch(/paused +for /);
    expect(shown.stdout).toContain(`modelrail resume ${id}`);

    await Promise.all(system.workers.map((worker) => worker.kill()));
    expect(await system.client.get(id)).toMatchObject({ status: 'paused', pausedSince: paused.pausedSince });
    await system.simulator.clearFaults();
    await system.startWorker();
    await system.client.resume(id);
    const resumed = await system.until(id, (progress) => progress.status !== 'paused');
    expect(resumed.pausedSince).toBeUndefined();
    expect((await system.finish(id)).status).toBe('completed');
  });

  test('when its worker was killed, since then', async () => {
    const source = await system.addModel('lost.rvt', pseudoRandomBytes(60 * 64 * 1024, 11));
    await system.simulator.fault({ match: { endpoint: 'upload' }, after: 16, kind: 'hang' });
    const id = await system.start(system.request([source]));
    await system.until(id, (progress) => (progress.files[0]?.upload.sent ?? 0) > 12);
    const killedAt = Date.now();
    await Promise.all(system.workers.map((worker) => worker.kill()));
    const seen = await watchWaits(id, (waits) => waits.some(({ reason }) => reason.includes('has not started')));
    for (const { since, for: what } of seen) {
      expect(what).toMatch(/host|worker/);
      expect(Math.abs(Date.parse(since) - killedAt)).toBeLessThan(10_000);
    }
    expect(new Set(seen.map(({ since }) => since)).size).toBe(1);
    await system.simulator.clearFaults();
    await system.startWorker();
    const done = await system.finish(id);
    expect(done).toMatchObject({ status: 'completed' });
    expect(await signalsOf(id)).toBe(0);
  });
});
