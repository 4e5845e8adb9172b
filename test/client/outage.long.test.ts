import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { createModelrail, type IngestProgress } from '../../client/index.ts';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { freshTaskQueue } from '../support/stand-in-worker.ts';
import { connect, requestFor } from './support.ts';

/** The client gives up after five seconds at most; gRPC's own patience has no end. The rest is for a loaded machine. */
const PATIENCE_MS = 30_000;

test(
  'a port where nothing listens is told within the connect time-out, with the way out',
  async () => {
    await expect(createModelrail({ address: '127.0.0.1:1' })).rejects.toMatchObject({
      type: 'TemporalUnavailable',
      message: expect.stringMatching(/127\.0\.0\.1:1.*modelrail dev.*TEMPORAL_ADDRESS.*temporal\.address/),
    });
  },
  PATIENCE_MS,
);

test(
  'a server that takes the connection and never answers is told too',
  async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(createModelrail({ address: `127.0.0.1:${port}` })).rejects.toMatchObject({
      type: 'TemporalUnavailable',
    });
    silent.close();
  },
  PATIENCE_MS,
);

test('a namespace that does not exist is a wrong request', async () => {
  const modelrail = await connect(freshTaskQueue(), { namespace: 'no-such-namespace' });
  await expect(modelrail.ingest(requestFor('hold'))).rejects.toMatchObject({
    type: 'InvalidRequest',
    message: expect.stringMatching(/no namespace "no-such-namespace".*TEMPORAL_NAMESPACE/),
  });
  await modelrail.close();
});

test('an address that is none is a wrong request', async () => {
  await expect(createModelrail({ address: 'http://127.0.0.1:7233/x' })).rejects.toMatchObject({
    type: 'InvalidRequest',
  });
});

async function expectUnavailable(call: Promise<unknown>): Promise<void> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  await Promise.race([
    expect(call).rejects.toMatchObject({ type: 'TemporalUnavailable' }),
    once(late, 'abort').then(() => Promise.reject(new Error('the call waits for Temporal'))),
  ]);
}

test('when Temporal goes away every call says so in time, and a watch goes on once it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-outage-'));
  const binary = await findTemporal({ env: process.env });
  const dbFile = join(folder, 'temporal.db');
  const server = await startTemporalServer({ binary, dbFile });
  const modelrail = await createModelrail({ address: server.address, taskQueue: freshTaskQueue() });
  const { id } = await modelrail.ingest(requestFor('hold'));
  const patient = modelrail.watch(id, { intervalMs: 100 })[Symbol.asyncIterator]();
  const impatient = modelrail.watch(id, { intervalMs: 100, outageMs: 1 })[Symbol.asyncIterator]();
  const first = await Promise.all([patient.next(), impatient.next()]);
  expect(first).toMatchObject([{ value: { status: 'running' } }, { value: { status: 'running' } }]);

  await server.stop();
  const outage = { value: { id, status: 'running', note: expect.stringContaining('Temporal has not answered since') } };
  await Promise.all([
    expectUnavailable(modelrail.get(id)),
    expectUnavailable(modelrail.pause(id)),
    expectUnavailable(modelrail.ingest(requestFor('hold'), { id })),
    expectUnavailable(modelrail.retry(id)),
    expectUnavailable(modelrail.list()[Symbol.asyncIterator]().next()),
    expectUnavailable(modelrail.findWorker()),
    expectUnavailable(impatient.next()),
    expect(patient.next()).resolves.toMatchObject(outage),
  ]);

  const again = await startTemporalServer({ binary, dbFile, port: Number(server.address.split(':')[1]) });
  const connection = await Connection.connect({ address: again.address });
  const run = { namespace: 'default', workflowExecution: { workflowId: id } };
  await connection.workflowService.terminateWorkflowExecution(run);
  let last: IngestProgress | undefined;
  for (let next = await patient.next(); !next.done; next = await patient.next()) last = next.value;
  expect(last).toMatchObject({ status: 'failed', closedAt: expect.any(String) });
  await connection.close();
  await modelrail.close();
  await again.stop();
  await rm(folder, { recursive: true });
});
