import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createModelrail, type IngestProgress, type IngestSummary, type Modelrail } from '../../client/index.ts';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { encryptingCodec } from '../support/encrypting-codec.ts';
import { longTags, smallIfc } from '../support/model-files.ts';
import { type RunningCommand, startCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

const WORKER = fileURLToPath(new URL('../support/encrypting-worker.ts', import.meta.url));
/** Half of what one slice may carry. */
const LONG_TAGS = longTags(100 * 1024);
const NAMES = ['viaduct-a.ifc', 'viaduct-b.ifc', 'viaduct-c.ifc'];
/** What a request says, but for platform and project code, which are search attributes, and the host, which names a queue. */
const SAID = ['viaduct', 'Bridge', '500103', 'SIDE-WALL', LONG_TAGS[0]?.slice(0, 40) ?? ''];

// A server of its own: other tests list what is there, and read it.
const server = await startTemporalServer({ binary: await findTemporal({ env: process.env, log: console.error }) });
let system: TestSystem;
let client: Modelrail;
let worker: RunningCommand;

beforeAll(async () => {
  system = await startSystem({ temporalAddress: server.address });
  client = await createModelrail({
    address: server.address,
    taskQueue: system.taskQueue,
    payloadCodecs: [encryptingCodec],
  });
});

// An ingestion that failed leaves a worker, faults and files.
beforeEach(() => system.simulator.reset());
afterEach(() => worker.kill());

afterAll(async () => {
  await client.close();
  await system[Symbol.asyncDispose]();
  await server.stop();
});

async function startWorker(): Promise<void> {
  worker = await startCommand([system.configPath], { program: WORKER, execArgv: ['--import', 'tsx'] });
}

async function until(id: string, isWanted: (progress: IngestProgress) => boolean): Promise<IngestProgress> {
  for await (const progress of client.watch(id, { intervalMs: 500 })) {
    if (isWanted(progress)) return progress;
    if (progress.closedAt !== undefined) break;
  }
  throw new Error(`${id} is not as wanted: ${JSON.stringify(await client.get(id))}`);
}

/** Waits until no step of an ingestion and of its slices is left: a pause that ends earlier lets them wait on. */
async function untilStopped(id: string): Promise<void> {
  const { runs } = await client.manifest(id);
  await withTemporalClient(async ({ workflowService, options: { namespace } }) => {
    await vi.waitUntil(
      async () => {
        const described = await Promise.all(
          runs.map((execution) => workflowService.describeWorkflowExecution({ namespace, execution })),
        );
        return described.every(({ pendingActivities }) => (pendingActivities ?? []).length === 0);
      },
      { timeout: 60_000, interval: 200 },
    );
  }, server.address);
}

/** What Temporal keeps of the runs of an ingestion and of its slices, with every payload as it is kept. */
async function everythingKept(runs: readonly { workflowId: string; runId: string }[]): Promise<string> {
  return await withTemporalClient(async (plain) => {
    const kept = await Promise.all(
      runs.map(async ({ workflowId, runId }) => {
        const handle = plain.workflow.getHandle(workflowId, runId);
        return historyToJSON(await handle.fetchHistory());
      }),
    );
    return kept
      .join('\n')
      .replace(/"(?:data|encoding)": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
  }, server.address);
}

it.each([
  ['in one run', ['SIDE-WALL']],
  ['in slices', LONG_TAGS],
])(
  'an ingestion %s is worked, shown and retried, and nothing of its request is readable in Temporal',
  {
    timeout: 300_000,
  },
  async (_, tags) => {
    await startWorker();
    const sources = await Promise.all(NAMES.map((name, n) => system.addModel(name, smallIfc(n + tags.length))));
    const request = system.request(sources);
    const tagged = { ...request, files: request.files.map((file) => ({ ...file, tags })) };
    await system.simulator.failModel({ name: 'viaduct-b.ifc', errorMessage: 'ParseModelError', times: 1 });
    await system.simulator.fault({
      match: { endpoint: 'upload' },
      kind: 'status',
      status: 503,
      headers: { 'Retry-After': '600' },
    });
    const { id } = await client.ingest(tagged);

    // A step that waits: its heartbeat and its failure are read from the description, by the client and by the pause.
    const waiting = await until(id, (progress) => progress.waiting?.for === 'platform');
    expect(waiting.files.map(({ name }) => name)).toEqual(NAMES);
    await vi.waitFor(async () => {
      expect((await client.overview()).waiting.map((one) => one.id)).toContain(id);
    }, 30_000);
    await client.pause(id);
    await until(id, ({ status }) => status === 'paused');
    await untilStopped(id);
    await system.simulator.clearFaults();
    await client.resume(id);
    const first = await until(id, ({ closedAt }) => closedAt !== undefined);
    expect(first).toMatchObject({ status: 'partial' });
    expect(await client.attach(id, tagged)).toMatchObject({ id });

    // A new run without a worker is known from its history.
    await worker.kill();
    await client.retry(id);
    const known = (await client.get(id)).files.map(({ name, status }) => `${name} ${status}`);
    expect(known).toEqual(['viaduct-a.ifc registered', 'viaduct-b.ifc pending', 'viaduct-c.ifc registered']);
    await startWorker();
    const second = await until(id, ({ closedAt }) => closedAt !== undefined);
    expect(second).toMatchObject({ status: 'completed', projectId: first.projectId });

    const listed: IngestSummary[] = [];
    for await (const one of client.list()) listed.push(one);
    expect(listed.find((one) => one.id === id)).toMatchObject({ status: 'completed' });
    expect((await client.listPage()).ingestions.map((one) => one.id)).toContain(id);
    const manifest = await client.manifest(id);
    expect(manifest.files.map(({ name, status }) => `${name} ${status}`)).toEqual(
      NAMES.map((name) => `${name} registered`),
    );
    expect(manifest.steps.every(({ outcome }) => outcome === 'done' || outcome === 'cancelled')).toBe(true);
    expect((await client.verify(id)).files).toHaveLength(NAMES.length);

    const kept = await everythingKept(manifest.runs);
    // A test that reads nothing would find nothing.
    expect(kept.includes('binary/encrypted')).toBe(true);
    expect(SAID.filter((text) => kept.includes(text))).toEqual([]);
  },
);

it('a client without the codec lists what it cannot read', async () => {
  await using plain = await createModelrail({ address: server.address, taskQueue: system.taskQueue });
  const ids = new Set<string>();
  for await (const { id } of plain.list({ platform: 'cq' })) ids.add(id);
  const own: string[] = [];
  for await (const { id } of client.list({ platform: 'cq' })) own.push(id);
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter((id) => !ids.has(id))).toEqual([]);
});
