import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IngestRequest } from '../../contracts/request.ts';
import { lookUntilRead } from '../support/look-until-read.ts';
import { longTags, md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

const platform = { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } };
/** Half of what one slice may carry: with two such files there are three slices for five of them. */
const LONG_TAGS = longTags(100 * 1024);
let system: TestSystem;

beforeAll(async () => {
  const further = {
    slow: { simulator: { conversionMs: 1_500 } },
    slower: { simulator: { conversionMs: 60_000 } },
  };
  system = await startSystem({ platform, further });
});

// A second try of a test finds no platform that knows its files.
afterEach(() =>
  Promise.all([system.simulator, system.simulatorOf('slow'), system.simulatorOf('slower')].map((one) => one.reset())),
);

afterAll(() => system[Symbol.asyncDispose]());

/** Five small files that are too much for one run, and a worker. */
async function startSliced(more: Partial<IngestRequest> = {}): Promise<{ request: IngestRequest }> {
  await system.worker();
  const sources = await Promise.all([0, 1, 2, 3, 4].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
  const request = system.request(sources, more);
  return { request: { ...request, files: request.files.map((file) => ({ ...file, tags: LONG_TAGS })) } };
}

/** The runs of an ingestion's slices, by their ids. */
async function sliceRuns(id: string): Promise<{ id: string; status: string }[]> {
  return withTemporalClient(async (client) => {
    const runs: { id: string; status: string }[] = [];
    for await (const run of client.workflow.list({ query: `WorkflowType = 'ingestSlice'` })) {
      if (run.workflowId.startsWith(`${id}/`)) runs.push({ id: run.workflowId, status: run.status.name });
    }
    return runs.sort((a, b) => a.id.localeCompare(b.id));
  });
}

const names = ['0.ifc', '1.ifc', '2.ifc', '3.ifc', '4.ifc'];

describe('an ingestion that is too large for one run', () => {
  it('is worked in slices and seen as one', async () => {
    const { request } = await startSliced();
    const id = await system.start(request);
    const result = await system.finish(id);

    expect(result).toMatchObject({ id, status: 'completed', stage: 'done', percent: 100 });
    expect(result.files.map(({ name, status, hash }) => ({ name, status, hash }))).toEqual(
      names.map((name, n) => ({ name, status: 'registered', hash: md5(smallIfc(n)) })),
    );
    expect(result).not.toHaveProperty('slices');
    const { projects, groups, models, tasks } = await system.simulator.state();
    expect(projects).toMatchObject([{ id: result.projectId }]);
    expect(groups.map(({ name }) => name)).toEqual(['Bridge', 'Bridge', 'Bridge']);
    expect(models.map(({ name }) => name).sort()).toEqual(names);
    expect(result.tasks?.map(({ taskId }) => taskId).sort()).toEqual(tasks.map(({ taskId }) => taskId).sort());
    expect(await sliceRuns(id)).toEqual([
      { id: `${id}/files-1-2`, status: 'COMPLETED' },
      { id: `${id}/files-3-4`, status: 'COMPLETED' },
      { id: `${id}/files-5-5`, status: 'COMPLETED' },
    ]);
    // The list shows ingestions, not their parts.
    const listed = [];
    for await (const summary of system.client.list({ hash: md5(smallIfc(0)) })) {
      if (summary.id.startsWith(id)) listed.push(summary);
    }
    expect(listed).toMatchObject([{ id, status: 'completed', files: 5, percent: 100 }]);
  });

  it('delivers what it can, tells of the rest, and a retry delivers that alone', async () => {
    const { request } = await startSliced();
    await system.simulator.failModel({ name: '3.ifc', errorMessage: 'ParseModelError', times: 1 });
    const id = await system.start(request);
    const first = await system.finish(id);

    expect(first).toMatchObject({
      status: 'partial',
      error: { type: 'ConversionFailed', message: '3.ifc: ParseModelError' },
    });
    expect(first.files.map(({ status }) => status)).toEqual([
      'registered',
      'registered',
      'registered',
      'failed',
      'registered',
    ]);

    await system.client.retry(id);
    const second = await system.finish(id);

    expect(second).toMatchObject({ id, status: 'completed', projectId: first.projectId });
    expect(second.files.every(({ status }) => status === 'registered')).toBe(true);
    const { projects, models } = await system.simulator.state();
    expect(projects).toHaveLength(1);
    expect(models.map(({ name }) => name).sort()).toEqual(names);
  });

  it("tells of another's project in the words of the first refusal, for every slice and at every retry", async () => {
    const { request } = await startSliced();
    const first = await system.finish(await system.start(system.request([request.files[0]?.source ?? ''])));
    const { projects } = await system.simulator.state();
    const project = { name: 'Other', code: projects[0]?.code ?? '', areaCode: '500103', type: 10, stage: 1 };
    // The first call's outcome is unknown, so its repetition cannot tell whose project it is that exists.
    await system.simulator.fault({ match: { endpoint: 'createProject' }, times: 1, kind: 'cut-before' });
    // The last slice asks for the project after the others have found out.
    await system.simulator.fault({
      match: { endpoint: 'convertModel' },
      after: 2,
      times: 1,
      kind: 'delay',
      delayMs: 3_000,
    });
    const id = await system.start({ ...request, project });
    for (let run = 0; run < 3; run += 1) {
      if (run > 0) await system.client.retry(id);
      const { status, error, files } = await system.finish(id);
      expect([status, error?.type]).toEqual(['failed', 'AlreadyExists']);
      expect(files.map((file) => [file.error?.type, file.error?.message.includes('已存在')])).toEqual(
        names.map(() => ['AlreadyExists', true]),
      );
    }
    const { models } = await system.simulator.state();
    expect(models.map(({ projectId }) => projectId)).toEqual([first.projectId]);
  });

  it('is delivered by a retry when the project is its own after all', async () => {
    const { request } = await startSliced();
    await system.simulator.fault({ match: { endpoint: 'createProject' }, times: 1, kind: 'cut-after' });
    await system.simulator.fault({ match: { endpoint: 'createProjectGroup' }, times: 3, kind: 'status', status: 404 });
    const id = await system.start(request);
    expect(await system.finish(id)).toMatchObject({ status: 'failed', error: { type: 'AlreadyExists' } });

    await system.client.retry(id);

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    const { projects, groups, models } = await system.simulator.state();
    expect([projects.length, groups.length]).toEqual([1, 3]);
    expect(models.map(({ name }) => name).sort()).toEqual(names);
  });

  it('registers nothing once one model of any slice has failed, when it is to be all or none', async () => {
    const { request } = await startSliced({ options: { onModelError: 'fail' } });
    await system.simulator.failModel({ name: '4.ifc', errorMessage: 'ParseModelError' });
    const id = await system.start(request);
    const result = await system.finish(id);

    expect(result).toMatchObject({
      status: 'failed',
      error: { type: 'ConversionFailed', message: '5 of 5 files failed, first 4.ifc: ParseModelError' },
    });
    expect(result.files.map(({ error }) => error?.type)).toEqual([
      'Cancelled',
      'Cancelled',
      'Cancelled',
      'Cancelled',
      'ConversionFailed',
    ]);
    expect(await system.simulator.state()).toMatchObject({ projects: [], groups: [], models: [] });
  });

  it('is refused as a whole when its project is', async () => {
    const { request } = await startSliced();
    const taken = system.request([await system.addModel('own.ifc', smallIfc(9))]);
    await system.finish(await system.start(taken));

    const id = await system.start({ ...request, project: taken.project ?? {} });
    const result = await system.finish(id);

    expect(result.status).toBe('failed');
    expect(result.files.map(({ error }) => error?.type)).toEqual(Array(5).fill('AlreadyExists'));
    expect((await system.simulator.state()).projects).toHaveLength(1);
  });

  it('pauses, resumes and is cancelled with all its slices', async () => {
    const { request } = await startSliced({ platform: 'slower' });
    const id = await system.start(request);
    await system.until(id, (progress) => progress.stage === 'convert');

    await system.client.pause(id);
    await system.until(id, (progress) => progress.status === 'paused');
    await system.client.resume(id);
    await system.until(id, (progress) => progress.status === 'running');
    await system.client.cancel(id);
    const cancelled = await system.finish(id);

    expect(cancelled).toMatchObject({ status: 'cancelled', error: { type: 'Cancelled' } });
    expect(cancelled.files.map(({ status }) => status)).toEqual(Array(5).fill('failed'));
    expect(cancelled.leftovers?.filter((line) => line.startsWith('file '))).toHaveLength(5);
    expect(await sliceRuns(id)).toMatchObject([
      { status: 'COMPLETED' },
      { status: 'COMPLETED' },
      { status: 'COMPLETED' },
    ]);
    expect((await system.simulatorOf('slower').state()).projects).toEqual([]);
  });

  it('goes on after the end of its worker, and a terminated one can be retried', async () => {
    const { request } = await startSliced({ platform: 'slow' });
    const worker = await system.worker();
    // So that no file is through before the worker ends.
    await system.simulatorOf('slow').fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
    const id = await system.start(request);
    await system.until(id, (progress) => progress.stage === 'convert');
    await worker.kill();
    await system.simulatorOf('slow').clearFaults();

    const asked = Date.now();
    const withoutWorker = await system.client.get(id);
    expect(Date.now() - asked).toBeLessThan(9_000);
    expect(withoutWorker.note).toMatch(/no worker answered/);
    const { files } = await lookUntilRead(system.client, id);
    expect(files).toMatchObject(
      names.map((name, n) => ({ name, status: expect.stringMatching(/^(uploaded|conver)/), hash: md5(smallIfc(n)) })),
    );

    await withTemporalClient((client) => client.workflow.getHandle(id).terminate('by the test'));
    await vi.waitUntil(async () => (await sliceRuns(id)).every(({ status }) => status === 'TERMINATED'), 30_000);
    await system.startWorker();
    await system.client.retry(id);
    const result = await system.finish(id);

    expect(result.status).toBe('completed');
    expect(result.files.map(({ upload }) => upload.sent)).toEqual([1, 1, 1, 1, 1]);
    const { projects, models } = await system.simulatorOf('slow').state();
    expect([projects.length, models.length]).toEqual([1, 5]);
  });

  it('adds the findings of a dry run', async () => {
    const { request } = await startSliced({ options: { dryRun: true } });
    const result = await system.finish(await system.start(request));

    expect(result).toMatchObject({ status: 'completed', dryRun: { toSend: 5, instant: 0 } });
    expect((await system.simulator.stats()).chunks.requests).toBe(0);
  });
});
