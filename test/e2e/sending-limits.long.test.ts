import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { longTags, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

const platform = { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } };
/** Half of what one slice may carry: five such files are three slices. */
const LONG_TAGS = longTags(100 * 1024);
let system: TestSystem;

beforeAll(async () => {
  const upload = { ...platform.upload, bwlimit: '1b' };
  const slow = { kind: 'chongqing-bim', simulator: {}, settings: { ...platform, upload } } as const;
  system = await startSystem({ platform, further: { slow } });
  await system.hostedWorker();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

test('a bandwidth limit holds over all slices of an ingestion', async () => {
  const sources = await Promise.all([0, 1, 2, 3, 4].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
  // The second chunk is due in a few minutes.
  const request = system.request(sources, { options: { bwlimit: '1b' } });
  const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags: LONG_TAGS })) });
  // Two slices send: both files of each have been asked about, and their chunks are to go.
  await vi.waitUntil(async () => (await system.simulator.requests('uploadFileStatus')) >= 4, { timeout: 30_000 });
  const { files } = await system.until(id, (progress) => progress.files.some(({ upload }) => upload.sent > 0));
  expect(files.reduce((sum, { upload }) => sum + upload.sent, 0)).toBe(1);
  expect((await system.simulator.stats()).chunks.requests).toBe(1);
  await system.client.cancel(id);
  await system.finish(id);
});

test('the bandwidth limit of a platform holds over all ingestions', async () => {
  const sources = await Promise.all([20, 21].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
  const requests = sources.map((source) => ({ ...system.request([source]), platform: 'slow' }));
  const ids = await Promise.all(requests.map((request) => system.start(request)));
  const chunksOf = async () =>
    (await Promise.all(ids.map((id) => system.client.get(id)))).map(({ files }) => files[0]?.upload.sent);
  await vi.waitUntil(async () => (await chunksOf()).includes(1), { timeout: 30_000, interval: 100 });
  // Both have asked what is missing; the second chunk is due in a few minutes.
  await vi.waitUntil(async () => (await system.simulatorOf('slow').requests('uploadFileStatus')) >= 2, {
    timeout: 30_000,
  });
  expect(new Set(await chunksOf())).toEqual(new Set([0, 1]));
  for (const id of ids) await system.client.cancel(id);
  await Promise.all(ids.map((id) => system.finish(id)));
});

test('a second ingestion of the same content waits for the first and says so', async () => {
  const source = await system.addModel('tower.rvt', pseudoRandomBytes(4 * 64 * 1024, 3));
  const first = await system.start(system.request([source], { options: { bwlimit: '1b' } }));
  await system.until(first, ({ files }) => files[0]?.upload.sent === 1);
  const second = await system.start(system.request([source]));

  const { waiting } = await system.until(second, (progress) => progress.waiting !== undefined);

  expect(waiting).toEqual({
    for: 'ingestion',
    reason: `ingestion ${first} is sending the same content`,
    since: expect.any(String),
    told: [{ text: expect.any(String), filling: { ingestion: first, shared: expect.any(Object) } }],
  });
  const shown = await system.modelrail('show', second);
  expect(shown.stdout).toContain(`waiting for another ingestion`);
  expect(shown.stdout).toContain(`ingestion ${first} is sending the same content`);
  // The run itself is told as well, for its page in the Temporal UI.
  const details = await withTemporalClient((temporal) =>
    vi.waitUntil(
      async () => {
        const metadata = await temporal.workflow
          .getHandle(second)
          .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
        return metadata.currentDetails?.includes('Waits for another ingestion') === true && metadata.currentDetails;
      },
      { timeout: 40_000, interval: 200 },
    ),
  );
  expect(details).toContain(first);
  await vi.waitFor(async () => {
    const overview = await system.client.overview();
    expect(overview.waiting.find(({ id }) => id === second)?.waiting.for).toBe('ingestion');
  }, 10_000);
  await system.client.cancel(first);
  expect(await system.finish(second)).toMatchObject({
    status: 'completed',
    files: [{ upload: { skipped: 1, sent: 3 } }],
  });
  expect(await system.finish(first)).toMatchObject({ status: 'cancelled' });
});

test('limits that are set on a run hold for what is being sent', async () => {
  const source = await system.addModel('slow.rvt', pseudoRandomBytes(4 * 64 * 1024, 5));
  const id = await system.start(system.request([source], { options: { bwlimit: '1b' } }));
  await system.until(id, ({ files }) => files[0]?.upload.sent === 1);

  const refused = await system.modelrail('set', id);
  const set = await system.modelrail('set', id, '--bwlimit', 'off', '--concurrency', '2');
  const { status, files } = await system.finish(id);
  const late = await system.modelrail('set', id, '--bwlimit', '1M');

  expect([refused.code, set.code, late.code]).toEqual([2, 0, 2]);
  expect(refused.stderr).toContain('nothing to set: give --bwlimit, --concurrency or both');
  expect(set.stdout).toBe(`${id}: from now on bwlimit off, concurrency 2\n`);
  expect(late.stderr).toContain('nothing to set');
  // Not begun anew: no chunk was sent twice.
  expect({ status, sent: files[0]?.upload.sent }).toEqual({ status: 'completed', sent: 4 });
});

test('limits that are set on an ingestion reach its slices, those that run and those that are to come', async () => {
  const sources = await Promise.all([10, 11, 12, 13, 14].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
  const request = system.request(sources, { options: { bwlimit: '1b' } });
  const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags: LONG_TAGS })) });
  await system.until(id, (progress) => progress.files.some(({ upload }) => upload.sent > 0));

  await withTemporalClient(async ({ workflow }) => {
    // What is no limit changes nothing.
    for (const garbage of [{ bwlimit: 'fast' }, { concurrency: 0 }, null, 'off']) {
      await workflow.getHandle(id).signal('set', garbage);
    }
    await workflow.getHandle(id).signal('set', { bwlimit: 'off', colour: 'red' });
  });

  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
});

test.each([
  ['--bwlimit', 'fast', '"fast" is not a bandwidth'],
  ['--concurrency', '0', '--concurrency must be a whole number of at least 1, not 0'],
])('set refuses %s %s', async (flag, value, words) => {
  const { code, stderr } = await system.modelrail('set', 'any', flag, value);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
});
