import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connect, freshId, requestFor } from '../client/support.ts';
import { freshTaskQueue, startStandInWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let worker: TestWorker;

beforeAll(async () => {
  system = await startSystem();
  worker = await startStandInWorker(system.taskQueue);
});

afterAll(async () => {
  await worker.stop();
  await system[Symbol.asyncDispose]();
});

/** Starts ingestions on a platform that no other test has, and waits until Temporal lists them. */
async function startAll(platform: string, scenarios: readonly string[]): Promise<string[]> {
  const client = await connect(system.taskQueue);
  const ids = await Promise.all(
    scenarios.map(async (name) => (await client.ingest({ ...requestFor(name), platform }, { id: freshId() })).id),
  );
  await client.close();
  await vi.waitUntil(async () => (await statuses(platform)).length === ids.length, { timeout: 20_000 });
  return ids;
}

async function statuses(platform: string, status?: string): Promise<string[]> {
  const more = status === undefined ? [] : ['--status', status];
  const { stdout } = await system.modelrail('list', '--json', '--platform', platform, ...more);
  return JSON.parse(stdout).map(({ id }: { id: string }) => id);
}

it('filters in place of an id pause, resume, retry and cancel all that they name, and say what was refused', async () => {
  const platform = `cq-${randomUUID()}`;
  const on = ['--platform', platform];
  const [first = '', second = '', waits = '', partial = ''] = await startAll(platform, [
    'hold',
    'hold',
    'waits',
    'partial',
  ]);
  const open = [first, second, waits].sort();
  await vi.waitUntil(async () => (await statuses(platform, 'partial')).length === 1, { timeout: 20_000 });

  const unasked = await system.modelrail('pause', ...on);
  expect(unasked).toMatchObject({ code: 2, stdout: '' });
  expect(unasked.stderr).toContain('pause 3 ingestions: ');
  for (const id of open) expect(unasked.stderr).toContain(id);

  const paused = await system.modelrail('pause', '--json', '--yes', ...on);
  expect(paused.code).toBe(0);
  const { results } = JSON.parse(paused.stdout);
  expect(results.map(({ id }: { id: string }) => id).sort()).toEqual(open);
  expect(results.every(({ ok }: { ok: boolean }) => ok)).toBe(true);
  await vi.waitUntil(async () => (await statuses(platform, 'paused')).length === 3, { timeout: 20_000 });

  const resumed = await system.modelrail('resume', '--yes', ...on, '--since', '1h');
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining(`${first}: goes on`) });
  await vi.waitUntil(async () => (await statuses(platform, 'running')).length === 3, { timeout: 20_000 });

  // The one that ended in part is tried again as a new run.
  const retried = await system.modelrail('retry', '--yes', ...on, '--status', 'partial');
  expect(retried).toMatchObject({ code: 0, stdout: `${partial}: tried again\n` });
  await vi.waitUntil(async () => (await statuses(platform, 'completed')).length === 1, { timeout: 20_000 });
  const ended = await system.modelrail('retry', '--json', '--yes', ...on, '--status', 'completed');
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.stdout)).toEqual({
    results: [{ id: partial, ok: false, error: { type: 'AlreadyExists', message: expect.any(String) } }],
  });

  const cancelled = await system.modelrail('cancel', '--yes', ...on);
  expect(cancelled.code).toBe(0);
  await vi.waitUntil(async () => (await statuses(platform, 'cancelled')).length === 3, { timeout: 20_000 });
  expect(await system.modelrail('cancel', '--json', '--yes', ...on)).toMatchObject({
    code: 0,
    stdout: '{\n  "results": []\n}\n',
  });
  // A name that was mistyped is no silence.
  expect((await system.modelrail('cancel', '--yes', ...on)).stderr).toContain(
    'no ingestions to cancel: the configuration has no platform',
  );
});

it('some refused is exit code 3, each with its reason', async () => {
  const platform = `cq-${randomUUID()}`;
  const [waits] = await startAll(platform, ['waits']);
  await using absent = await connect(freshTaskQueue());
  const { id } = await absent.ingest({ ...requestFor('hold'), platform });
  const listed = async () => (await system.modelrail('list', '--waiting', '--json', '--platform', platform)).stdout;
  await vi.waitUntil(async () => JSON.parse(await listed()).length === 2, { timeout: 30_000, interval: 500 });

  const { code, stdout } = await system.modelrail('retry', '--json', '--yes', '--waiting', '--platform', platform);
  expect(code).toBe(3);
  expect(JSON.parse(stdout).results).toEqual(
    expect.arrayContaining([
      { id: waits, ok: true },
      { id, ok: false, error: { type: 'UnexpectedResponse', message: expect.stringContaining('worker') } },
    ]),
  );
});

it.each([
  [['pause'], 'give an id, or at least one of --platform'],
  [['retry', '--yes'], 'give an id, or at least one of --platform'],
  [['cancel', 'house-1', '--waiting'], 'give an id or filters, not both'],
  [['retry', '--waiting', '--source', 'a.ifc=https://example.com/a.ifc'], '--source is for the files of one ingestion'],
])('%j is refused', async (args, words) => {
  const { code, stderr } = await system.modelrail(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
