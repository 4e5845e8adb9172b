import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModelrail, type Modelrail, type SyncDeclaration } from '../../client/index.ts';
import { putSync } from '../../client/syncs/put.ts';
import { connectTemporal } from '../../client/temporal/temporal.ts';
import { temporalAddress } from '../support/provided.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

let temporal: Awaited<ReturnType<typeof connectTemporalClient>>;
let client: Modelrail;
const address = temporalAddress();
const taskQueue = `put-${randomUUID()}`;
const declared: string[] = [];

beforeAll(async () => {
  temporal = await connectTemporalClient(address);
  client = await createModelrail({ address, taskQueue });
});
afterAll(async () => {
  for (const name of declared) {
    await temporal.client.schedule.getHandle(`sync-${name}`).delete();
    await temporal.client.workflow.getHandle(`sync-${name}/memory`).terminate();
  }
  await client.close();
  await temporal[Symbol.asyncDispose]();
});

const manifest = (query: string): SyncDeclaration => ({
  source: `https://models.example/list.jsonl${query}`,
  every: '1h',
  platform: 'cq',
  project: { id: 'P-1' },
});

async function declare(declaration: SyncDeclaration): Promise<string> {
  const name = `put-${randomUUID().slice(0, 8)}`;
  await client.syncs.create(name, declaration);
  declared.push(name);
  return name;
}

async function writtenSource(name: string): Promise<unknown> {
  const { action } = await temporal.client.schedule.getHandle(`sync-${name}`).describe();
  const input = action.args?.[0] as { declaration: SyncDeclaration }; // as: what the client writes
  return input.declaration.source;
}

describe('a manifest with another signature', () => {
  it('is written, is the same memory, and its query is shown nowhere', async () => {
    const name = await declare(manifest('?key=old'));
    const change = {
      key: 'source',
      from: 'https://models.example/list.jsonl',
      to: 'https://models.example/list.jsonl',
    };
    const planned = await client.syncs.apply({ [name]: manifest('?key=new') }, { dryRun: true });
    expect(planned.changes).toEqual([
      { op: 'update', name, keys: [{ ...change, hasOtherQuery: true }], state: 'planned' },
    ]);
    expect(await client.syncs.put(name, manifest('?key=new'))).toEqual({
      name,
      op: 'update',
      keys: [{ ...change, hasOtherQuery: true }],
    });
    expect(await writtenSource(name)).toBe('https://models.example/list.jsonl?key=new');
    expect(await client.syncs.put(name, manifest('?key=new'))).toEqual({ name, op: 'none', keys: [] });
  });
});

describe('declarations of several syncs', () => {
  it('are refused with all that is wrong with any of them', async () => {
    const { platform: _platform, ...nowhere } = manifest('');
    const known = await createModelrail({ address, taskQueue, platforms: ['cq', 'eq'] });
    const refused = known.syncs.apply({
      a: { ...manifest(''), platform: 'cp' },
      b: nowhere,
      c: { ...manifest(''), every: '0s' },
    });
    await expect(refused).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: [
        'c.every must be between 1s and 366d, not 0s',
        'a: platform "cp" is not configured (there are cq, eq)',
        'b: no platform is named (there are cq, eq)',
      ].join('\n'),
    });
    await known.close();
  });
});

describe('a sync that is changed by two at the same time', () => {
  it('keeps a pause that comes between the look at it and the change', async () => {
    const name = await declare(manifest(''));
    const other = await connectTemporal({ address, taskQueue });
    const service = other.client.workflowService;
    const update = service.updateSchedule.bind(service) as (request: object) => Promise<object>; // as: one of its forms
    let updates = 0;
    Object.assign(service, {
      updateSchedule: async (request: object) => {
        updates += 1;
        if (updates === 1) await client.syncs.pause(name, 'a new disk');
        return await update(request);
      },
    });
    expect(await putSync(other, name, { ...manifest(''), retries: 5 })).toMatchObject({ op: 'update' });
    await other.close();
    expect(await client.syncs.get(name)).toMatchObject({
      paused: true,
      note: 'a new disk',
      declaration: { retries: 5 },
    });
  });
});

describe('a sync of another task queue', () => {
  it('is not taken over: its memory is answered by the workers there', async () => {
    const name = await declare(manifest(''));
    const elsewhere = await createModelrail({ address, taskQueue: `${taskQueue}-other` });
    const refusal = { type: 'AlreadyExists', message: expect.stringContaining(`"${taskQueue}"`) };
    await expect(elsewhere.syncs.apply({ [name]: manifest('') }, { dryRun: true })).rejects.toMatchObject(refusal);
    await expect(elsewhere.syncs.put(name, { ...manifest(''), retries: 5 })).rejects.toMatchObject(refusal);
    await elsewhere.close();
    const { action } = await temporal.client.schedule.getHandle(`sync-${name}`).describe();
    expect(action).toMatchObject({ taskQueue });
  });
});
