import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { IngestRequest } from '../../../client/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../../support/model-files.ts';
import { startCommand } from '../../support/program.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

interface State {
  files: { id: string; name: string; md5: string; retentionDays: number }[];
  jobs: { id: string; kind: string; name: string; target: string; md5?: string; fileId?: string; url?: string }[];
  resources: { id: string; metadata: Record<string, string> }[];
  comments: { resource_id: string; info: { message: string } }[];
}

let system: TestSystem;
let platform: PlatformControl;

beforeAll(async () => {
  system = await startSystem({
    sources: { allowHosts: ['127.0.0.1'] },
    further: {
      drawings: {
        kind: 'fractal3d',
        simulator: { conversionMs: 100 },
        // A reset takes tokens away, and a stream that is refused for that is sent again.
        settings: {
          auth: 'key',
          convert: { pollInterval: '100ms', timeout: '20s' },
          timeouts: { connect: '2s', request: '3s' },
        },
      },
    },
  });
  platform = platformControl(system.platformUrlOf('drawings'));
  await system.hostedWorker();
});
beforeEach(() => platform.call('POST', 'reset'));
afterAll(() => system?.[Symbol.asyncDispose]());

function start(sources: readonly string[], more: Partial<IngestRequest> = {}): Promise<string> {
  const { files } = system.request(sources);
  return system.start({ platform: 'drawings', files, ...more });
}

async function requestsOf(endpoint: string): Promise<number> {
  return (await platform.log()).filter((line) => line.endpoint === endpoint).length;
}

it('delivers a drawing with all that the flags ask for', async () => {
  const content = pseudoRandomBytes(200_000, 1);
  const path = await system.addModel('泵 1.step', content);
  const { code, stdout } = await system.modelrail(
    ...['ingest', path, '--platform', 'drawings', '--thumbnail', '400x300', '--comment', '第一条'],
    ...['--retention', '30', '--save', join(system.folder, 'results', 'order'), '--json'],
  );
  expect(code).toBe(0);
  const { files, jobs, resources, comments } = await platform.state<State>();
  expect(files).toMatchObject([{ name: '泵 1.step', md5: md5(content), retentionDays: 30 }]);
  expect(jobs.map(({ kind, target }) => [kind, target])).toEqual([
    ['convert', 'e3dx'],
    ['thumbnail', '400x300'],
  ]);
  const [conversion, thumbnail] = jobs;
  const saved = join(system.folder, 'results', 'order', '泵 1.step.e3dx');
  expect(JSON.parse(stdout).files[0]).toMatchObject({
    status: 'converted',
    hash: md5(content),
    fileId: files[0]?.id,
    upload: { chunks: 1, sent: 1, bytesSent: 200_000 },
    remote: {
      transactionId: conversion?.id,
      thumbnailTransactionId: thumbnail?.id,
      resourceId: resources[0]?.id,
      commentId: expect.any(String),
    },
    saved,
  });
  expect(resources[0]?.metadata).toMatchObject({ file_name: '泵 1.step', md5: md5(content) });
  expect(comments).toMatchObject([{ resource_id: resources[0]?.id, info: { message: '第一条' } }]);
  expect((await readFile(saved, 'utf8')).startsWith(`e3dx ${md5(content)}`)).toBe(true);
});

it('leaves a 2D drawing of a folder without a thumbnail, and refuses one that is named', async () => {
  await system.addModel('plan.dwg', 'a plan');
  const args = ['--platform', 'drawings', '--thumbnail', '40x30', '--json'];
  const named = await system.modelrail('ingest', join(system.models, 'plan.dwg'), ...args);
  expect(named).toMatchObject({ code: 2, stdout: expect.stringContaining('--thumbnail is for 3D drawings') });
  const walked = await system.modelrail('ingest', join(system.models, '*.dwg'), ...args);
  expect(walked.code).toBe(0);
  expect(JSON.parse(walked.stdout).files[0]).toMatchObject({ notes: ['a 2D drawing has no thumbnail'] });
  expect((await platform.state<State>()).jobs).toMatchObject([{ kind: 'convert', target: 'e2dx' }]);
});

it('lets the platform fetch a file from its address, and reads nothing itself', async () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end('by its address');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // as: a TCP server
  const url = `http://127.0.0.1:${port}/plan.dxf?signature=of-the-source`;
  const { code, stdout } = await system.modelrail('ingest', url, '--platform', 'drawings', '--by-url', '--json');
  expect(code).toBe(0);
  const [job] = (await platform.state<State>()).jobs;
  expect(job).toMatchObject({ url, target: 'e2dx', md5: md5('by its address') });
  const [file] = JSON.parse(stdout).files;
  expect(file).toMatchObject({ status: 'converted', hash: null, remote: { transactionId: job?.id } });
  expect(stdout).not.toContain('of-the-source');
  expect(requests).toBe(1);
});

it('tells a failed conversion, and a retry sends the file anew', async () => {
  const paths = [await system.addModel('good.ifc', smallIfc(1)), await system.addModel('bad.ifc', smallIfc(2))];
  await platform.call('POST', 'jobs', { name: 'bad.ifc', outcome: 'Failed', times: 1 });
  const id = await start(paths);
  const result = await system.finish(id);
  expect(result).toMatchObject({ status: 'partial', files: [{ status: 'converted' }, { status: 'failed' }] });
  expect(result.files[1]?.error).toMatchObject({ type: 'ConversionFailed' });
  await system.client.retry(id);
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  expect(await requestsOf('uploadFile')).toBe(3);
});

it('keeps a file delivered whose thumbnail failed, and a retry makes only that', async () => {
  await platform.call('POST', 'jobs', { kind: 'thumbnail', outcome: 'Failed', times: 1 });
  const id = await start([await system.addModel('thumb.ifc', smallIfc(3))], { thumbnail: '40x30', comment: 'first' });
  const result = await system.finish(id);
  expect(result).toMatchObject({
    status: 'partial',
    files: [
      { status: 'converted', error: { type: 'ConversionFailed', message: expect.stringContaining('thumbnail: ') } },
    ],
  });
  await system.client.retry(id);
  const again = await system.finish(id);
  expect(again).toMatchObject({ status: 'completed', files: [{ status: 'converted' }] });
  expect(again.files[0]?.error).toBeUndefined();
  expect([await requestsOf('uploadFile'), await requestsOf('convert'), await requestsOf('createComment')]).toEqual([
    1, 1, 1,
  ]);
});

it('says of an upload that was repeated that a copy may remain', async () => {
  await platform.fault({ match: { endpoint: 'uploadFile' }, kind: 'cut-after', times: 1 });
  const result = await system.finish(await start([await system.addModel('lost.ifc', smallIfc(4))]));
  expect(result).toMatchObject({ status: 'completed' });
  expect(result.files[0]?.notes).toEqual([expect.stringContaining('may have a further copy')]);
  expect((await platform.state<State>()).files).toHaveLength(2);
});

it('gives a conversion up that takes too long, after one last look', async () => {
  await platform.call('POST', 'jobs', { name: 'slow.ifc', held: true, times: 1 });
  const id = await start([await system.addModel('slow.ifc', smallIfc(5))]);
  await system.until(id, ({ files }) => files[0]?.status === 'converting');
  const result = await system.finish(id);
  expect(result.files[0]).toMatchObject({ status: 'failed', error: { type: 'ConversionTimeout' } });
  expect(result.leftovers).toHaveLength(2);
  await platform.call('PATCH', `jobs/${(await platform.state<State>()).jobs[0]?.id}`, { ended: true });
  await system.client.retry(id);
  // The file is there already, and its conversion went on.
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  expect([await requestsOf('uploadFile'), await requestsOf('convert')]).toEqual([1, 1]);
});

it('looks at nothing but the files in a dry run', async () => {
  const result = await system.finish(
    await start([await system.addModel('dry.ifc', smallIfc(6))], { options: { dryRun: true } }),
  );
  expect(result).toMatchObject({ status: 'completed', dryRun: { toSend: 1, instant: 0 } });
  // A wait of the test before that was given up may hear of it only now.
  const asked = (await platform.log()).filter(({ endpoint }) => endpoint !== 'convertResult');
  expect(asked).toEqual([]);
});

it('saves nothing outside of its folders, and keeps the file delivered', async () => {
  const id = await start([await system.addModel('out.ifc', smallIfc(7))], { save: join(system.folder, 'elsewhere') });
  const result = await system.finish(id);
  expect(result).toMatchObject({
    status: 'partial',
    files: [
      { status: 'converted', error: { type: 'SourceNotAllowed', message: expect.stringContaining('results.roots') } },
    ],
  });
  expect(await readdir(system.folder)).not.toContain('elsewhere');
});

it('lists, posts and follows comments', async () => {
  const id = await start([await system.addModel('talk.ifc', smallIfc(8))], { comment: 'from the start' });
  const resource = (await system.finish(id)).files[0]?.remote?.['resourceId'] ?? '';
  const posted = await system.modelrail('comments', resource, '--platform', 'drawings', '--post', 'by hand', '--json');
  expect(JSON.parse(posted.stdout)).toMatchObject({ resourceId: resource, commentId: expect.any(String) });
  const listed = await system.modelrail('comments', resource, '--json');
  expect(JSON.parse(listed.stdout).comments).toMatchObject([{ message: 'from the start' }, { message: 'by hand' }]);
  const unknown = await system.modelrail('comments', 'none', '--platform', 'drawings');
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('resource not found') });

  const args = ['comments', resource, '--follow', '--post', 'of its own', '--json', '--config', system.configPath];
  await platform.fault({ match: { endpoint: 'createComment' }, kind: 'status', status: 503, times: 1 });
  await using following = await startCommand(args);
  await vi.waitUntil(() => following.output().includes('of its own'), { timeout: 20_000 });
  await system.modelrail('comments', resource, '--post', 'while it is followed');
  await vi.waitUntil(() => following.output().includes('while it is followed'), { timeout: 30_000 });
  following.send('SIGINT');
  expect(await following.closed).toMatchObject({ code: 130 });
  const lines = (await following.closed).stdout.trim().split('\n');
  const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message); // as: a comment a line
  expect(messages).toEqual(['from the start', 'by hand', 'of its own', 'while it is followed']);
  const { rooms } = await platform.state<{ rooms: { users: string[] }[] }>();
  expect(rooms.flatMap(({ users }) => users)).toEqual([]);
});
