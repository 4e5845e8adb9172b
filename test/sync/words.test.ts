import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

let system: TestSystem;
let temporal: Awaited<ReturnType<typeof connectTemporalClient>>;
const name = `words-${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  temporal = await connectTemporalClient(temporalAddress());
  const id = await seedProject(system);
  const source = join(system.models, 'handover');
  await mkdir(source);
  await writeFile(join(source, 'one.ifc'), 'one');
  await system.client.syncs.create(name, { source, host: 'test-host', every: '1h', platform: 'cq', project: { id } });
});
afterAll(async () => {
  await temporal[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

describe('the Temporal UI', () => {
  it('counts one file as one', async () => {
    const { run: id = '' } = await system.client.syncs.trigger(name);
    expect(await finishRun(system, id)).toMatchObject({ status: 'completed', new: 1 });
    const { workflow } = temporal.client;
    const { currentDetails } = await workflow
      .getHandle(id)
      .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('1 file found');
    const run = await workflow.getHandle(id).describe();
    expect(await run.staticSummary()).toBe(
      `${join(system.models, 'handover')} → cq, a run of the sync ${name}`.slice(0, 133),
    );
    const ingestion = await workflow.getHandle(`${name}-g1-b1`).describe();
    expect(await ingestion.staticSummary()).toBe(`1 file → cq, of the sync ${name}`);
  });
});

describe('a sync that is paused and resumed', () => {
  it.each([undefined, ''])('without a note, as %j, has none', async (note) => {
    const { syncs } = system.client;
    for (const [action, words] of [
      ['pause', 'paused'],
      ['resume', 'resumed'],
    ] as const) {
      await syncs[action](name, note);
      const sync = await syncs.get(name);
      expect(sync).toMatchObject({ paused: action === 'pause' });
      expect(sync).not.toHaveProperty('note');
      const { state } = await temporal.client.schedule.getHandle(`sync-${name}`).describe();
      expect(state.note).toBe(words);
    }
  });

  it('has the note that it was given', async () => {
    const { syncs } = system.client;
    await syncs.pause(name, 'a new disk');
    expect(await syncs.get(name)).toMatchObject({ paused: true, note: 'a new disk' });
    await syncs.resume(name, 'it is there');
    expect(await syncs.get(name)).toMatchObject({ paused: false, note: 'it is there' });
  });
});
