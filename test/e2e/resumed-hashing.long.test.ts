import { createHash } from 'node:crypto';
import { open, truncate, utimes } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { FingerprintHeartbeat } from '../../contracts/activities.ts';
import { untilSteps } from '../support/pending-steps.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const MIB = 1024 ** 2;
/** Seconds for a digest that can be taken up again, and more than 32 bits of length. */
const SIZE = 576 * MIB;

const connection = await Connection.connect({ address: temporalAddress() });
const temporal = new Client({ connection });
let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());
afterAll(() => connection.close());

type Heartbeat = FingerprintHeartbeat & { attempt: number };

/** What the pending hashing step reported last, as Temporal has it. */
async function lastHeartbeat(id: string): Promise<Heartbeat | undefined> {
  const { raw } = await temporal.workflow.getHandle(id).describe();
  const pending = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'fingerprintFiles');
  const payload = pending?.heartbeatDetails?.payloads?.[0];
  return payload ? defaultPayloadConverter.fromPayload<Heartbeat>(payload) : undefined;
}

/** Waits for a heartbeat of the only file that is as wanted; answers it. */
async function heartbeatThat(id: string, isWanted: (heartbeat: Heartbeat) => boolean): Promise<Heartbeat> {
  let found: Heartbeat | undefined;
  await vi.waitUntil(
    async () => {
      found = await lastHeartbeat(id);
      return found !== undefined && isWanted(found);
    },
    { timeout: 30_000, interval: 20 },
  );
  if (found === undefined) throw new Error('there is no heartbeat');
  return found;
}

const reached = (heartbeat: Heartbeat | undefined) => heartbeat?.checkpoints?.['0']?.bytes ?? 0;

/** A file of zeros that takes no room on the disk, with a time that can be set again. */
async function addZeros(name: string): Promise<string> {
  const path = await system.addModel(name, '');
  await truncate(path, SIZE);
  await utimes(path, 1_000_000_000, 1_000_000_000);
  return path;
}

/** Writes something else to a place of the file that nobody is to read any more, and hides that. */
async function changeUnseen(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(100, 1), 0, 100, position);
  await file.utimes(1_000_000_000, 1_000_000_000);
  await file.close();
}

function md5OfZeros(): string {
  const md5 = createHash('md5');
  const zeros = Buffer.alloc(8 * MIB);
  for (let done = 0; done < SIZE; done += zeros.length) md5.update(zeros);
  return md5.digest('hex');
}

describe('a large file of a network disk', () => {
  it('is hashed on where a pause and the death of a worker left it', async () => {
    system = await startSystem({ sources: { networkDisk: true } });
    const first = await system.startWorker();
    const source = await addZeros('tower.xyz');
    const id = await system.start(system.request([source], { options: { dryRun: true } }));

    const beforePause = await heartbeatThat(id, ({ bytes }) => (bytes?.['0'] ?? 0) > 0);
    await system.client.pause(id);
    await vi.waitUntil(async () => (await lastHeartbeat(id)) === undefined, { timeout: 30_000, interval: 20 });
    await changeUnseen(source, 0);
    await system.client.resume(id);
    const resumed = await heartbeatThat(id, ({ bytes }) => bytes?.['0'] !== undefined);
    expect(resumed.bytes['0']).toBeGreaterThanOrEqual(beforePause.bytes['0'] ?? 0);

    await first.kill();
    const beforeKill = reached(await lastHeartbeat(id));
    expect(beforeKill).toBeGreaterThan(0);
    await changeUnseen(source, beforeKill - 100);
    await system.startWorker();
    // The old attempt is not given up before its heartbeats have been missed for a while.
    const md5 = md5OfZeros();
    const next = await heartbeatThat(id, ({ attempt }) => attempt === 2);
    expect(next.bytes['0']).toBeGreaterThanOrEqual(beforeKill);

    const result = await system.finish(id);
    expect(result.files[0]).toMatchObject({ hash: md5, size: SIZE });
    expect(result.status).toBe('completed');
  });

  it('is hashed on where a worker left it that died before a pause', async () => {
    system = await startSystem({ sources: { networkDisk: true } });
    const ofHost = await system.startWorker();
    await system.startWorker('another-host');
    const source = await addZeros('tower.xyz');
    const id = await system.start(system.request([source], { options: { dryRun: true } }));
    await heartbeatThat(id, (heartbeat) => reached(heartbeat) > 0);
    await ofHost.kill();
    await untilSteps(id, (steps) => steps.some((step) => step.isAtRest && step.attempt > 1));
    const beforePause = reached(await lastHeartbeat(id));
    await changeUnseen(source, beforePause - 100);

    await system.client.pause(id);
    await untilSteps(id, (steps) => steps.length === 0);
    await system.client.resume(id);
    await system.startWorker();

    const resumed = await heartbeatThat(id, ({ bytes }) => bytes?.['0'] !== undefined);
    expect(resumed.bytes['0']).toBeGreaterThanOrEqual(beforePause);
    expect((await system.finish(id)).files[0]).toMatchObject({ hash: md5OfZeros(), size: SIZE });
  });
});
