import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { readSlice } from '../../activities/read-slice.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { lookUntilRead } from '../support/look-until-read.ts';
import { longTags, md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem, type TestSystemOptions } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

const platform = { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } };
/** Half of what one slice may carry: with two such files there are three slices for five of them. */
const LONG_TAGS = longTags(100 * 1024);
const names = ['0.ifc', '1.ifc', '2.ifc', '3.ifc', '4.ifc'];
let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());

/** Five small files, and a worker to come. */
async function prepare(tags = LONG_TAGS, options: TestSystemOptions = {}): Promise<IngestRequest> {
  system = await startSystem({ platform, ...options });
  const sources = await Promise.all(names.map((name, n) => system.addModel(name, smallIfc(n))));
  const request = system.request(sources);
  return { ...request, files: request.files.map((file) => ({ ...file, tags })) };
}

const registered = async () => (await system.simulator.state()).models.map(({ name }) => name).sort();

/** Whether a search for the first file's hash finds an ingestion. */
async function isFound(id: string): Promise<boolean> {
  for await (const summary of system.client.list({ hash: md5(smallIfc(0)) })) if (summary.id === id) return true;
  return false;
}

describe.each([
  ['in slices', LONG_TAGS],
  ['in one run', ['BUILDING']],
])('an ingestion %s that was delivered in part', (_, tags) => {
  it('forgets nothing in a retry that waits for its platform in a configuration and is cancelled', async () => {
    const request = await prepare(tags);
    await system.simulator.failModel({ name: '3.ifc', errorMessage: 'ParseModelError', times: 1 });
    const first = await system.hostedWorker();
    const id = await system.start(request);
    const { projectId } = await system.finish(id);
    await first.stop();

    const config = await readFile(system.configPath, 'utf8');
    await writeFile(system.configPath, config.replace(/^ {2}cq:/m, '  other:'));
    const second = await system.hostedWorker();
    await system.client.retry(id);
    await system.until(id, ({ waiting }) => waiting?.reason.includes('has no platform "cq"') === true);
    await system.client.cancel(id);
    const cancelled = await system.finish(id);
    await second.stop();
    expect(cancelled).toMatchObject({ status: 'cancelled', projectId });
    expect(cancelled.files.filter(({ status }) => status === 'registered')).toHaveLength(4);

    await writeFile(system.configPath, config);
    await system.hostedWorker();
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({ status: 'completed', projectId });
    expect(await registered()).toEqual(names);
  });

  it('forgets nothing in a retry that ends before a worker takes it up', async () => {
    const request = await prepare(tags);
    await system.simulator.failModel({ name: '3.ifc', errorMessage: 'ParseModelError', times: 1 });
    const worker = await system.hostedWorker();
    const id = await system.start(request);
    const { projectId } = await system.finish(id);
    await worker.stop();

    await system.client.retry(id);
    const { files } = await system.client.get(id);
    expect(files.map(({ status }) => status)).toEqual([
      'registered',
      'registered',
      'registered',
      'pending',
      'registered',
    ]);
    await withTemporalClient((client) => client.workflow.getHandle(id).terminate('by the test'));
    await system.client.retry(id);
    await system.hostedWorker();
    expect(await system.finish(id)).toMatchObject({ status: 'completed', projectId });
    expect(await registered()).toEqual(names);
  });
});

describe('an ingestion that is worked in slices', () => {
  it('knows the registered files of a slice that works again while no worker answers', async () => {
    const request = await prepare();
    await system.simulator.failModel({ name: '3.ifc', errorMessage: 'ParseModelError', times: 1 });
    const worker = await system.startWorker();
    const id = await system.start(request);
    const before = await system.finish(id);
    expect(before.status).toBe('partial');
    await system.simulator.fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
    await system.client.retry(id);
    await system.until(id, ({ stage }) => stage === 'convert');
    await worker.kill();

    const withoutWorker = await lookUntilRead(system.client, id);
    expect(withoutWorker.note).toMatch(/no worker answered/);
    // The third file shares its slice with the one that failed.
    for (const n of [0, 1, 2, 4]) expect(withoutWorker.files[n]).toEqual(before.files[n]);
    expect(withoutWorker.files[3]).toMatchObject({ status: expect.stringMatching(/^(uploaded|conver)/) });
  });

  it('knows what a slice had done before one that ended before it could read that', async () => {
    const request = await prepare();
    const worker = await system.hostedWorker();
    const id = await system.start(request);
    await system.finish(id);
    await worker.stop();

    await withTemporalClient(async (client) => {
      const { slices = [] } = (await client.workflow.getHandle(id).result()) as IngestResult;
      const previous = slices[0]?.run ?? { workflowId: '', runId: '' };
      const plan = { kind: 'chongqing-bim', chunkSizeBytes: 65_536, maxModelsPerTask: 1_000, convertTimeoutMs: 1_000 };
      const project = { id: 'p', isGiven: true, create: 'none' };
      const files = request.files.slice(0, 2);
      const input = { ingestion: { id }, request: { ...request, files }, plan, shared: project, from: 0, previous };
      const start = async (name: string) => {
        const workflowId = `${id}/${name}`;
        return client.workflow.start('ingestSlice', { workflowId, taskQueue: system.taskQueue, args: [input] });
      };
      const [cancelled, terminated] = await Promise.all([start('cancelled'), start('terminated')]);
      await Promise.all([cancelled.cancel(), terminated.terminate()]);
      await system.hostedWorker();
      expect(await cancelled.result()).toMatchObject({ status: 'cancelled' });
      for (const { workflowId, firstExecutionRunId: runId } of [cancelled, terminated]) {
        const known = await readSlice(client, { workflowId, runId });
        expect(known?.files.map(({ status }) => status)).toEqual(['registered', 'registered']);
      }
    });
  });

  it('says of slices that were not begun that it was cancelled', async () => {
    const request = await prepare();
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 2_000 });
    await system.hostedWorker();
    const id = await system.start(request);
    await system.until(id, ({ files }) => files.some(({ status }) => status === 'uploading'));
    await system.client.cancel(id);
    const { files } = await system.finish(id);
    expect(new Set(files.map(({ error }) => error?.message))).toEqual(new Set(['the ingestion was cancelled']));
  });

  it('is found by its hash all the time, also after a retry, and its percentage never falls', async () => {
    const request = await prepare(LONG_TAGS, { simulator: { conversionMs: 1_000 } });
    await system.simulator.failModel({ name: '1.ifc', errorMessage: 'ParseModelError', times: 1 });
    await system.simulator.failModel({ name: '4.ifc', errorMessage: 'ParseModelError', times: 1 });
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 3_000, after: 4 });
    await system.hostedWorker();
    const id = await system.start(request);
    const found: boolean[] = [];
    for await (const { stage } of system.client.watch(id, { intervalMs: 100 })) {
      if (stage !== 'fingerprint') found.push(await isFound(id));
    }
    expect(found.slice(found.indexOf(true))).not.toContain(false);
    expect(found).toContain(true);

    await system.client.retry(id);
    const percents: number[] = [];
    for await (const { percent } of system.client.watch(id, { intervalMs: 20 })) percents.push(percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(await isFound(id)).toBe(true);
  });

  it('keeps the project that it made although the answer was lost', async () => {
    const request = await prepare();
    await system.simulator.failModel({ name: '4.ifc', errorMessage: 'ParseModelError', times: 1 });
    await system.simulator.fault(
      { match: { endpoint: 'createProject' }, kind: 'status', status: 500, effect: true, times: 1 },
      // The last slice ends after the others have the project.
      { match: { endpoint: 'upload' }, kind: 'delay', delayMs: 4_000, after: 4 },
    );
    await system.hostedWorker();
    const id = await system.start(request);
    const first = await system.finish(id);
    const [project] = (await system.simulator.state()).projects;
    expect(first).toMatchObject({ status: 'partial', projectId: project?.id });
    expect(first.leftovers?.filter((line) => line.startsWith('project '))).toEqual([]);
    await system.simulator.clearFaults();
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({ status: 'completed', projectId: project?.id });
    expect(await registered()).toEqual(names);
  });
});
