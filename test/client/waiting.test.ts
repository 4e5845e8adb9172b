import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/client';
import { beforeEach, expect, test } from 'vitest';
import { toHandOver } from '../../activities/failure.ts';
import type { IngestProgress } from '../../client/index.ts';
import type { TransferHeartbeat } from '../../contracts/activities.ts';
import { optionalTsToMs } from '../../lib/temporal-sdk/internals.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import { connect, eventually, heartbeatForever, requestFor, startClientRig } from './support.ts';

let step: () => Promise<void>;
const { taskQueue, modelrail, client } = await startClientRig({ step: () => step() });

beforeEach(() => {
  step = async () => undefined;
});

/** Starts an ingestion, waits until its state has what is looked for, and ends it. */
async function stateOf(
  scenario: string,
  look: (state: IngestProgress) => void,
  sources?: string[],
): Promise<IngestProgress> {
  const { id } = await modelrail.ingest(requestFor(scenario, sources));
  const seen = await eventually(async () => {
    const state = await modelrail.get(id);
    look(state);
    return state;
  });
  await client.workflow.getHandle(id).terminate();
  return seen;
}

test('a step that waits for its next attempt says why, since when, and when it tries again', async () => {
  const since = '2026-01-31T10:00:00.000Z';
  step = async () => {
    throw ApplicationFailure.create({
      type: 'PlatformUnavailable',
      message: 'cq does not answer: connection refused',
      details: [{ since }],
      cause: new Error('connect ECONNREFUSED'),
    });
  };
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting).toBeDefined());
  expect(waiting).toMatchObject({ for: 'platform', reason: 'cq does not answer: connection refused', since });
  const wait = Date.parse(waiting?.nextAttemptAt ?? '') - Date.now();
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(20_000);
});

test.each([
  ['RateLimited', 'rate'],
  ['SourceNotFound', 'host'],
  ['UnexpectedResponse', 'platform'],
])('a failure of type %s waits for the %s', async (type, expected) => {
  step = async () => {
    throw ApplicationFailure.create({ type, message: 'not now' });
  };
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting).toBeDefined());
  expect(waiting).toMatchObject({ for: expected, reason: 'not now' });
});

test('a transfer that waits inside its step says so by its heartbeat', async () => {
  const inside = { reason: '503 from cq', since: '2026-01-31T10:00:00Z', nextAttemptAt: '2026-01-31T10:00:08Z' };
  const beat: TransferHeartbeat = { step: 'transfer', files: {}, waiting: { ...inside, isRateLimit: false } };
  step = () => heartbeatForever(beat);
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting).toBeDefined());
  expect(waiting).toEqual({ for: 'platform', ...inside });
});

test('a transfer that has fallen silent while it waited for the platform waits for its worker', async () => {
  const inside = { reason: '503 from cq', since: '2026-01-31T10:00:00Z', nextAttemptAt: '2026-01-31T10:00:08Z' };
  step = async () => {
    Context.current().heartbeat({ step: 'transfer', files: {}, waiting: { ...inside, isRateLimit: false } });
    await Context.current().cancelled;
  };
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting?.reason).toContain('silent'));
  expect(waiting).toMatchObject({ for: 'worker' });
});

test('a wait goes on while an attempt is made, until the step says that its failures are over', async () => {
  const series = { outcomeUnknown: false, failingSince: '2026-01-31T10:00:00.000Z', failures: 1 };
  let isOver = false;
  step = async () => {
    const { attempt } = Context.current().info;
    Context.current().heartbeat(series);
    if (attempt > 1) {
      const beats = setInterval(() => Context.current().heartbeat(isOver ? {} : series), 100);
      await Context.current().cancelled.finally(() => clearInterval(beats));
    }
    throw ApplicationFailure.create({
      type: 'PlatformUnavailable',
      message: 'refused',
      details: [{ since: series.failingSince }],
      nextRetryDelay: '300ms',
    });
  };
  const { id } = await modelrail.ingest(requestFor('step:upload'));
  const trying = { for: 'platform', reason: 'refused', since: series.failingSince };
  await eventually(async () => {
    const state = await modelrail.get(id);
    expect(state.waiting).toEqual(trying);
  });
  isOver = true;
  await eventually(async () => expect((await modelrail.get(id)).waiting).toBeUndefined());
  await client.workflow.getHandle(id).terminate();
});

test('a transfer that is held up within an attempt waits since the attempts before', async () => {
  const inside = { reason: '503 from cq', since: '2026-01-31T10:05:00.000Z', isRateLimit: false };
  step = () =>
    heartbeatForever({ step: 'transfer', files: {}, waiting: inside, failingSince: '2026-01-31T10:00:00.000Z' });
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting).toBeDefined());
  expect(waiting).toEqual({ for: 'platform', reason: '503 from cq', since: '2026-01-31T10:00:00.000Z' });
});

test('a step that its host should take, but whose worker is not there, names the host', async () => {
  const { waiting } = await stateOf(`step:upload:${taskQueue}@pc-7`, (state) => expect(state.waiting).toBeDefined());
  expect(waiting).toMatchObject({ for: 'host', reason: expect.stringContaining('no worker of host pc-7 listens') });
});

test('a worker that was lost in a step is what is waited for', async () => {
  // Without heartbeats a step looks like one whose worker is gone.
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  step = () => released;
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting?.reason).toContain('lost'));
  release();
  expect(waiting).toMatchObject({ for: 'worker', reason: expect.stringContaining('lost') });
});

test('a step that a stopped worker handed over waits for another worker', async () => {
  step = async () => {
    throw toHandOver('2026-01-31T10:00:00.000Z');
  };
  const { waiting } = await stateOf('step:upload', (state) => expect(state.waiting).toBeDefined());
  expect(waiting).toMatchObject({ for: 'worker', reason: expect.stringContaining('stopped') });
});

test('an attempt that is due and that no worker takes waits for a worker, not for the last failure', async () => {
  const queue = freshTaskQueue();
  const own = await connect(queue);
  const ownWorker = await startStandInWorker(queue, async () => {
    throw ApplicationFailure.create({ type: 'PlatformUnavailable', message: 'refused', nextRetryDelay: '3s' });
  });
  const { id } = await own.ingest(requestFor('step:upload'));
  await eventually(async () => expect((await own.get(id)).waiting).toMatchObject({ for: 'platform' }));
  await ownWorker.stop();
  await eventually(async () =>
    expect((await own.get(id)).waiting).toMatchObject({
      for: 'worker',
      reason: expect.stringContaining('step step has not started'),
    }),
  );
  await client.workflow.getHandle(id).terminate();
  await own.close();
});

test('an ingestion that no worker takes up waits for a worker', async () => {
  const absent = await connect(freshTaskQueue());
  const { id } = await absent.ingest(requestFor('complete'));
  const state = await eventually(async () => {
    const seen = await absent.get(id);
    expect(seen.waiting).toBeDefined();
    return seen;
  });
  expect(state.waiting).toMatchObject({ for: 'worker', since: expect.any(String) });
  await client.workflow.getHandle(id).terminate();
  await absent.close();
});

test('a run that its worker fails at says that, and since it first failed', async () => {
  const { id } = await modelrail.ingest(requestFor('broken'));
  const { waiting } = await eventually(async () => {
    const state = await modelrail.get(id);
    expect(state.waiting?.reason).toContain('fail at it (attempt');
    return state;
  });
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const failed = events?.find(({ workflowTaskFailedEventAttributes: failure }) => failure != null);
  const since = new Date(optionalTsToMs(failed?.eventTime) ?? 0).toISOString();
  expect(waiting).toMatchObject({ for: 'worker', since });
  expect((await modelrail.summary(id)).waiting).toMatchObject({ for: 'worker', since });
  await client.workflow.getHandle(id).terminate();
});

test('bytes of a running transfer come from its heartbeats', async () => {
  const beat: TransferHeartbeat = {
    step: 'transfer',
    files: { 1: { skipped: 2, bytesSkipped: 200, sent: 3, bytesSent: 300 } },
  };
  step = () => heartbeatForever(beat);
  const state = await stateOf('step:upload', (seen) => expect(seen.percent).toBeGreaterThan(0), [
    '/m/a.ifc',
    '/m/b.ifc',
  ]);
  expect(state.files[1]).toMatchObject({ upload: { chunks: 10, skipped: 2, sent: 3, bytesSent: 300 }, percent: 35 });
  expect(state.files[0]).toMatchObject({ upload: { sent: 0 }, percent: 0 });
  expect(state.percent).toBe(17.5);
  expect(state).not.toHaveProperty('waiting');
});

test('bytes hashed and conversion count too', async () => {
  step = () => heartbeatForever({ step: 'fingerprint', bytes: { 0: 500 } });
  expect((await stateOf('step:fingerprint', (seen) => expect(seen.percent).toBeGreaterThan(0))).percent).toBe(5);
  step = () => heartbeatForever({ step: 'convert', percent: 50 });
  expect((await stateOf('step:convert', (seen) => expect(seen.percent).toBeGreaterThan(0))).percent).toBe(79);
});
