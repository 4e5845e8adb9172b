import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RememberedFile, SyncRun } from '../../client/index.ts';
import { MEMORY_QUERY, type MemoryState, memoryWorkflowId, rangeWorkflowId } from '../../contracts/sync/memory.ts';
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

/** A sync that has delivered two files. */
async function delivered() {
  const name = `lost-${randomUUID().slice(0, 8)}`;
  const source = join(system.models, name);
  await mkdir(source);
  const write = (path: string, content: string) => writeFile(join(source, path), content);
  await write('a.ifc', `a of ${name}`);
  await write('b.ifc', `b of ${name}`);
  const { syncs } = system.client;
  const create = () =>
    syncs.create(name, { source, host: 'test-host', every: '12h', platform: 'cq', project: { id: projectId } });
  await create();
  const run = async (): Promise<SyncRun> => await finishRun(system, (await syncs.trigger(name)).run ?? '');
  expect(await run()).toMatchObject({ status: 'completed', new: 2 });
  return { name, write, create, run };
}

async function exported(name: string): Promise<RememberedFile[]> {
  const files: RememberedFile[] = [];
  for await (const file of system.client.syncs.export(name)) files.push(file);
  return files;
}

/** Waits until so many ranges of a sync are open. */
async function openRanges(name: string, expected: number): Promise<void> {
  const query = `ModelrailSync = "${name}" AND WorkflowType = "syncRange" AND ExecutionStatus = "Running"`;
  await expect.poll(async () => (await temporal.client.workflow.count(query)).count).toBe(expected);
}

describe('a sync whose memory was terminated', () => {
  it('delivers nothing, says so, and goes on from what was written out of it', async () => {
    const { syncs } = system.client;
    const { name, write, create, run } = await delivered();
    await temporal.client.workflow.getHandle(memoryWorkflowId(name)).terminate('a test');

    await write('c.ifc', `c of ${name}`);
    const lost = { type: 'NotFound', message: expect.stringMatching(/sync export.*delete.*sync import/) };
    expect(await run()).toMatchObject({ status: 'failed', error: lost, ingestions: [] });
    const shown = await syncs.get(name);
    expect(shown).toMatchObject({ problem: lost });
    expect(shown).not.toHaveProperty('remembered');
    expect((await system.modelrail('sync', 'show', name)).stdout).toContain('sync import');

    const files = await exported(name);
    expect(files.map(({ path }) => path)).toEqual(['a.ifc', 'b.ifc']);
    expect(await syncs.delete(name)).toEqual({ forgotten: 2 });
    await openRanges(name, 0);
    await create();
    await syncs.import(name, files);
    expect(await run()).toMatchObject({ status: 'completed', new: 1, unchanged: 2, ingestions: [`${name}-g2-b1`] });
    expect(await syncs.get(name)).not.toHaveProperty('problem');
  });

  it('leaves nothing open for a sync of the same name, also when the schedule was deleted by itself', async () => {
    const { syncs } = system.client;
    const { name, create } = await delivered();
    await temporal.client.workflow.getHandle(memoryWorkflowId(name)).terminate('a test');
    await temporal.client.schedule.getHandle(`sync-${name}`).delete();
    await create();
    await openRanges(name, 0);
    expect(await syncs.get(name)).toMatchObject({ remembered: { files: 0 } });
  });
});

describe('a sync of whose memory a part was terminated', () => {
  it('delivers nothing twice, and is mended by what was written out of it', async () => {
    const { syncs } = system.client;
    const { name, write, run } = await delivered();
    const { ranges } = await temporal.client.workflow
      .getHandle(memoryWorkflowId(name))
      .query<MemoryState>(MEMORY_QUERY);
    await temporal.client.workflow.getHandle(rangeWorkflowId(name, ranges[0]?.id ?? '')).terminate('a test');

    await write('b.ifc', `other b of ${name}`);
    const lost = { type: 'NotFound', message: expect.stringContaining('sync import') };
    expect(await run()).toMatchObject({ status: 'failed', error: lost, ingestions: [`${name}-g2-b1`] });
    expect(await run()).toMatchObject({ status: 'failed', error: lost, ingestions: [`${name}-g2-b1`] });
    await syncs.import(name, await exported(name), { replace: true });
    expect(await run()).toMatchObject({ status: 'completed', changed: 1, ingestions: [`${name}-g2-b1`] });
    expect(await run()).toMatchObject({ status: 'completed', unchanged: 2, ingestions: [] });
  });
});
