import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readOutcome } from '../../activities/sync/delivered.ts';
import type { SyncDeclaration } from '../../client/index.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import type { SyncChange } from '../../contracts/sync/activities.ts';
import { CHANGE_UPDATE, type MemoryChange, type MemoryState, memoryWorkflowId } from '../../contracts/sync/memory.ts';
import { encodeFiles } from '../../lib/sync/batch-files.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import type { TestSystem } from '../support/system.ts';
import type { TemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { type SyncSystem, startSyncSystem } from './sync-system.ts';

let system: TestSystem;
let temporal: TemporalClient;
let projectId: string;
let started: SyncSystem;

beforeAll(async () => {
  started = await startSyncSystem();
  ({ system, temporal, projectId } = started);
});
afterAll(() => started[Symbol.asyncDispose]());

/** A sync of a folder with one file; answers its name. */
async function create(more: Partial<SyncDeclaration> = {}): Promise<string> {
  const name = `fence-${randomUUID().slice(0, 8)}`;
  const source = join(system.models, name);
  await mkdir(source);
  await writeFile(join(source, `${name}.ifc`), name);
  const target = { platform: 'cq', project: { id: projectId } };
  await system.client.syncs.create(name, { source, host: 'test-host', every: '12h', ...target, ...more });
  return name;
}

type Before = (ingestion: string) => Promise<void>;

/** Such a sync as it is after a run that ended between the beginning of a delivery and the start of its ingestion. */
async function leave(begunAtMs: number, before: Before = () => Promise.resolve(), more: SyncChange[] = []) {
  const name = await create();
  const ingestion = `${name}-g1-b1`;
  await before(ingestion);
  const files = encodeFiles([{ path: `${name}.ifc`, size: name.length, version: '1', why: 'new' }, ...more]);
  const gone = { workflowId: `sync-${name}-gone`, runId: randomUUID() };
  const change = { hold: { run: gone }, begin: { run: gone.runId, batch: { number: 1, begunAtMs, files } } };
  await temporal.client.workflow
    .getHandle(memoryWorkflowId(name))
    .executeUpdate<MemoryState, [MemoryChange]>(CHANGE_UPDATE, { args: [change] });
  return { name, ingestion };
}

/** Such a sync whose first run has begun to deliver that file and is held there. */
async function startHeld(more: Partial<SyncDeclaration> = {}) {
  const name = await create(more);
  const { run = '' } = await system.client.syncs.trigger(name);
  const ingestion = `${name}-g1-b1`;
  await vi.waitUntil(() => system.client.pause(ingestion).then(...isThere), { timeout: 30_000 });
  return { name, run, ingestion, schedule: temporal.client.schedule.getHandle(`sync-${name}`) };
}

const isThere = [() => true, () => false] as const;

/** Starts one more run, as any client of Temporal can; answers its id. */
async function startBeside({ name, run, schedule }: Awaited<ReturnType<typeof startHeld>>): Promise<string> {
  // Its id has the second in which it was started.
  await vi.waitUntil(() => !run.endsWith(new Date().toISOString().replace(/\.\d+/, '')), { timeout: 30_000 });
  await schedule.trigger(ScheduleOverlapPolicy.ALLOW_ALL);
  const last = async () => (await system.client.syncs.get(name)).lastRun?.id ?? run;
  return await vi.waitUntil(
    async () => {
      const id = await last();
      return id !== run && id;
    },
    { timeout: 30_000 },
  );
}

/** Waits until a run says why it waits; answers what it says. */
async function wordsOf(run: string): Promise<string> {
  return await vi.waitUntil(
    async () => {
      const { raw } = await temporal.client.workflow.getHandle(run).describe();
      return raw.pendingActivities?.[0]?.lastFailure?.message ?? undefined;
    },
    { timeout: 15_000, interval: 100 },
  );
}

async function modelsOf(name: string): Promise<number> {
  return (await system.simulator.state()).models.filter((model) => model.name.startsWith(name)).length;
}

const nothingNew = { status: 'completed', new: 0, changed: 0, unchanged: 1, ingestions: [] };

describe('a run that follows one that was terminated', () => {
  it('waits for the ingestion that is left of it, and remembers what that delivered', async () => {
    const held = await startHeld();
    await temporal.client.workflow.getHandle(held.run).terminate('a test');
    const { run = '' } = await system.client.syncs.trigger(held.name);
    expect(await wordsOf(run)).toContain(held.ingestion);
    await system.client.resume(held.ingestion);
    expect(await finishRun(system, run)).toMatchObject({
      status: 'completed',
      new: 1,
      unchanged: 1,
      ingestions: [held.ingestion],
    });
    expect(await modelsOf(held.name)).toBe(1);
    const { run: next = '' } = await system.client.syncs.trigger(held.name);
    expect(await finishRun(system, next)).toMatchObject(nothingNew);
  });

  it('remembers what an ingestion delivered that has ended since', async () => {
    const held = await startHeld();
    await temporal.client.workflow.getHandle(held.run).terminate('a test');
    await system.client.resume(held.ingestion);
    await system.finish(held.ingestion);
    const { run = '' } = await system.client.syncs.trigger(held.name);
    expect(await finishRun(system, run)).toMatchObject({ status: 'completed', new: 1, ingestions: [held.ingestion] });
    expect(await modelsOf(held.name)).toBe(1);
  });
});

describe('an ingestion that an ended run had only asked for', () => {
  it('is started by the next run, and its files are delivered once', async () => {
    const left = await leave(Date.now());
    const { run = '' } = await system.client.syncs.trigger(left.name);
    expect(await finishRun(system, run)).toMatchObject({ status: 'completed', new: 1, ingestions: [left.ingestion] });
    expect(await modelsOf(left.name)).toBe(1);
  });

  it('sets aside the files because of which its request is refused, and delivers the others', async () => {
    const bad: SyncChange = { path: 'bad.ifc', size: 3, version: '1', why: 'new', source: '/bad.ifc', md5: 'none' };
    const left = await leave(Date.now(), undefined, [bad]);
    const { run = '' } = await system.client.syncs.trigger(left.name);
    const told = await finishRun(system, run);
    expect(told).toMatchObject({
      status: 'partial',
      new: 1,
      setAside: ['bad.ifc'],
      failed: [{ path: 'bad.ifc', error: { type: 'InvalidRequest' } }],
      ingestions: [left.ingestion, `${left.name}-g2-b1`],
    });
    expect(told.failed[0]?.error.message).toContain('must be an MD5');
    expect(await modelsOf(left.name)).toBe(1);
  });

  it('keeps the next run from sending anything when Temporal may have forgotten it', async () => {
    const left = await leave(Date.now() - 400 * 86_400_000);
    const { run = '' } = await system.client.syncs.trigger(left.name);
    const told = await finishRun(system, run);
    expect(told).toMatchObject({ status: 'failed', error: { type: 'NotFound' }, ingestions: [] });
    expect(told.error?.message).toContain(left.ingestion);
    expect(await modelsOf(left.name)).toBe(0);
    await system.client.syncs.import(left.name, [], { replace: true });
    const { run: next = '' } = await system.client.syncs.trigger(left.name);
    expect(await finishRun(system, next)).toMatchObject({ status: 'completed', new: 1 });
  });

  it('stands in no way when its id is that of an ingestion of others', async () => {
    const left = await leave(Date.now(), async (id) => {
      await system.start(system.request([await system.addModel('other.ifc', 'other')]), id);
    });
    const { run = '' } = await system.client.syncs.trigger(left.name);
    const told = await finishRun(system, run);
    expect(told).toMatchObject({ status: 'completed', new: 1, ingestions: [`${left.name}-g2-b1`] });
  });
});

describe('an ingestion of an ended run that ended before any worker took it up', () => {
  const endUnseen = async (ingestion: string) => {
    const sync = ingestion.replace(/-g1-b1$/, '');
    const started = await temporal.client.workflow.start(INGEST_WORKFLOW, {
      workflowId: ingestion,
      taskQueue: `no-worker-${ingestion}`,
      typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: sync }],
    });
    await started.terminate('a test');
  };

  it('has delivered nothing, and its files are delivered by the next run', async () => {
    const left = await leave(Date.now(), endUnseen);
    const { run = '' } = await system.client.syncs.trigger(left.name);
    expect(await finishRun(system, run)).toMatchObject({
      status: 'partial',
      new: 1,
      failed: [{ path: `${left.name}.ifc`, error: { type: 'Cancelled' } }],
      ingestions: [left.ingestion, `${left.name}-g2-b1`],
    });
    expect(await modelsOf(left.name)).toBe(1);
    const { run: next = '' } = await system.client.syncs.trigger(left.name);
    expect(await finishRun(system, next)).toMatchObject(nothingNew);
  });

  it('is let go by an import', async () => {
    const left = await leave(Date.now(), endUnseen);
    await system.client.syncs.import(left.name, [], { replace: true });
    const { run = '' } = await system.client.syncs.trigger(left.name);
    const told = { status: 'completed', new: 1, ingestions: [`${left.name}-g2-b1`] };
    expect(await finishRun(system, run)).toMatchObject(told);
  });
});

describe('what an ingestion did that Temporal has forgotten', () => {
  it('is not asked for again and again: a person has to say it', async () => {
    const ingestion = { workflowId: `forgotten-${randomUUID()}`, runId: randomUUID() };
    await expect(readOutcome(temporal.client, 'nightly', ingestion, 3)).rejects.toMatchObject({
      type: 'NotFound',
      isRetryable: false,
      message: expect.stringMatching(/3 files is not known.*sync import/),
    });
  });
});

describe('a run that is started beside another one', () => {
  it('ends, and says which one is made', async () => {
    const held = await startHeld();
    const beside = await finishRun(system, await startBeside(held));
    expect(beside).toMatchObject({ status: 'failed', error: { type: 'AlreadyExists' }, ingestions: [] });
    expect(beside.error?.message).toContain(held.run);
    await system.client.resume(held.ingestion);
    expect(await finishRun(system, held.run)).toMatchObject({ status: 'completed', new: 1 });
    expect(await modelsOf(held.name)).toBe(1);
  });

  it('waits for its end where runs are queued, and then finds nothing to do', async () => {
    const held = await startHeld({ overlap: 'queue' });
    const beside = await startBeside(held);
    expect(await wordsOf(beside)).toContain(held.run);
    await system.client.resume(held.ingestion);
    expect(await finishRun(system, held.run)).toMatchObject({ status: 'completed', new: 1 });
    expect(await finishRun(system, beside)).toMatchObject(nothingNew);
    expect(await modelsOf(held.name)).toBe(1);
  });
});
