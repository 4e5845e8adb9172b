import { createHash } from 'node:crypto';
import { stat, utimes } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../client/index.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    platform: { upload: { chunkSize: '256KiB' } },
    evidence: { sha256: true },
    further: { slow: { simulator: { conversionMs: 600_000 } } },
  });
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

async function manifestOf(id: string): Promise<Manifest> {
  const { code, stdout } = await system.modelrail('show', id, '--manifest');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Manifest; // as: what the program prints is what the test is about
}

describe('the manifest of an ingestion', () => {
  it('says which bytes were taken, where they went, how often and when', async () => {
    const content = pseudoRandomBytes(1_000_001, 3);
    const sources = await Promise.all(['a.ifc', 'twin.ifc'].map((name) => system.addModel(name, content)));
    await utimes(sources[0] ?? '', 1_700_000_000, 1_700_000_000.125);
    const request = system.request(sources);
    const tagged = { ...request, files: request.files.map((file) => ({ ...file, tags: ['T'] })) };
    const { id } = await system.finish(await system.start(tagged));
    const result = await system.client.get(id);

    // The disk as it is now has no part in it.
    const { ino } = await stat(sources[0] ?? '');
    await system.addModel('a.ifc', smallIfc(99));
    const manifest = await manifestOf(result.id);

    const { projectId, modelGroupId, taskId, startedAt, closedAt } = result;
    expect(manifest).toMatchObject({ manifest: 1, id: result.id, platform: 'cq', status: 'completed' });
    expect(manifest).toMatchObject({ projectId, startedAt, closedAt, tasks: [{ modelGroupId, taskId }] });
    expect(manifest.totals).toEqual({
      files: 2,
      delivered: 2,
      failed: 0,
      bytes: 2_000_002,
      chunksSent: 4,
      bytesSent: 1_000_001,
      bytesSaved: 1_000_001,
    });
    const { files } = await system.simulator.state();
    const record = files.find(({ hash }) => hash === md5(content));
    const [fileId, path] = [record?.id, record?.path];
    expect(manifest.files[0]).toMatchObject({
      name: 'a.ifc',
      source: {
        path: sources[0],
        host: 'test-host',
        modifiedAt: '2023-11-14T22:13:20.125Z',
        version: `1700000000125000000:${ino}`,
      },
      status: 'registered',
      tags: ['T'],
      size: 1_000_001,
      md5: md5(content),
      sha256: createHash('sha256').update(content).digest('hex'),
      chunks: { size: 262_144, count: 4, sent: 4, skipped: 0, bytesSent: 1_000_001, bytesSaved: 0 },
      remote: { fileId, path, projectId, modelGroupId, taskId },
    });
    // Bytes of no kind say nothing.
    expect(manifest.files[0]).not.toHaveProperty('format');
    expect(manifest.files[1]).toMatchObject({
      name: 'twin.ifc',
      md5: md5(content),
      chunks: { sent: 0, skipped: 4, bytesSent: 0, bytesSaved: 1_000_001 },
      remote: { fileId, path, projectId },
    });
    const stages = manifest.files[0]?.stages ?? [];
    expect(stages.map(({ stage }) => stage)).toEqual(['fingerprint', 'upload', 'merge', 'convert', 'register']);
    for (const { attempts, steps, startedAt: began, endedAt = '' } of stages) {
      expect(attempts).toBe(steps);
      expect(endedAt >= began && began >= startedAt && endedAt <= (closedAt ?? '')).toBe(true);
    }
    expect(manifest.runs).toMatchObject([{ workflowId: result.id, runId: result.runId, closedAt }]);
    expect(manifest.steps.map(({ step }) => step).slice(0, 3)).toEqual([
      'prepareIngestion',
      'inspectSources',
      'fingerprintFiles',
    ]);
    expect(
      manifest.steps.every(({ outcome, attempts, run }) => outcome === 'done' && attempts === 1 && run === 0),
    ).toBe(true);
    // It stays as it is.
    expect(await system.client.manifest(result.id)).toEqual(manifest);
  });

  it('counts the attempts of a step, and tells why there were several', async () => {
    await system.simulator.fault({ match: { endpoint: 'convertModel' }, times: 2, kind: 'status', status: 503 });
    const source = await system.addModel('again.ifc', smallIfc(7));

    const { id } = await system.finish(await system.start(system.request([source])));

    const manifest = await system.client.manifest(id);
    const submission = manifest.steps.find(({ step }) => step === 'submitConversion');
    expect(submission).toMatchObject({ attempts: 3, outcome: 'done', files: [0] });
    expect(submission?.failure).toMatchObject({ type: 'PlatformUnavailable' });
    expect(manifest.files[0]?.stages.find(({ stage }) => stage === 'convert')).toMatchObject({ steps: 2, attempts: 4 });
  });

  it('goes over a retry: what the first run delivered, and what the second did', async () => {
    const sources = await Promise.all([11, 12].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
    await system.simulator.failModel({ name: '12.ifc', errorMessage: 'ParseModelError', times: 1 });
    const first = await system.finish(await system.start(system.request(sources)));
    expect(first.status).toBe('partial');
    const failed = await system.client.manifest(first.id);
    expect(failed.totals).toMatchObject({ delivered: 1, failed: 1 });
    expect(failed.files[1]).toMatchObject({ status: 'failed', error: { type: 'ConversionFailed' } });
    expect(failed.files[1]?.remote).not.toHaveProperty('projectId');

    await system.client.retry(first.id);
    const second = await system.finish(first.id);

    const manifest = await system.client.manifest(first.id);
    expect(manifest.runs.map(({ runId }) => runId)).toEqual([first.runId, second.runId]);
    const [one, two] = second.tasks ?? [];
    expect(manifest.files.map(({ status, md5: hash, remote }) => ({ status, hash, taskId: remote.taskId }))).toEqual([
      { status: 'registered', hash: md5(smallIfc(11)), taskId: one?.taskId },
      { status: 'registered', hash: md5(smallIfc(12)), taskId: two?.taskId },
    ]);
    expect(manifest.files[1]?.stages.find(({ stage }) => stage === 'fingerprint')?.steps).toBe(4);
  });

  it('of a content that was replaced before a retry has nothing of the old one', async () => {
    const source = await system.addModel('replaced.ifc', smallIfc(20));
    await system.simulator.failModel({ name: 'replaced.ifc', errorMessage: 'ParseModelError', times: 1 });
    const { id } = await system.finish(await system.start(system.request([source])));
    await system.addModel('replaced.ifc', smallIfc(21));
    await system.simulator.fault({ match: { endpoint: 'uploadFileStatus' }, kind: 'status', status: 403 });

    await system.client.retry(id);
    await system.finish(id);
    await system.simulator.clearFaults();

    const [file] = (await system.client.manifest(id)).files;
    expect(file).toMatchObject({ status: 'failed', md5: md5(smallIfc(21)), remote: {} });
    expect(file?.remote).toEqual({});
  });

  it('of a dry run has the digests, and nothing on the platform', async () => {
    const source = await system.addModel('dry.ifc', smallIfc(30));
    const request = system.request([source], { options: { dryRun: true } });
    const { id } = await system.finish(await system.start(request));

    const manifest = await system.client.manifest(id);

    expect(manifest).toMatchObject({ dryRun: { toSend: 1 }, totals: { delivered: 0, bytesSent: 0 } });
    expect(manifest.files[0]).toMatchObject({ md5: md5(smallIfc(30)), remote: {} });
  });

  it('of a run that was terminated has what was done until then', async () => {
    const source = await system.addModel('slow.ifc', smallIfc(2));
    const id = await system.start(system.request([source], { platform: 'slow' }));
    await system.until(id, ({ stage, taskId }) => stage === 'convert' && taskId !== undefined);
    await withTemporalClient((client) => client.workflow.getHandle(id).terminate('enough'));

    const manifest = await system.client.manifest(id);

    const [task] = (await system.simulatorOf('slow').state()).tasks;
    expect(manifest).toMatchObject({
      status: 'failed',
      error: { type: 'Cancelled' },
      totals: { delivered: 0, failed: 1 },
    });
    expect(manifest.files[0]).toMatchObject({ md5: md5(smallIfc(2)), remote: { taskId: task?.taskId } });
    expect(manifest.files[0]?.remote).not.toHaveProperty('registeredAt');
    expect(manifest.steps.at(-1)).toMatchObject({ step: 'awaitConversion', outcome: 'open', attempts: 0 });
    expect(manifest.files[0]?.stages.at(-1)).not.toHaveProperty('endedAt');
    expect(await system.client.verify(id)).toMatchObject({ files: [], counts: { notDelivered: 1 } });
  });

  it('of an unknown id is an error', async () => {
    const { code, stdout } = await system.modelrail('show', 'no-such-id', '--manifest', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.type).toBe('NotFound');
  });
});
