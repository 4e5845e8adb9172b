import { afterEach, describe, expect, it } from 'vitest';
import { longTags, md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const platform = { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } };
/** With two such files there are three slices for five of them. */
const LONG_TAGS = longTags(100 * 1024);
let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());

describe('an ingestion that is worked in slices', () => {
  it('has one manifest over slices and retries, and is verified as one', async () => {
    system = await startSystem({ platform, evidence: { sha256: true } });
    const sources = await Promise.all([0, 1, 2, 3, 4].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
    const request = system.request(sources);
    await system.hostedWorker();
    await system.simulator.failModel({ name: '3.ifc', errorMessage: 'ParseModelError', times: 1 });
    const sliced = { ...request, files: request.files.map((file) => ({ ...file, tags: LONG_TAGS })) };
    const first = await system.finish(await system.start(sliced));
    expect(first.status).toBe('partial');
    await system.client.retry(first.id);
    const result = await system.finish(first.id);
    expect(result.status).toBe('completed');

    const manifest = await system.client.manifest(first.id);

    expect(manifest.runs.map(({ workflowId }) => workflowId.slice(first.id.length))).toEqual([
      '',
      '',
      '/files-1-2',
      '/files-3-4',
      '/files-3-4',
      '/files-5-5',
    ]);
    const { tasks } = await system.simulator.state();
    for (const [n, file] of manifest.files.entries()) {
      expect(file).toMatchObject({
        status: 'registered',
        md5: md5(smallIfc(n)),
        remote: { projectId: result.projectId },
      });
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      // The third slice converted its second model in a task of its own.
      const task = tasks.find(({ taskId }) => taskId === file.remote.taskId);
      expect(task).toMatchObject({ modelGroupId: file.remote.modelGroupId });
      expect(file.stages.map(({ stage }) => stage)).toEqual(['fingerprint', 'upload', 'merge', 'convert', 'register']);
    }
    expect(manifest.steps.flatMap(({ step, files }) => (step === 'submitConversion' ? [files] : []))).toEqual([
      [0, 1],
      [2, 3],
      [3],
      [4],
    ]);
    await system.simulator.removeFile(md5(smallIfc(4)));
    const report = await system.client.verify(first.id);
    expect(report.files.map(({ state }) => state)).toEqual(['there', 'there', 'there', 'there', 'missing']);
  });
});

it('an ingestion that no worker has taken up has a manifest, and nothing to verify', async () => {
  system = await startSystem();
  const source = await system.addModel('waiting.ifc', smallIfc(1));
  const id = await system.start(system.request([source]));
  expect(await system.client.manifest(id)).toMatchObject({
    status: 'running',
    files: [{ name: 'waiting.ifc', status: 'pending', remote: {}, stages: [] }],
    steps: [],
  });
  expect(await system.client.verify(id)).toMatchObject({ files: [], counts: { notDelivered: 1 } });
  await system.client.cancel(id);
});
