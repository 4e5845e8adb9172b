import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { startFileServer } from '../support/file-server.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import type { RunningCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { chunksAccepted } from './sending.ts';

const MIB = 1024 ** 2;
const SIZE = 256 * MIB;
/** Memory of a worker beyond that of an idle one. */
const MAX_ABOVE_IDLE_MIB = 200;
const hasServer = await hasMoto();
const platform = { upload: { chunkSize: '1MiB' }, timeouts: { connect: '2s', request: '20s' } };

/** Memory of a process that is in RAM, in MiB, now and at most since it was counted anew. Linux. */
function memoryOf({ pid }: RunningCommand): { nowMiB: number; peakMiB: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { nowMiB: field('VmRSS'), peakMiB: field('VmHWM') };
}

/** What a worker takes that has done a little and does nothing now; its peak is counted from here on. */
async function idleMiB(system: TestSystem, worker: RunningCommand): Promise<number> {
  const small = await system.start(system.request([await system.addModel('small.ifc', smallIfc(1))]));
  expect((await system.finish(small)).status).toBe('completed');
  const { nowMiB } = memoryOf(worker);
  writeFileSync(`/proc/${worker.pid}/clear_refs`, '5');
  await system.simulator.reset();
  return nowMiB;
}

async function expectDelivered(system: TestSystem, result: IngestProgress, content: Buffer): Promise<void> {
  expect(result).toMatchObject({ status: 'completed', files: [{ hash: md5(content), size: SIZE }] });
  expect((await system.simulator.state()).files.map((file) => file.md5)).toEqual([md5(content)]);
}

function tell(what: string, peaks: readonly number[], idle: number): void {
  const above = peaks.map((peak) => `${(peak - idle).toFixed(0)} MiB`).join(', ');
  process.stdout.write(`${what}: at most ${above} above the ${idle.toFixed(0)} MiB of an idle worker\n`);
  for (const peak of peaks) expect(peak - idle).toBeLessThan(MAX_ABOVE_IDLE_MIB);
}

describe.skipIf(process.platform !== 'linux')('256 MiB of a server', () => {
  test('that cuts every tenth connection are delivered, in little memory', async () => {
    await using server = await startFileServer();
    await using system = await startSystem({ sources: { allowHosts: ['127.0.0.1'] }, platform });
    const worker = await system.startWorker();
    const idle = await idleMiB(system, worker);
    const content = pseudoRandomBytes(SIZE, 3);
    const source = server.put('/tower.xyz', { content });
    server.cutEvery(10);

    const id = await system.start({ ...system.request([]), files: [{ source }] });
    const result = await system.finish(id);

    await expectDelivered(system, result, content);
    // One connection for each request.
    expect(server.requests.length).toBeGreaterThan(250);
    tell(`HTTP, ${Math.floor(server.requests.length / 10)} cuts`, [memoryOf(worker).peakMiB], idle);
  });

  test.skipIf(!hasServer)('of S3 are delivered although the worker is killed three times', async () => {
    const moto = await startMoto();
    onTestFinished(() => moto[Symbol.asyncDispose]());
    const bucket = { endpoint: moto.endpoint, ...moto.keys };
    await using system = await startSystem({
      sources: { s3: { models: bucket } },
      platform: { ...platform, upload: { chunkSize: '4MiB' } },
    });
    const content = pseudoRandomBytes(SIZE, 5);
    await moto.put('models');
    await moto.put('models', 'tower.xyz', content);
    let worker = await system.startWorker();
    const idle = await idleMiB(system, worker);
    // Slow enough to be hit, whatever the machine's speed.
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 200 });
    const peaks: number[] = [];

    const id = await system.start({ ...system.request([]), files: [{ source: 's3://models/tower.xyz' }] });
    for (const chunks of [8, 24, 40]) {
      await chunksAccepted(system, chunks);
      peaks.push(memoryOf(worker).peakMiB);
      await worker.kill();
      worker = await system.startWorker();
    }
    const result = await system.finish(id);

    await expectDelivered(system, result, content);
    tell('S3, four workers', [...peaks, memoryOf(worker).peakMiB], idle);
  });
});
