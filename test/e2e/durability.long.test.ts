import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { findFreePort } from '../../lib/temporal-server/port.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { CHUNK, CONCURRENCY, chunksAccepted, expectOneOfEach, platform } from './sending.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform });
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

describe('an ingestion survives', () => {
  it('workers that are killed while they send', async () => {
    // Slow enough to be hit, whatever the machine's speed.
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 60 });
    const content = pseudoRandomBytes(120 * CHUNK + 1, 5);
    const id = await system.start(system.request([await system.addModel('tower.rvt', content)]));

    for (const chunks of [20, 50, 80]) {
      const worker = await system.startWorker();
      await chunksAccepted(system, chunks);
      await worker.kill();
    }
    await system.startWorker();
    const result = await system.finish(id);

    expect(result.status).toBe('completed');
    const { chunks } = await system.simulator.stats();
    expect(chunks.bytes).toBeLessThanOrEqual(content.length + 3 * CONCURRENCY * CHUNK);
    await expectOneOfEach(system, content);
  });

  it('a platform whose every fifth answer is a fault', async () => {
    await system.simulator.fault({
      every: 5,
      kinds: ['status', 'cut-after', 'html', 'expired-token', 'truncated-json'],
    });
    await system.worker();
    const content = pseudoRandomBytes(60 * CHUNK, 6);

    const result = await system.finish(await system.start(system.request([await system.addModel('a.rvt', content)])));

    expect(result.status).toBe('completed');
    await system.simulator.clearFaults();
    // What arrived although its answer was lost is asked for, not sent again.
    expect((await system.simulator.stats()).chunks.duplicates).toBe(0);
    await expectOneOfEach(system, content);
  });

  it('a platform that is down for a while, and says why it waits', async () => {
    await system.worker();
    const content = pseudoRandomBytes(3 * CHUNK, 7);
    const source = await system.addModel('a.rvt', content);
    let id = '';
    await system.restartSimulator(async () => {
      id = await system.start(system.request([source]));
      const waiting = await system.until(id, (progress) => progress.waiting?.for === 'platform');
      expect(waiting.waiting).toMatchObject({ reason: expect.stringContaining('refused') });
      expect(Date.parse(waiting.waiting?.nextAttemptAt ?? '')).toBeGreaterThan(
        Date.parse(waiting.waiting?.since ?? ''),
      );
    });
    await system.client.retry(id);

    expect((await system.finish(id)).status).toBe('completed');
    await expectOneOfEach(system, content);
  });

  it('a worker that is stopped in order, which hands over within seconds', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 50 });
    const first = await system.worker();
    const content = pseudoRandomBytes(80 * CHUNK, 8);
    const id = await system.start(system.request([await system.addModel('a.rvt', content)]));
    await chunksAccepted(system, 10);
    expect(await first.stop()).toMatchObject({ code: 0 });
    await system.startWorker();

    expect((await system.finish(id)).status).toBe('completed');
    await expectOneOfEach(system, content);
  });

  it("Temporal's stop and start", async () => {
    const port = await findFreePort();
    const binary = await findTemporal({ env: process.env, log: console.error });
    const dbFile = join(system.folder, 'temporal.db');
    const first = await startTemporalServer({ binary, dbFile, port });
    const own = await startSystem({ platform, temporalAddress: first.address });
    await using _ = own;
    await own.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 60 });
    await own.startWorker();
    const content = pseudoRandomBytes(60 * CHUNK, 9);
    const id = await own.start(own.request([await own.addModel('a.rvt', content)]));
    await chunksAccepted(own, 10);
    await first.stop();
    await using __ = await startTemporalServer({ binary, dbFile, port });

    expect((await own.finish(id)).status).toBe('completed');
    expect((await own.simulator.stats()).chunks.bytes).toBeLessThanOrEqual(content.length + CONCURRENCY * CHUNK);
    await expectOneOfEach(own, content);
  });
});
