import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

const CHUNK = 64 * 1024;
const platform = { upload: { chunkSize: '64KiB', concurrency: 4 }, convert: { pollInterval: '200ms' } };
let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform, further: { endless: { simulator: { conversionMs: 600_000 } } } });
  await system.hostedWorker();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

/** Starts an ingestion whose platform takes twenty of its hundred chunks and no more, and waits until it has them. */
async function startHeldUp(): Promise<string> {
  await system.simulator.fault({ match: { endpoint: 'upload' }, after: 20, kind: 'hang' });
  const source = await system.addModel('a.rvt', pseudoRandomBytes(100 * CHUNK, 1));
  const id = await system.start(system.request([source]));
  await vi.waitUntil(async () => (await system.simulator.stats()).chunks.requests >= 20, {
    timeout: 20_000,
    interval: 20,
  });
  return id;
}

/** As an operator does in the Temporal UI. */
async function terminate(id: string): Promise<void> {
  await using temporal = await connectTemporalClient();
  await temporal.client.workflow.getHandle(id).terminate('by the test');
}

describe('pause', () => {
  it('stops the transfer, and resume goes on with what the platform lacks', async () => {
    const id = await startHeldUp();

    await system.client.pause(id);
    await system.until(id, (progress) => progress.status === 'paused');
    // The transfer is over when nothing is pending any more.
    await vi.waitUntil(async () => (await transfers(id)) === 0, { timeout: 30_000, interval: 50 });
    const { chunks } = await system.simulator.stats();
    await system.simulator.clearFaults();
    await system.client.resume(id);

    const result = await system.finish(id);
    expect(result).toMatchObject({ status: 'completed', files: [{ upload: { chunks: 100 } }] });
    const after = await system.simulator.stats();
    expect(chunks.requests).toBeLessThan(100);
    expect(after.chunks.distinctBytes).toBe(100 * CHUNK);
    expect(after.chunks.duplicates).toBeLessThanOrEqual(4);
    // What was sent before the pause counts as sent.
    expect(result.files[0]?.upload).toMatchObject({ sent: 100, skipped: 0, bytesSent: 100 * CHUNK });
  });

  async function transfers(id: string): Promise<number> {
    const before = (await system.simulator.stats()).chunks.requests;
    await system.client.get(id);
    return (await system.simulator.stats()).chunks.requests - before;
  }
});

describe('cancel', () => {
  it('ends the transfer and lists what stays on the platform; retry delivers it', async () => {
    const id = await startHeldUp();

    await system.client.cancel(id);
    const cancelled = await system.finish(id);

    expect(cancelled).toMatchObject({ status: 'cancelled', error: { type: 'Cancelled' } });
    expect(cancelled.files[0]?.upload.sent).toBeGreaterThan(0);
    expect(cancelled.leftovers).toEqual([expect.stringMatching(/^file a\.rvt: \d+ of 100 chunks$/)]);
    // A worker that answers of an ended run tells the lines; they are said in other languages all the same.
    expect(cancelled.told?.map(({ text }) => text)).toContain('file {name}: {sent} of {chunks} chunks');
    expect(await system.simulator.state()).toMatchObject({ projects: [], models: [] });

    await system.simulator.clearFaults();
    await system.client.retry(id);
    const result = await system.finish(id);
    expect(result).toMatchObject({ id, status: 'completed' });
    expect((await system.simulator.stats()).chunks.distinctBytes).toBe(100 * CHUNK);
  });
});

describe('cancel while the platform converts', () => {
  it('ends cancelled, and lists the task and the files', async () => {
    const source = await system.addModel('1.ifc', smallIfc(1));
    const id = await system.start(system.request([source], { platform: 'endless' }));
    const converting = await system.until(id, (progress) => progress.taskId !== undefined);

    await system.client.cancel(id);

    const cancelled = await system.finish(id);
    expect(cancelled).toMatchObject({ status: 'cancelled', error: { type: 'Cancelled' } });
    expect(cancelled.leftovers).toEqual([
      expect.stringMatching(/^file 1\.ifc: record /),
      `conversion task ${converting.taskId}`,
    ]);
  });
});

describe('cancel while the platform is asked to convert', () => {
  it('lists the task that may be there, though no answer told its id', async () => {
    const source = await system.addModel('1.ifc', smallIfc(1));
    // It has made the task, and is held back with its answer.
    const fault = { match: { endpoint: 'convertModel' }, kind: 'delay', delayMs: 3_600_000, effect: true } as const;
    await system.simulator.fault({ ...fault, times: 1 });
    const id = await system.start(system.request([source]));
    await vi.waitUntil(async () => (await system.simulator.state()).tasks.length > 0, {
      timeout: 30_000,
      interval: 20,
    });

    await system.client.cancel(id);

    const cancelled = await system.finish(id);
    const [task] = (await system.simulator.state()).tasks;
    expect(cancelled.leftovers).toEqual([
      expect.stringMatching(/^file 1\.ifc: record /),
      `conversion task of group ${task?.modelGroupId} (perhaps)`,
    ]);

    // The retry has a task of its own, under the same group.
    await system.client.retry(id);
    const result = await system.finish(id);
    expect(result).toMatchObject({ status: 'completed', modelGroupId: task?.modelGroupId });
  });
});

describe('cancel during a registration', () => {
  it('lets it come to its end, also when the run was paused on the way', async () => {
    await system.simulator.fault({ match: { endpoint: 'createProject' }, kind: 'delay', delayMs: 1_500 });
    const id = await system.start(system.request([await system.addModel('1.ifc', smallIfc(1))]));
    await vi.waitUntil(async () => (await system.simulator.requests('createProject')) > 0, {
      timeout: 20_000,
      interval: 20,
    });

    await system.client.pause(id);
    await system.client.cancel(id);

    expect(await system.finish(id)).toMatchObject({ status: 'completed', files: [{ status: 'registered' }] });
    expect((await system.simulator.state()).models).toHaveLength(1);
  });
});

describe('retry', () => {
  it('of a partial run delivers what failed, in a further group of the same project', async () => {
    const sources = await Promise.all([1, 2].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
    await system.simulator.failModel({ name: '2.ifc', errorMessage: 'ParseModelError' });
    const id = await system.start(system.request(sources, { group: { name: 'Towers' } }));
    expect((await system.finish(id)).status).toBe('partial');
    await fetch(`${system.platformUrl}/_sim/models`, { method: 'DELETE' });

    const retried = await system.client.retry(id);
    const result = await system.finish(id);

    expect(retried.isNewRun).toBe(true);
    expect(result).toMatchObject({ status: 'completed', tasks: [{}, {}] });
    const { projects, groups, models } = await system.simulator.state();
    expect(projects).toHaveLength(1);
    expect(groups.map((group) => [group.name, group.projectId])).toEqual([
      ['Towers', projects[0]?.id],
      ['Towers', projects[0]?.id],
    ]);
    expect(models.map((model) => model.name).sort()).toEqual(['1.ifc', '2.ifc']);
  });

  it('of a run whose registration was refused uses the ids made before', async () => {
    const source = await system.addModel('1.ifc', smallIfc(1));
    // An answer without JSON of the platform's is final after the call took effect: nobody knows what it came to.
    await system.simulator.fault({
      match: { endpoint: 'createProject' },
      times: 1,
      kind: 'status',
      status: 400,
      effect: true,
    });
    const id = await system.start(system.request([source]));
    const failed = await system.finish(id);
    expect(failed.status).toBe('failed');

    await system.client.retry(id);
    const result = await system.finish(id);

    expect(result.tasks).toEqual(failed.tasks);
    expect(await system.simulator.requests('convertModel')).toBe(1);
    // The platform's refusal to the first call was clean, so the second is told what it answers.
    expect(result).toMatchObject({ status: 'failed', error: { type: 'AlreadyExists' } });
  });

  it('of a run that was terminated while a create call was under way', async () => {
    const source = await system.addModel('1.ifc', smallIfc(1));
    // The project is made, but nobody is told so.
    await system.simulator.fault({ match: { endpoint: 'createProject' }, kind: 'status', status: 500, effect: true });
    const id = await system.start(system.request([source]));
    await system.until(id, (progress) => progress.stage === 'register' && progress.waiting !== undefined);
    await terminate(id);
    await system.simulator.clearFaults();

    await system.client.retry(id);

    expect((await system.finish(id)).status).toBe('completed');
    const { projects, groups, models } = await system.simulator.state();
    expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
    expect(await system.simulator.requests('convertModel')).toBe(1);
  });

  it('of an open run cuts short the wait', async () => {
    const source = await system.addModel('1.ifc', smallIfc(1));
    await system.simulator.fault({
      match: { endpoint: 'convertModel' },
      times: 1,
      kind: 'status',
      status: 429,
      headers: { 'Retry-After': '600' },
    });
    const id = await system.start(system.request([source]));
    const waiting = await system.until(id, (progress) => progress.waiting?.for === 'rate');
    expect(Date.parse(waiting.waiting?.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(500_000);

    expect(await system.client.retry(id)).toMatchObject({ isNewRun: false, retriedNow: 1 });

    expect((await system.finish(id)).status).toBe('completed');
  });
});

describe('a request that no worker can work', () => {
  it('fails with every reason, and touches nothing', async () => {
    const missing = `${system.models}/nothing.ifc`;
    const empty = await system.addModel('empty.ifc', '');
    const result = await system.finish(await system.start(system.request([missing, empty, '/etc/hostname'])));

    expect(result.status).toBe('failed');
    expect(result.files.map((file) => file.error?.type)).toEqual([
      'SourceNotFound',
      'InvalidRequest',
      'SourceNotAllowed',
    ]);
    expect((await system.simulator.stats()).endpoints).toEqual({});
  });

  it('started by a foreign client with nonsense, ends as InvalidRequest', async () => {
    const nonsense = { platform: 'cq', project: { name: 'House', cod: 'H-1' }, files: [{ source: '/a.ifc' }] };
    const result = await system.finish(await system.start(nonsense));

    expect(result).toMatchObject({ status: 'failed', error: { type: 'InvalidRequest' } });
    expect(result.error?.message).toContain('did you mean "code"');
  });

  it('of a host without a worker waits, visibly', async () => {
    const request = system.request([]);
    const files = [{ source: '/models/a.ifc', host: 'elsewhere' }];
    const id = await system.start({ ...request, files });
    const waiting = await system.until(id, (progress) => progress.waiting?.for === 'host');
    expect(waiting.waiting?.reason).toContain('elsewhere');
    await system.client.cancel(id);
    expect((await system.finish(id)).status).toBe('cancelled');
  });
});
