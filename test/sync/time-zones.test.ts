import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncDeclaration } from '../../client/index.ts';
import { scheduleOf, writing } from '../../client/syncs/schedule.ts';
import { isTimeZone } from '../../lib/sync/time-zones.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

describe('a time zone', () => {
  it.each(['UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'Asia/Calcutta', 'PRC', 'Etc/GMT+8', 'Europe/Kyiv', 'US/Pacific'])(
    'is %s',
    (name) => expect(isTimeZone(name)).toBe(true),
  );

  // Node takes all of these but the last three.
  it.each(['asia/shanghai', 'ASIA/SHANGHAI', 'utc', 'BST', 'CST', 'IST', 'Mars/Olympus', '+08:00', ''])(
    'is not %j',
    (name) => expect(isTimeZone(name)).toBe(false),
  );
});

describe('a schedule that Temporal refuses', () => {
  const unique = randomUUID().slice(0, 8);
  let system: TestSystem;
  let temporal: Awaited<ReturnType<typeof connectTemporalClient>>;
  beforeAll(async () => {
    system = await startSystem();
    await system.hostedWorker();
    temporal = await connectTemporalClient(temporalAddress());
  });
  afterAll(async () => {
    await temporal[Symbol.asyncDispose]();
    await system[Symbol.asyncDispose]();
  });

  const declaration = (more: Partial<SyncDeclaration> = {}): SyncDeclaration => ({
    source: '/models',
    host: 'test-host',
    cron: '0 2 * * *',
    platform: 'cq',
    ...more,
  });
  // Longer than what Temporal takes as the input of a run, deflated too.
  const refused = { exclude: [`/${randomBytes(2_300_000).toString('base64')}`] };
  const openMemories = async (name: string) => {
    const query = `ModelrailSync = "${name}" AND WorkflowType = "syncMemory" AND ExecutionStatus = "Running"`;
    return (await temporal.client.workflow.count(query)).count;
  };

  it('is told in its words', async () => {
    const name = `abbreviated-${unique}`;
    const { schedule } = temporal.client;
    const options = scheduleOf(system, { name, declaration: declaration({ timezone: 'BST' }) }, 0);
    await expect(writing(name, () => schedule.create({ ...options, scheduleId: name }))).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: `Temporal takes no such schedule of ${name}: unknown time zone BST`,
    });
  });

  it('leaves no memory that belongs to no sync', async () => {
    const name = `zone-${unique}`;
    const { syncs } = system.client;
    await expect(syncs.create(name, declaration(refused))).rejects.toMatchObject({ type: 'InvalidRequest' });
    await expect.poll(() => openMemories(name)).toBe(0);
    await syncs.create(name, declaration());
    await expect(syncs.put(name, declaration(refused))).rejects.toMatchObject({ type: 'InvalidRequest' });
    expect(await openMemories(name)).toBe(1);
    await syncs.delete(name);
  });
});
