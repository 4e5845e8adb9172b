import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { IngestProgress, IngestRequest } from '../../../client/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { smallIfc } from '../../support/model-files.ts';
import { pendingSteps, untilSteps } from '../../support/pending-steps.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

/** Not answered until the fault is removed. */
const NEVER_MS = 3_600_000;

interface State {
  files: { id: string; name: string }[];
  jobs: { id: string; kind: string; name: string }[];
  resources: { id: string }[];
  comments: { resource_id: string }[];
}

let system: TestSystem;
let platform: PlatformControl;
let made = 0;

beforeAll(async () => {
  system = await startSystem({
    sources: { allowHosts: ['127.0.0.1'] },
    further: {
      drawings: {
        kind: 'fractal3d',
        simulator: { conversionMs: 50 },
        settings: {
          auth: 'key',
          convert: { pollInterval: '100ms' },
          timeouts: { connect: '2s', request: '10m' },
        },
      },
    },
  });
  platform = platformControl(system.platformUrlOf('drawings'));
  await system.hostedWorker();
});
beforeEach(() => platform.call('POST', 'reset'));
afterAll(() => system?.[Symbol.asyncDispose]());

/** Starts an ingestion of two files that no other test has. */
async function start(more: Partial<IngestRequest> = {}): Promise<string> {
  made += 1;
  const names = [`one-${made}.ifc`, `two-${made}.ifc`];
  const paths = await Promise.all(names.map((name, at) => system.addModel(name, smallIfc(1_000 + 2 * made + at))));
  return system.start({ platform: 'drawings', files: system.request(paths).files, ...more });
}

/** Until of two files the step has made one, and told it, and waits for the answer about the other one. */
async function untilOneIsMade(id: string): Promise<void> {
  await platform.untilFault();
  await untilSteps(id, (steps) => steps.some(({ heartbeat }) => madeIn(heartbeat) === 1));
}

function madeIn(heartbeat: unknown): number {
  if (typeof heartbeat !== 'object' || heartbeat === null || !('made' in heartbeat)) return 0;
  return Object.keys(heartbeat.made ?? {}).length;
}

async function untilStopped(id: string): Promise<void> {
  await untilSteps(id, ({ length }) => length === 0);
  await platform.clearFaults();
}

async function cancelAndRetry(id: string): Promise<IngestProgress> {
  await system.client.cancel(id);
  expect(await system.finish(id)).toMatchObject({ status: 'cancelled' });
  await platform.clearFaults();
  await system.client.retry(id);
  return system.finish(id);
}

const holdOne = (endpoint: string) =>
  platform.fault({ match: { endpoint }, kind: 'delay', delayMs: NEVER_MS, times: 1 });
const requestsOf = async (endpoint: string) =>
  (await platform.log()).filter((line) => line.endpoint === endpoint).length;

it('does not send a file again that had arrived when its step was paused', async () => {
  await holdOne('uploadFile');
  const id = await start();
  await untilOneIsMade(id);
  await system.client.pause(id);
  await untilStopped(id);
  await system.client.resume(id);
  const result = await system.finish(id);
  expect(result).toMatchObject({ status: 'completed', files: [{ upload: { sent: 1 } }, { upload: { sent: 1 } }] });
  expect((await platform.state<State>()).files).toHaveLength(2);
  expect(await requestsOf('uploadFile')).toBe(3);
});

it('does not send a file again that had arrived when its step was cancelled', async () => {
  await holdOne('uploadFile');
  const id = await start();
  await untilOneIsMade(id);
  expect(await cancelAndRetry(id)).toMatchObject({ status: 'completed' });
  expect((await platform.state<State>()).files).toHaveLength(2);
  expect(await requestsOf('uploadFile')).toBe(3);
});

it('does not ask again for a conversion that was known when its step was cancelled', async () => {
  await holdOne('convert');
  const id = await start();
  await untilOneIsMade(id);
  expect(await cancelAndRetry(id)).toMatchObject({ status: 'completed' });
  expect((await platform.state<State>()).jobs).toHaveLength(2);
});

it('says of a conversion that was asked for again that there may be two, also where its step was cancelled', async () => {
  await platform.fault({ match: { endpoint: 'convert' }, kind: 'cut-after', times: 2 });
  await platform.fault({ match: { endpoint: 'convert' }, kind: 'delay', delayMs: NEVER_MS, times: 1, after: 2 });
  const id = await start();
  await untilOneIsMade(id);
  await system.client.cancel(id);
  const { files, leftovers } = await system.finish(id);
  const known = files.filter(({ remote }) => remote?.['transactionId'] !== undefined);
  expect(known.map(({ notes }) => notes)).toEqual([[expect.stringContaining('converted it twice')]]);
  expect(leftovers).toContainEqual(expect.stringMatching(/^conversion of .*\(perhaps\)$/));
});

it('makes one resource for a file whose comment has to wait', async () => {
  await platform.fault({ match: { endpoint: 'createComment' }, kind: 'refusal', status: 428, times: 1 });
  const result = await system.finish(await start({ comment: 'first' }));
  expect(result).toMatchObject({ status: 'completed' });
  const { resources, comments } = await platform.state<State>();
  expect(resources).toHaveLength(2);
  expect(new Set(comments.map(({ resource_id }) => resource_id)).size).toBe(2);
  expect(result.files.flatMap(({ notes = [] }) => notes)).toEqual([]);
});

it('makes one resource for a file whose comment is refused until it is retried', async () => {
  await platform.fault({ match: { endpoint: 'createComment' }, kind: 'refusal', status: 400, times: 1 });
  const id = await start({ comment: 'first' });
  expect(await system.finish(id)).toMatchObject({ status: 'partial' });
  await system.client.retry(id);
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  expect((await platform.state<State>()).resources).toHaveLength(2);
});

it('says of a thumbnail that was asked for again that there may be two', async () => {
  await platform.fault({ match: { endpoint: 'thumbnail' }, kind: 'cut-after', times: 1 });
  const result = await system.finish(await start({ thumbnail: '40x30' }));
  expect(result).toMatchObject({ status: 'completed' });
  expect(result.files.flatMap(({ notes = [] }) => notes)).toEqual([expect.stringContaining('may have made two')]);
  expect((await platform.state<State>()).jobs.filter(({ kind }) => kind === 'thumbnail')).toHaveLength(3);
});

it('saves a result once whose step was paused', async () => {
  const folder = join(system.folder, 'results', 'paused');
  await holdOne('signed-results');
  const id = await start({ save: folder });
  await untilOneIsMade(id);
  await system.client.pause(id);
  await untilStopped(id);
  expect(await pendingSteps(id)).toEqual([]);
  await system.client.resume(id);
  const result = await system.finish(id);
  expect(result).toMatchObject({ status: 'completed' });
  expect(result.files.map(({ saved }) => saved?.startsWith(folder))).toEqual([true, true]);
  expect(await requestsOf('signed-results')).toBe(3);
});

it('saves results while one of their group is still converted', async () => {
  await platform.call('POST', 'jobs', { name: 'slow.ifc', held: true, times: 1 });
  const names = ['fast-1.ifc', 'fast-2.ifc', 'slow.ifc', 'fast-3.ifc'];
  const paths = await Promise.all(names.map((name, at) => system.addModel(name, smallIfc(3_000 + at))));
  const folder = join(system.folder, 'results', 'early');
  const id = await system.start({ platform: 'drawings', save: folder, files: system.request(paths).files });
  const held = await system.until(id, ({ files }) => files.filter(({ saved }) => saved !== undefined).length === 3);
  expect(held.files[2]).toMatchObject({ status: 'converting' });
  const job = (await platform.state<State>()).jobs.find(({ name }) => name === 'slow.ifc');
  await platform.call('PATCH', `jobs/${job?.id}`, { ended: true });
  const result = await system.finish(id);
  expect(result).toMatchObject({ status: 'completed' });
  expect(result.files.every(({ saved }) => saved?.startsWith(folder))).toBe(true);
});

/** A server of sources that ends with the test; answers its origin. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // as: a TCP server
}

it('waits for the conversion that it knows of a file which the platform fetched', async () => {
  await platform.call('POST', 'jobs', { held: true, times: 1 });
  const origin = await serve((_, response) => response.end('by its address'));
  const files = [{ source: `${origin}/plan.dxf` }];
  const id = await system.start({ platform: 'drawings', byUrl: true, files });
  await system.until(id, (progress) => progress.files[0]?.remote?.['transactionId'] !== undefined);
  await system.client.cancel(id);
  expect(await system.finish(id)).toMatchObject({ status: 'cancelled' });
  const [job] = (await platform.state<State>()).jobs;
  await platform.call('PATCH', `jobs/${job?.id}`, { ended: true });
  await system.client.retry(id);
  const result = await system.finish(id);
  expect(result).toMatchObject({ status: 'completed', files: [{ remote: { transactionId: job?.id } }] });
  expect((await platform.state<State>()).jobs).toHaveLength(1);
});

it('goes on telling what is missing of a delivered file until it is tried again', async () => {
  let asked = 0;
  const origin = await serve((_, response) => {
    asked += 1;
    // The retry is not answered.
    if (asked === 1) response.writeHead(404).end();
  });
  await platform.call('POST', 'jobs', { kind: 'thumbnail', outcome: 'Failed', times: 1 });
  const path = await system.addModel('thumb.ifc', smallIfc(2_000));
  const files = [...system.request([path]).files, { source: `${origin}/other.ifc` }];
  const id = await system.start({ platform: 'drawings', thumbnail: '40x30', files });
  const flawed = { status: 'converted', error: { type: 'ConversionFailed' } };
  expect(await system.finish(id)).toMatchObject({ status: 'partial', files: [flawed, { status: 'failed' }] });
  await system.client.retry(id);
  await vi.waitUntil(() => asked > 1, { timeout: 20_000 });
  await system.client.cancel(id);
  expect(await system.finish(id)).toMatchObject({ status: 'cancelled', files: [flawed, { status: 'failed' }] });
});
