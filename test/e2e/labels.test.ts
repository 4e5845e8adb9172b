import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IngestProgress, IngestSummary } from '../../client/index.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';
import { finishRun } from '../sync/finish-run.ts';
import { seedProject } from '../sync/sync-system.ts';

const labels = { order: '4711', 部门: '结构' };
let system: TestSystem;
let gateway: TestGateway;
let temporal: TemporalClient;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
  temporal = await connectTemporalClient();
  await system.hostedWorker();
});

afterAll(async () => {
  await temporal[Symbol.asyncDispose]();
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

const NEW_PROJECT = ['--project-name', 'Bridge', '--area-code', '500103', '--type', '10', '--stage', '1'];
const ingest = (code: string, ...args: string[]) =>
  system.modelrail('ingest', ...args, ...NEW_PROJECT, '--project-code', code);

async function summaryOf(id: string): Promise<IngestSummary | undefined> {
  for await (const one of system.client.list()) if (one.id === id) return one;
  return undefined;
}

const seen = (id: string) => expect.poll(async () => (await summaryOf(id))?.labels, { timeout: 20_000 });

describe('labels of an ingestion', () => {
  test('are given by flags, shown by show and list, kept by a retry, and part of the request', async () => {
    const sources = [
      await system.addModel('good.ifc', smallIfc(9_001)),
      await system.addModel('bad.ifc', smallIfc(9_002)),
    ];
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'ParseModelError', times: 1 });
    const id = `labels-${randomUUID()}`;
    const given = ['--label', 'order=4711', '部门=结构'];

    const started = await ingest('L-1', ...sources, '--id', id, '--json', ...given);
    expect([started.code, JSON.parse(started.stdout)]).toMatchObject([3, { id, labels, status: 'partial' }]);
    expect((await system.modelrail('show', id)).stdout).toMatch(/labels +order=4711, 部门=结构/);
    await seen(id).toEqual(labels);
    const listed = await system.modelrail('list', '--columns', 'id,labels');
    expect(listed.stdout).toMatch(new RegExp(`ID +LABELS\\n[^]*${id} +order=4711, 部门=结构`));

    const other = await ingest('L-1', ...sources, '--id', id, '--json', '--label', 'order=4712');
    expect([other.code, JSON.parse(other.stdout).error.type]).toEqual([2, 'AlreadyExists']);

    const retried = await system.client.retry(id);
    expect(retried.isNewRun).toBe(true);
    expect(await system.finish(id)).toMatchObject({ labels, status: 'completed' });
    await seen(id).toEqual(labels);

    const report = await system.modelrail('report', id, '--json');
    expect(JSON.parse(report.stdout)).toMatchObject({ ingestions: [{ id, labels }] });
    const pageOf = async (...args: string[]) => (await system.modelrail('report', id, '--lang', 'zh', ...args)).stdout;
    expect(await pageOf()).toMatch(/标记 order[^]{0,200}4711[^]*标记 部门[^]{0,200}结构/);
    const [head = '', line = ''] = (await pageOf('--format', 'csv')).split('\r\n');
    expect([head, line]).toEqual([expect.stringContaining('标记'), expect.stringContaining('order=4711, 部门=结构')]);
    const handle = temporal.client.workflow.getHandle(id);
    expect(await (await handle.describe()).staticDetails()).toContain('**Labels** `order=4711, 部门=结构`');
  });

  test('that are wrong are told by their flags, all at once, and nothing is started', async () => {
    const source = await system.addModel('wrong.ifc', smallIfc(9_003));
    const flags = ['--label', 'a b=1', 'order=', source, 'x=1', 'x=2'];
    const { code, stderr } = await ingest('L-2', ...flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining('words after --label belong to it')]);
    for (const words of [
      '--label a b is no key',
      '--label order must not be empty',
      `KEY=VALUE, not ${source}`,
      'x twice',
    ])
      expect(stderr).toContain(words);
  });

  test('are known of a run that another client has started, once a worker has taken it up', async () => {
    const id = `foreign-${randomUUID()}`;
    const request = system.request([await system.addModel('foreign.ifc', smallIfc(9_004))], { labels });
    const { workflow } = temporal.client;
    await workflow.start(INGEST_WORKFLOW, { workflowId: id, taskQueue: system.taskQueue, args: [request] });
    expect((await system.finish(id)).labels).toEqual(labels);
    await seen(id).toEqual(labels);
  });

  test('that no request can have are refused by the library and by the workflow', async () => {
    const request = system.request([await system.addModel('refused.ifc', smallIfc(9_005))], { labels: { 'a b': 'x' } });
    await expect(system.client.ingest(request)).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringMatching(/^labels\.a b is no key/),
    });
    const id = `refused-${randomUUID()}`;
    const { workflow } = temporal.client;
    await workflow.start(INGEST_WORKFLOW, { workflowId: id, taskQueue: system.taskQueue, args: [request] });
    const ended = await system.finish(id);
    expect(ended).toMatchObject({ status: 'failed', error: { type: 'InvalidRequest' } });
    expect(ended).not.toHaveProperty('labels');
  });
});

describe('over HTTP', () => {
  test('labels come back with the ingestion and its list, and other ones are another request', async () => {
    const request = { ...system.request([await system.addModel('http.ifc', smallIfc(9_006))]), labels };
    const headers = { 'idempotency-key': `labels-${randomUUID()}` };
    const started = await gateway.call('/v1/ingestions', { body: request, headers });
    expect(started.status).toBe(202);
    const { id } = started.body as { id: string }; // as: it is what is tested
    await system.finish(id);
    expect((await gateway.call(`/v1/ingestions/${id}`)).body).toMatchObject({ id, labels });
    await seen(id).toEqual(labels);
    const page = (await gateway.call('/v1/ingestions?pageSize=50')).body as { ingestions: IngestSummary[] }; // as: likewise
    expect(page.ingestions.find((one) => one.id === id)?.labels).toEqual(labels);
    const other = { ...request, labels: { order: '4712' } };
    expect(await gateway.call('/v1/ingestions', { body: other, headers })).toMatchObject({ status: 409 });
  });

  test('each label that is wrong has its pointer', async () => {
    const request = system.request([await system.addModel('pointers.ifc', smallIfc(9_007))]);
    const body = { ...request, labels: { order: 4711, 'a/b c': 'x' }, options: { concurrency: 0 } };
    const answer = await gateway.call('/v1/ingestions', { body });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: '/options/concurrency', detail: expect.any(String) },
          { pointer: '/labels/order', detail: expect.stringContaining('in quotes') },
          { pointer: '/labels/a~1b c', detail: expect.stringContaining('is no key') },
        ],
      },
    });
  });
});

test('the ingestions of a sync have its labels, and other ones are no other memory', async () => {
  const source = join(system.models, 'synced');
  await mkdir(source);
  await writeFile(join(source, 'one.ifc'), smallIfc(9_008));
  const name = `labels-${Date.now()}`;
  const project = ['--project-id', await seedProject(system)];
  const target = ['--source', source, '--every', '1h', '--host', 'test-host', ...project];
  const created = await system.modelrail('sync', 'create', name, ...target, '--label', 'order=4711', '--json');
  expect(created.code).toBe(0);
  const runOf = async () => {
    const { run } = await system.client.syncs.trigger(name);
    const [id = ''] = (await finishRun(system, run ?? '')).ingestions;
    return await system.client.get(id);
  };
  expect(await runOf()).toMatchObject({ sync: name, labels: { order: '4711' } } satisfies Partial<IngestProgress>);

  const { declaration } = JSON.parse(created.stdout);
  const { body } = await gateway.call(`/v1/syncs/${name}`);
  expect(body).toMatchObject({ declaration: { labels: { order: '4711' } } });
  expect((await system.modelrail('sync', 'show', name)).stdout).toMatch(/labels +order=4711/);
  const put = await gateway.call(`/v1/syncs/${name}`, {
    method: 'PUT',
    body: { ...declaration, labels: { order: '4712' } },
  });
  expect(put.status).toBe(200);
  await writeFile(join(source, 'two.ifc'), smallIfc(9_009));
  const second = await runOf();
  expect(second).toMatchObject({ labels: { order: '4712' }, files: [{ name: 'two.ifc' }] });
  await system.client.syncs.delete(name);
});
