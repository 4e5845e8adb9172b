import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  INGEST_WORKFLOW,
  PAUSE_SIGNAL,
  PROGRESS_QUERY,
  REGISTRATION_SIGNAL,
  RESULT_QUERY,
  RESUME_SIGNAL,
  RETRY_UPDATE,
  SLICE_REPORT_SIGNAL,
  SLICE_WORKFLOW,
  STEP_WAITING_SIGNAL,
} from '../../contracts/names.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { longTags, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  model = await system.addModel('house.ifc', smallIfc(1));
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

const WAITING = { for: 'platform', reason: 'r', since: '2026-01-01T00:00:00Z' };

/** What a stranger may send in the place of anything. */
const GARBAGE: readonly unknown[] = [
  null,
  0,
  'x',
  [],
  {},
  { activityId: '1', waiting: 'soon' },
  { activityId: '1', waiting: { ...WAITING, for: 'godot' } },
  { activityId: '1', waiting: { ...WAITING, reason: { toString: 1 } } },
  { activityId: '1', waiting: { ...WAITING, since: 7 } },
  { activityId: '1', waiting: { for: 'host', reason: 'half \ud83d', since: 'never', host: '\ud83d' } },
  { activityId: '1', retryEveryMs: 'often' },
  { from: 0, summary: null, hashes: [], awaitsRegistration: false },
  { from: 0, summary: { status: 'x', stage: 'y' }, hashes: 'none', awaitsRegistration: 1 },
  { kind: 'register' },
  { kind: 'fail', error: 'no' },
];

const SIGNALS = [STEP_WAITING_SIGNAL, SLICE_REPORT_SIGNAL, REGISTRATION_SIGNAL, PAUSE_SIGNAL, RESUME_SIGNAL];

/** A signal whose content cannot be read: of an encoding that no worker of ours has, or broken. */
async function signalUnreadable(workflowId: string, signalName: string): Promise<void> {
  await withTemporalClient(async (client) => {
    for (const encoding of ['binary/encrypted', 'json/plain']) {
      const payload = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from('{"a": 😀') };
      await client.workflowService.signalWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId },
        signalName,
        input: { payloads: [payload] },
      });
    }
  });
}

async function signalGarbage(workflowId: string): Promise<void> {
  await withTemporalClient(async (client) => {
    const run = client.workflow.getHandle(workflowId);
    for (const garbage of GARBAGE) for (const name of SIGNALS) await run.signal(name, garbage);
  });
  for (const name of SIGNALS) await signalUnreadable(workflowId, name);
  // The last word is a resume, whatever it says beside.
  await withTemporalClient((client) => client.workflow.getHandle(workflowId).signal(RESUME_SIGNAL, 'x'));
}

/** How a run that was started with anything ends. */
async function endOf(workflowType: string, ...args: unknown[]): Promise<unknown> {
  return await withTemporalClient(async (client) => {
    const workflowId = `t-${randomUUID()}`;
    const run = await client.workflow.start(workflowType, { workflowId, taskQueue: system.taskQueue, args });
    return await run.result().catch((error: Error) => error.cause);
  });
}

describe('garbage that is sent to a run', () => {
  it('changes nothing, whatever the signal', async () => {
    await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503 });
    const id = await system.start(system.request([model]));
    await system.until(id, ({ waiting }) => waiting !== undefined);
    await signalGarbage(id);
    await system.until(id, ({ status, note }) => status === 'running' && note === undefined);
    await system.simulator.clearFaults();
    await withTemporalClient(async (client) => {
      const run = client.workflow.getHandle(id);
      expect(await run.executeUpdate<unknown, [unknown]>(RETRY_UPDATE, { args: [{ y: 1 }] })).toBeDefined();
      for (const query of [PROGRESS_QUERY, RESULT_QUERY]) {
        expect(await run.query<unknown, [unknown]>(query, { y: 1 })).toMatchObject({ id });
      }
    });
    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  });

  it('changes nothing for an ingestion in slices, and for a slice', async () => {
    const sources = await Promise.all([1, 2, 3].map((n) => system.addModel(`${n}.ifc`, smallIfc(n + 10))));
    const tags = longTags(100 * 1024);
    const request = system.request(sources);
    await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503 });
    const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags })) });
    await system.until(id, ({ stage }) => stage === 'convert');
    const { slices = [] } = await withTemporalClient((client) =>
      client.workflow.getHandle(id).query<IngestProgress>(PROGRESS_QUERY),
    );
    expect(slices.length).toBeGreaterThan(1);
    for (const run of [id, ...slices.flatMap((slice) => slice.run?.workflowId ?? [])]) await signalGarbage(run);
    await system.simulator.clearFaults();
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  });
});

describe('a run that was started with garbage ends as InvalidRequest', () => {
  const invalid = { type: 'InvalidRequest' };

  it.each(GARBAGE.map((garbage) => [garbage]))('ingest(%j)', async (garbage) => {
    expect(await endOf(INGEST_WORKFLOW, garbage)).toMatchObject(invalid);
  });

  it.each(GARBAGE.map((garbage) => [garbage]))('ingestSlice(%j)', async (garbage) => {
    expect(await endOf(SLICE_WORKFLOW, garbage)).toMatchObject(invalid);
  });

  const file = { source: '/x', name: 'x', size: 1, hash: '', status: 'failed', stage: 'upload', percent: 1 };
  const upload = { chunks: 1, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false };
  const resume = { project: { id: 'p', isGiven: true, create: 'none' }, batches: [], createdUserIds: [] };
  const result = { status: 'failed', stage: 'upload', percent: 0, files: [{ ...file, upload }], resume };
  const batch = { modelGroupId: 'g', taskId: 't', files: [0], converted: [5], group: 'none', records: 'none' };

  it.each<[string, unknown]>([
    ['a text', 'x'],
    ['a list', []],
    ['files alone', { files: [1] }],
    ['slices alone', { files: [], slices: [{ from: 0 }] }],
    ['a result without what a retry needs', { ...result, resume: undefined }],
    ['files of another request', { ...result, files: [...result.files, ...result.files] }],
    ['a batch of files that are not there', { ...result, resume: { ...resume, batches: [batch] } }],
    ['a hash that is none', { ...result, resume: { ...resume, firstHashes: ['x'.repeat(3_000)] } }],
    ['slices that leave files out', { ...result, files: [], slices: [] }],
  ])('ingest with %s in the place of a result', async (_what, before) => {
    expect(await endOf(INGEST_WORKFLOW, system.request([model]), before)).toMatchObject(invalid);
  });

  it('ingest with a right result and a request that is none', async () => {
    expect(await endOf(INGEST_WORKFLOW, { platform: 'cq', files: 'x' }, result)).toMatchObject(invalid);
  });

  it('ingest with null in the place of a result is started as without', async () => {
    expect(await endOf(INGEST_WORKFLOW, system.request([model]), null)).toMatchObject({ status: 'completed' });
  });

  it('input that cannot be read', async () => {
    const ends = await withTemporalClient(async (client) => {
      const workflowId = `t-${randomUUID()}`;
      await client.workflowService.startWorkflowExecution({
        namespace: client.options.namespace,
        workflowId,
        requestId: randomUUID(),
        workflowType: { name: INGEST_WORKFLOW },
        taskQueue: { name: system.taskQueue },
        input: { payloads: [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') }] },
      });
      return await client.workflow
        .getHandle(workflowId)
        .result()
        .catch((error: Error) => error.cause);
    });
    expect(ends).toMatchObject(invalid);
  });
});
