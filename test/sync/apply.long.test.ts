import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { SyncApplied, SyncDeclaration } from '../../client/index.ts';
import { type CommandResult, runCommand } from '../support/program.ts';
import type { TestSystem } from '../support/system.ts';
import type { TemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { type SyncSystem, startSyncSystem } from './sync-system.ts';

let system: TestSystem;
let temporal: TemporalClient;
let projectId: string;
let started: SyncSystem;
/** Names of a Temporal server that others use, too. */
const unique = randomUUID().slice(0, 8);

beforeAll(async () => {
  started = await startSyncSystem();
  ({ system, temporal, projectId } = started);
});
afterAll(() => started[Symbol.asyncDispose]());

/** A sync as a configuration has it, of a folder of its own below the roots. */
async function entry(name: string, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const folder = join(system.models, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'one.ifc'), `one of ${name}`);
  return { source: `./models/${name}`, every: '1h', project: { id: projectId }, group: { name: 'handover' }, ...more };
}

async function apply(syncs: Record<string, unknown>, ...flags: string[]): Promise<CommandResult> {
  const configuration: Record<string, unknown> = parse(await readFile(system.configPath, 'utf8'));
  const path = join(system.folder, 'syncs.yaml');
  await writeFile(path, stringify({ ...configuration, syncs }));
  return await runCommand(['sync', 'apply', ...flags, '--config', path]);
}

async function applied(syncs: Record<string, unknown>, ...flags: string[]): Promise<SyncApplied> {
  const result = await apply(syncs, '--json', ...flags);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout) as SyncApplied; // as: what the command prints
}

async function schedule(name: string) {
  return await temporal.client.schedule.getHandle(`sync-${name}`).describe();
}

/** By which Temporal tells that nothing was written to a schedule. */
async function stateOf(name: string) {
  const { raw, info } = await schedule(name);
  return { token: Buffer.from(raw.conflictToken ?? []).toString('hex'), updatedAt: info.lastUpdatedAt };
}

async function run(name: string) {
  const { run: id } = await system.client.syncs.trigger(name);
  if (id === undefined) throw new Error('no run was started');
  return await finishRun(system, id);
}

describe('modelrail sync apply', () => {
  const [a, b] = [`a-${unique}`, `b-${unique}`];

  it('declares what is not there, shows it first, and writes nothing the second time', async () => {
    const syncs = { [a]: await entry(a), [b]: await entry(b, { every: undefined, cron: '0 2 * * *' }) };
    const planned = await apply(syncs, '--dry-run');
    expect(planned).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing was written') });
    expect(planned.stdout).toContain(`+ ${a}: create`);
    expect(planned.stdout).toContain('    every: 1h');
    await expect(schedule(a)).rejects.toThrow(/not found/i);
    expect((await applied(syncs)).changes).toMatchObject([
      { op: 'create', name: a, state: 'done' },
      { op: 'create', name: b, state: 'done' },
    ]);
    expect(await system.client.syncs.get(a)).toMatchObject({
      source: join(system.models, a),
      declaration: { host: 'test-host', platform: 'cq' },
    });
    const before = [await stateOf(a), await stateOf(b)];
    const again = await apply(syncs);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to do') });
    expect(again.stdout).toBe(`  ${a}: unchanged\n  ${b}: unchanged\n`);
    expect([await stateOf(a), await stateOf(b)]).toEqual(before);
  });

  it('changes what differs alone, and keeps a pause, its note, the offset of an interval and what is remembered', async () => {
    expect(await run(a)).toMatchObject({ new: 1 });
    await system.client.syncs.pause(a, 'the disk is being changed');
    const { spec } = await schedule(a);
    const untouched = await stateOf(b);
    const syncs = {
      [a]: await entry(a, { group: { name: 'evening' }, retries: 5 }),
      [b]: await entry(b, { every: undefined, cron: '0 2 * * *' }),
    };
    const shown = await apply(syncs);
    expect(shown.stdout.split('\n')).toEqual([
      `~ ${a}: update`,
      '    group.name: handover → evening',
      '    retries: 5',
      `  ${b}: unchanged`,
      '',
    ]);
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining(`${a}: updated`) });
    // A busy worker may not say in time what the sync remembers.
    await expect
      .poll(() => system.client.syncs.get(a))
      .toMatchObject({
        paused: true,
        note: 'the disk is being changed',
        declaration: { group: { name: 'evening' }, retries: 5 },
        remembered: { files: 1 },
      });
    expect((await schedule(a)).spec.intervals).toEqual(spec.intervals);
    expect(await stateOf(b)).toEqual(untouched);
    await applied({ ...syncs, [a]: await entry(a, { group: { name: 'evening' }, retries: 5, every: '2h' }) });
    expect((await schedule(a)).spec.intervals?.[0]?.every).toBe(2 * 60 * 60_000);
    await system.client.syncs.resume(a);
    expect(await run(a)).toMatchObject({ new: 0, unchanged: 1 });
  });

  it('needs --yes for another target, and then delivers everything there, under ids of its own', async () => {
    const other = await system.finish(await system.start(system.request([await system.addModel('x.ifc', 'x')])));
    const syncs = { [a]: await entry(a, { every: '2h', project: { id: other.projectId } }), [b]: await entry(b) };
    await system.client.syncs.pause(a, 'wait');
    const before = [await stateOf(a), await stateOf(b)];
    const refused = await apply(syncs);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('confirm with --yes') });
    expect(refused.stdout).toContain(`~ ${a}: update: another source or target, forgets 1 file`);
    expect(refused.stdout).toContain(`project.id: ${projectId} → ${other.projectId}`);
    // Nor is anything done about the other one.
    expect([await stateOf(a), await stateOf(b)]).toEqual(before);
    expect((await applied(syncs, '--yes')).changes).toMatchObject([
      { op: 'update', name: a, isReset: true, forgets: 1, state: 'done' },
      { op: 'update', name: b, state: 'done' },
    ]);
    await expect
      .poll(() => system.client.syncs.get(a))
      .toMatchObject({ paused: true, note: 'wait', remembered: { files: 0 } });
    const anew = await run(a);
    expect(anew).toMatchObject({ new: 1, unchanged: 0, ingestions: [`${a}-g2-b1`] });
    expect((await system.client.get(`${a}-g2-b1`)).projectId).toBe(other.projectId);
  });

  it('leaves what the file does not have, and deletes it with --prune', async () => {
    const syncs = { [b]: await entry(b) };
    const left = await apply(syncs);
    expect(left.stdout).toContain(`  ${a}: not in the configuration, left as it is (--prune deletes it)`);
    expect(await applied(syncs, '--dry-run')).toMatchObject({ changes: [], unchanged: [b], left: [a] });
    const pruned = await apply(syncs, '--prune');
    expect(pruned.stdout).toContain(`- ${a}: delete, forgets 1 file`);
    expect(pruned).toMatchObject({ code: 0, stderr: expect.stringContaining('deleted, 1 file forgotten') });
    await expect(system.client.syncs.get(a)).rejects.toMatchObject({ type: 'NotFound' });
  });

  it('gives a sync that is declared again under a name ids that the one before did not have', async () => {
    await applied({ [a]: await entry(a), [b]: await entry(b) });
    expect(await run(a)).toMatchObject({ status: 'completed', new: 1, ingestions: [`${a}-g3-b1`] });
  });

  it('tells everything that is wrong at once, and does nothing', async () => {
    const syncs = {
      [`new-${unique}`]: await entry(`new-${unique}`),
      one: await entry('one', { source: './models/missing' }),
      two: await entry('two', { source: '..' }),
      three: await entry('three', { retries: 0 }),
      '..': await entry('four'),
    };
    const refused = await apply(syncs);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('syncs.one.source: ');
    expect(refused.stderr).toContain('does not exist');
    expect(refused.stderr).toContain('syncs.two.source: ');
    expect(refused.stderr).toContain('outside sources.roots');
    expect(refused.stderr).toContain('syncs.three.retries must be at least 1');
    expect(refused.stderr).toMatch(/a sync is named by .*"\.\."/);
    await expect(schedule(`new-${unique}`)).rejects.toThrow(/not found/i);
    expect(await system.modelrail('sync', 'apply')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no section "syncs"'),
    });
  });
});

describe('syncs.put', () => {
  const name = `put-${unique}`;
  const declaration = (more: Partial<SyncDeclaration> = {}): SyncDeclaration => ({
    source: join(system.models, name),
    host: 'test-host',
    every: '1h',
    platform: 'cq',
    project: { id: projectId },
    ...more,
  });

  it('ends what an earlier call began to forget and came no further with', async () => {
    const { syncs } = system.client;
    await entry(name);
    expect(await syncs.put(name, declaration())).toMatchObject({ op: 'create' });
    expect(await syncs.put(name, declaration())).toEqual({ name, op: 'none', keys: [] });
    await run(name);
    await expect(syncs.put(name, declaration({ source: join(system.models, 'seed') }))).rejects.toMatchObject({
      type: 'AlreadyExists',
    });
    // As a client leaves it that dies between the two.
    await temporal.client.schedule.getHandle(`sync-${name}`).update((before) => ({
      ...before,
      action: { ...before.action, args: [{ name, declaration: declaration(), isBeingReset: true }] },
    }));
    const refused = await run(name);
    expect(refused).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('is being forgotten') },
    });
    await expect(syncs.put(name, declaration())).rejects.toMatchObject({ type: 'AlreadyExists' });
    expect(await syncs.put(name, declaration(), { reset: true })).toMatchObject({
      op: 'update',
      keys: [],
      forgotten: 1,
    });
    expect(await run(name)).toMatchObject({ status: 'completed', new: 1, ingestions: [`${name}-g2-b1`] });
    await syncs.delete(name);
  });
});

describe('modelrail sync backfill', () => {
  it('makes one run, whatever number was due', async () => {
    const name = `back-${unique}`;
    await entry(name);
    await system.client.syncs.create(name, {
      source: join(system.models, name),
      host: 'test-host',
      cron: '* * * * *',
      platform: 'cq',
      project: { id: projectId },
    });
    await system.client.syncs.pause(name, 'made by hand');
    const made = await system.modelrail('sync', 'backfill', name, '--from', '2d', '--to', '1h', '--json');
    expect(made).toMatchObject({ code: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({ status: 'completed', new: 1 });
    expect((await schedule(name)).info.numActionsTaken).toBe(1);
    const none = await system.modelrail(
      'sync',
      'backfill',
      name,
      '--from',
      '2026-01-01T00:00:10Z',
      '--to',
      '2026-01-01T00:00:20Z',
    );
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining(`no run of ${name} was due`) });
    expect((await schedule(name)).info.numActionsTaken).toBe(1);
    await system.client.syncs.delete(name);
  });
});
