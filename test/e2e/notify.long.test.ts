import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createNotifyActivities, type NotifyDeps } from '../../activities/notify/index.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import type { Notice } from '../../contracts/notify.ts';
import { NOTIFY_WORKFLOW, notifyWorkflowId } from '../../contracts/notify.ts';
import { Secret } from '../../lib/secret.ts';
import { createLookout } from '../../worker/lookout.ts';
import { smallIfc } from '../support/model-files.ts';
import { temporalAddress } from '../support/provided.ts';
import { type Received, startReceiver } from '../support/receiver.ts';
import { freshTaskQueue, startTestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient, type TemporalClient } from '../support/temporal-client.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');
let system: TestSystem;
let temporal: TemporalClient;

beforeAll(async () => {
  system = await startSystem();
  temporal = await connectTemporalClient();
  await system.hostedWorker();
});

afterAll(async () => {
  await temporal[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

type Body = Pick<Notice, 'type' | 'data'>;
const bodyOf = (message: Received) => JSON.parse(message.body) as Body; // as: it is what is tested
const isOf = (type: Notice['type']) => (message: Received) => bodyOf(message).type === type;

/** Watches over the system in quick steps, and tells these targets. */
async function watchOver(targets: ReturnType<NotifyDeps['notifyTargets']>): Promise<string> {
  const own = freshTaskQueue();
  const activities = createNotifyActivities({
    notifyTargets: () => targets,
    lookout: createLookout(temporal.client, {
      address: temporalAddress(),
      taskQueue: system.taskQueue,
      syncsEveryMs: 200,
    }),
    notifyPace: { lookMs: 200, gatherMs: 5_000, watchMs: 3_600_000 },
  });
  const worker = await startTestWorker(own, activities);
  const workflowId = notifyWorkflowId(system.taskQueue);
  const handle = await temporal.client.workflow.start(NOTIFY_WORKFLOW, { workflowId, taskQueue: own, args: [] });
  onTestFinished(async () => {
    await handle.terminate();
    await worker.stop();
  });
  return workflowId;
}

function target(url: string) {
  const on = ['stuck', 'partial', 'failed', 'completed', 'syncLate'] as const;
  return { form: 'standard', url: new Secret(url), secret: new Secret(SECRET), on, stuckAfterMs: 1_000 } as const;
}

/** Everything that Temporal keeps of a workflow, its payloads decoded. */
async function everythingKept(id: string): Promise<string> {
  const handle = temporal.client.workflow.getHandle(id);
  const kept = historyToJSON(await handle.fetchHistory()) + JSON.stringify((await handle.describe()).raw);
  return kept.replace(/"data": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
}

test('an outage is one message when it begins and one when it is over, and the ends that follow are one', async () => {
  await using receiver = await startReceiver();
  const ids: string[] = [];
  await system.restartSimulator(async () => {
    for (const n of [1, 2, 3]) {
      ids.push(await system.start(system.request([await system.addModel(`held-${n}.ifc`, smallIfc(8_000 + n))])));
    }
    for (const id of ids) await system.until(id, ({ waiting }) => waiting?.for === 'platform');
    await watchOver(new Map([['night', target(`${receiver.origin}/in`)]]));
    const stuck = await receiver.next(isOf('stuck'));
    const signed = { ...stuck.headers } as Record<string, string>; // as: none of them is there twice
    expect(new Webhook(SECRET).verify(stuck.body, signed)).toMatchObject({
      type: 'stuck',
      data: { platform: 'cq', waiting: { for: 'platform', reason: expect.stringContaining('refused') }, count: 3 },
    });
    expect(bodyOf(stuck).data.ids.toSorted()).toEqual(ids.toSorted());
  });
  // Each has its own delay until it asks again: the longer the outage was, the further they lie apart.
  await Promise.all(ids.map((id) => system.client.retry(id)));
  for (const id of ids) await system.finish(id);
  const completed = await receiver.next(isOf('completed'));
  expect(bodyOf(await receiver.next(isOf('recovered'))).data).toMatchObject({ platform: 'cq', count: 3 });
  expect(bodyOf(completed).data).toMatchObject({ platform: 'cq', count: 3 });
  expect(receiver.received.map((message) => bodyOf(message).type).toSorted()).toEqual([
    'completed',
    'recovered',
    'stuck',
  ]);
});

test('a target that a request names is told of that ingestion alone, and a name that is none is refused', async () => {
  await using receiver = await startReceiver();
  await watchOver(new Map([['desk', { ...target(`${receiver.origin}/in`), on: [] }]]));
  const other = await system.start(system.request([await system.addModel('other.ifc', smallIfc(8_020))]));
  const request = system.request([await system.addModel('named.ifc', smallIfc(8_021))], {
    options: { notify: ['desk'] },
    labels: { order: '4711' },
  });
  const id = await system.start(request);
  // As a client in another language starts it.
  const foreign = `foreign-${system.taskQueue}`;
  await temporal.client.workflow.start(INGEST_WORKFLOW, {
    workflowId: foreign,
    taskQueue: system.taskQueue,
    args: [system.request([await system.addModel('foreign.ifc', smallIfc(8_022))], { options: { notify: ['desk'] } })],
  });
  await Promise.all([other, id, foreign].map((one) => system.finish(one)));
  const completed = await receiver.next(isOf('completed'));
  expect(bodyOf(completed).data).toMatchObject({ count: 2, labels: { [id]: { order: '4711' } } });
  expect(bodyOf(completed).data.ids.toSorted()).toEqual([id, foreign].toSorted());

  const path = join(system.folder, 'named.json');
  await writeFile(path, JSON.stringify(request));
  const refused = await system.modelrail('ingest', '--request', path, '--json');
  expect([refused.code, JSON.parse(refused.stdout).error]).toMatchObject([
    2,
    { type: 'InvalidRequest', message: expect.stringMatching(/options\.notify\[0\].*"desk", which is no target/) },
  ]);
});

test('a message that is refused is given up, is told by the library and by doctor, and no secret stands anywhere', async () => {
  await using receiver = await startReceiver();
  receiver.answer(403, 'no robot has access_token=s3cr3t-token');
  const url = `${receiver.origin}/robot/s3cr3t-hook?access_token=s3cr3t-token`;
  const workflowId = await watchOver(new Map([['night', target(url)]]));
  await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'ParseModelError', times: 1 });
  const id = await system.start(system.request([await system.addModel('bad.ifc', smallIfc(8_010))]));
  await system.finish(id);
  expect(bodyOf(await receiver.next(isOf('failed'))).data.ids).toEqual([id]);

  await expect.poll(async () => (await system.client.notifications())?.givenUp.length, { timeout: 20_000 }).toBe(1);
  const told = await system.client.notifications();
  expect(told?.givenUp).toEqual([
    { target: 'night', type: 'failed', timestamp: expect.any(String), error: expect.stringContaining('HTTP 403') },
  ]);
  const everything = (await everythingKept(workflowId)) + JSON.stringify(told);
  expect(everything).toContain('no robot has');
  for (const secret of ['s3cr3t-token', 's3cr3t-hook', SECRET]) expect(everything).not.toContain(secret);
});

test('a sync of which a run was due and none has succeeded is told to the target, as the library has it', async () => {
  await using receiver = await startReceiver();
  const name = `late-${randomUUID().slice(0, 8)}`;
  const { syncs } = system.client;
  // Each of its runs fails at once, since its folder is not there.
  await syncs.create(name, {
    source: join(system.models, 'missing'),
    host: 'test-host',
    every: '1s',
    platform: 'cq',
    project: { id: 'p-1' },
    group: { name: 'handover' },
  });
  onTestFinished(async () => {
    await syncs.pause(name);
    // Not while a run is being made.
    await vi.waitFor(() => syncs.delete(name), { timeout: 30_000, interval: 100 });
  });
  await watchOver(new Map([['night', target(`${receiver.origin}/in`)]]));
  const late = bodyOf(await receiver.next(isOf('syncLate')));
  expect(late.data).toEqual({ platform: '', count: 1, ids: [name] });
  // While a run is under way it is not late.
  const { [name]: dueAt } = await vi.waitUntil(
    async () => {
      const found = await syncs.late();
      return name in found && found;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(Date.parse(dueAt ?? '')).toBeLessThan(Date.now());
});
