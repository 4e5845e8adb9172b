import { appendFile, copyFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { findFreePort } from '../../lib/temporal-server/port.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { md5, pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const CHUNK = 64 * 1024;
const CONCURRENCY = 4;
const platform = {
  upload: { chunkSize: '64KiB', concurrency: CONCURRENCY },
  convert: { pollInterval: '200ms' },
  timeouts: { connect: '2s', request: '5s' },
};

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform });
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

/** Resolves when the platform has accepted so many chunks. */
async function chunksAccepted(count: number): Promise<void> {
  await vi.waitUntil(async () => (await system.simulator.stats()).chunks.requests >= count, {
    timeout: 20_000,
    interval: 20,
  });
}

async function expectOneOfEach(content: Buffer): Promise<void> {
  const { projects, groups, models, files } = await system.simulator.state();
  expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
  expect(files.map((file) => file.md5)).toEqual([md5(content)]);
}

describe('an ingestion survives', () => {
  it('workers that are killed while they send', async () => {
    // Slow enough to be hit, whatever the machine's speed.
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 60 });
    const content = pseudoRandomBytes(120 * CHUNK + 1, 5);
    const id = await system.start(system.request([await system.addModel('tower.rvt', content)]));

    for (const chunks of [20, 50, 80]) {
      const worker = await system.startWorker();
      await chunksAccepted(chunks);
      await worker.kill();
    }
    await system.startWorker();
    const result = await system.finish(id);

    expect(result.status).toBe('completed');
    const { chunks } = await system.simulator.stats();
    expect(chunks.bytes).toBeLessThanOrEqual(content.length + 3 * CONCURRENCY * CHUNK);
    await expectOneOfEach(content);
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
    await expectOneOfEach(content);
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
    await expectOneOfEach(content);
  });

  it('a worker that is stopped in order, which hands over within seconds', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 50 });
    const first = await system.worker();
    const content = pseudoRandomBytes(80 * CHUNK, 8);
    const id = await system.start(system.request([await system.addModel('a.rvt', content)]));
    await chunksAccepted(10);
    expect(await first.stop()).toMatchObject({ code: 0 });
    await system.startWorker();

    expect((await system.finish(id)).status).toBe('completed');
    await expectOneOfEach(content);
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
    await vi.waitUntil(async () => (await own.simulator.stats()).chunks.requests >= 10, {
      timeout: 20_000,
      interval: 20,
    });
    await first.stop();
    await using __ = await startTemporalServer({ binary, dbFile, port });

    expect((await own.finish(id)).status).toBe('completed');
    expect((await own.simulator.stats()).chunks.bytes).toBeLessThanOrEqual(content.length + CONCURRENCY * CHUNK);
    const { projects, groups, models } = await own.simulator.state();
    expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
  });
});

describe('a file that changes while it is sent', () => {
  it('is never merged, whatever was changed', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.worker();
    const content = pseudoRandomBytes(80 * CHUNK, 10);
    const source = await system.addModel('a.rvt', content);
    const id = await system.start(system.request([source]));
    await chunksAccepted(8);
    await writeFile(source, pseudoRandomBytes(80 * CHUNK, 20));

    const result = await system.finish(id);

    expect(result.status).toBe('failed');
    expect(result.files[0]?.error?.type).toBe('SourceChanged');
    // What went before stays on the platform, and is told.
    expect(result.files[0]?.upload.sent).toBeGreaterThan(0);
    expect(result.leftovers).toEqual([expect.stringMatching(/^file a\.rvt: \d+ of 80 chunks$/)]);
    expect((await system.simulator.state()).files).toEqual([]);
  });

  it('is noticed by its size before the last chunk, although all that was hashed is there', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.worker();
    const source = await system.addModel('a.rvt', pseudoRandomBytes(40 * CHUNK, 12));
    const id = await system.start(system.request([source]));
    await chunksAccepted(8);
    await appendFile(source, 'more');

    expect((await system.finish(id)).files[0]?.error?.type).toBe('SourceChanged');
    expect((await system.simulator.state()).files).toEqual([]);
  });
});

describe('a file of the same bytes is no change', () => {
  it('when a copy is put in its place while it is sent', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.worker();
    const content = pseudoRandomBytes(40 * CHUNK, 12);
    const source = await system.addModel('a.rvt', content);
    const copy = await system.addModel('copy.rvt', content);
    const id = await system.start(system.request([source]));
    await chunksAccepted(8);
    await rename(copy, source);

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    await expectOneOfEach(content);
  });

  it('on a disk whose files have another inode at each look', async () => {
    const content = pseudoRandomBytes(40 * CHUNK, 13);
    const source = await system.addModel('a.rvt', content);
    await utimes(source, 1_700_000_000, 1_700_000_000);
    await using disk = replaceAllTheTime(source, join(system.folder, 'copy'));
    await disk.hasBegun;
    await system.worker();
    const id = await system.start(system.request([source]));

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    await expectOneOfEach(content);
  });

  it('and none is needed for what the platform has', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.worker();
    const content = pseudoRandomBytes(40 * CHUNK, 14);
    const first = await system.addModel('a.rvt', content);
    const second = await system.addModel('b.rvt', content);
    const id = await system.start(system.request([first, second]));
    // Both are hashed before one of them is sent.
    await chunksAccepted(8);
    await rm(second);

    const { status, files } = await system.finish(id);
    expect([status, files[1]?.upload.instant]).toEqual(['completed', true]);
  });
});

/** Puts one copy after the other in the place of a file, with its times: each look finds another inode. */
function replaceAllTheTime(path: string, copy: string): AsyncDisposable & { hasBegun: Promise<void> } {
  let isOver = false;
  const replace = async () => {
    const { atime, mtime } = await stat(path);
    await copyFile(path, copy);
    await utimes(copy, atime, mtime);
    await rename(copy, path);
  };
  const hasBegun = replace();
  const all = hasBegun.then(async () => {
    while (!isOver) await replace();
  });
  return {
    hasBegun,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await all;
    },
  };
}
