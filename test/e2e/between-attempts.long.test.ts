import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longTags, pseudoRandomBytes } from '../support/model-files.ts';
import { untilSteps } from '../support/pending-steps.ts';
import type { Fault, SimulatorControl } from '../support/simulator-control.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const CHUNK = 64 * 1024;
/** The last chunk is a short one. */
const SIZE = 10 * CHUNK - 1_000;
/** One for each try of a test: a platform that was made as new refuses the token that the worker has, and that is a call more. */
const PLATFORMS = Array.from({ length: 10 }, (_, number) => `platform-${number}`);
let system: TestSystem;
let platform: string;
let simulator: SimulatorControl;

beforeAll(async () => {
  system = await startSystem({
    platform: { upload: { chunkSize: '64KiB', concurrency: 4 } },
    further: Object.fromEntries(PLATFORMS.map((name) => [name, {}])),
  });
});
beforeEach(() => {
  platform = PLATFORMS.shift() ?? 'none is left';
  simulator = system.simulatorOf(platform);
});
afterAll(() => system[Symbol.asyncDispose]());

/** Refuses a call from the request after the first `after` on; the step comes back to it in ten minutes. */
function storm(endpoint: 'upload' | 'uploadFileStatus', more: Partial<Fault>): Fault {
  return { match: { endpoint }, kind: 'status', status: 503, headers: { 'Retry-After': '600' }, ...more };
}

/** Waits until the transfer of a run waits for its next attempt. */
async function untilBetweenAttempts(id: string): Promise<void> {
  await untilSteps(id, (steps) =>
    steps.some((step) => step.name === 'transferChunks' && step.isAtRest && step.attempt > 1),
  );
}

async function pauseAndResume(id: string, runs: readonly string[] = [id]): Promise<void> {
  await system.client.pause(id);
  for (const run of runs) await untilSteps(run, (steps) => steps.length === 0);
  await simulator.clearFaults();
  await system.client.resume(id);
}

describe('a transfer between two attempts', () => {
  it('keeps its counts when it is paused, and when it is cancelled', async () => {
    await system.worker();
    const request = system.request([await system.addModel('a.rvt', pseudoRandomBytes(SIZE, 1))], { platform });
    await simulator.fault(storm('upload', { after: 3 }));
    const first = await system.start(request);
    await untilBetweenAttempts(first);

    await system.client.cancel(first);

    const cancelled = await system.finish(first);
    expect(cancelled.files[0]?.upload).toMatchObject({ sent: 3, skipped: 0, bytesSent: 3 * CHUNK, bytesSkipped: 0 });
    expect(cancelled.leftovers).toEqual(['file a.rvt: 3 of 10 chunks']);
    const { steps } = await system.client.manifest(first);
    expect(steps.find(({ step }) => step === 'transferChunks')).toMatchObject({ outcome: 'cancelled', attempts: 1 });

    await simulator.clearFaults();
    await simulator.fault(storm('upload', { after: 2 }));
    const second = await system.start(request);
    await untilBetweenAttempts(second);

    await pauseAndResume(second);

    const result = await system.finish(second);
    const bytesSent = SIZE - 3 * CHUNK;
    expect(result.files[0]).toMatchObject({
      status: 'registered',
      upload: { chunks: 10, sent: 7, skipped: 3, bytesSent, bytesSkipped: 3 * CHUNK, instant: false },
    });
    expect((await simulator.stats()).chunks).toMatchObject({ distinctBytes: SIZE, duplicates: 0 });
  });

  it('has sent what the platform took without a word', async () => {
    await system.worker();
    const size = 4 * CHUNK;
    const source = await system.addModel('a.rvt', pseudoRandomBytes(size, 2));
    await simulator.fault(storm('upload', { effect: true }), storm('uploadFileStatus', { after: 1 }));
    const id = await system.start(system.request([source], { platform }));
    await untilBetweenAttempts(id);
    expect((await simulator.stats()).chunks.distinctBytes).toBe(size);

    await pauseAndResume(id);

    const result = await system.finish(id);
    expect(result.files[0]?.upload).toEqual({
      chunks: 4,
      sent: 4,
      skipped: 0,
      bytesSent: size,
      bytesSkipped: 0,
      instant: false,
    });
  });

  it('has sent it also when it is cancelled, and the retry finds it there', async () => {
    await system.worker();
    const source = await system.addModel('a.rvt', pseudoRandomBytes(CHUNK, 3));
    await simulator.fault(storm('upload', { effect: true }), storm('uploadFileStatus', { after: 1 }));
    const id = await system.start(system.request([source], { platform }));
    await untilBetweenAttempts(id);

    await system.client.cancel(id);
    expect((await system.finish(id)).leftovers).toEqual(['file a.rvt: some chunks (perhaps)']);
    await simulator.clearFaults();
    await system.client.retry(id);

    const result = await system.finish(id);
    expect(result.files[0]?.upload).toMatchObject({ sent: 1, skipped: 0, bytesSent: CHUNK, instant: false });
  });

  it('keeps its counts in a slice', async () => {
    await system.worker();
    const sources = [0, 1].map((n) => system.addModel(`${n}.rvt`, pseudoRandomBytes(SIZE, 5 + 2 * n)));
    const request = system.request(await Promise.all(sources), { platform });
    const tags = longTags(200_000);
    await simulator.fault(storm('upload', { after: 6 }));
    const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags })) });
    await system.until(id, (progress) => progress.files.every((file) => file.stage === 'upload'));
    const slices = [`${id}/files-1-1`, `${id}/files-2-2`];
    for (const slice of slices) await untilBetweenAttempts(slice);

    await pauseAndResume(id, slices);

    const result = await system.finish(id);
    const upload = { sent: 10, skipped: 0, bytesSent: SIZE, instant: false };
    expect(result.files).toMatchObject([{ upload }, { upload }]);
  });

  it('keeps its counts when the worker that ran it is gone', async () => {
    const ofHost = await system.worker();
    await system.startWorker('another-host');
    const source = await system.addModel('a.rvt', pseudoRandomBytes(SIZE, 6));
    await simulator.fault({ match: { endpoint: 'upload' }, after: 5, kind: 'hang' });
    const id = await system.start(system.request([source], { platform }));
    await system.until(id, (progress) => progress.files[0]?.upload.sent === 5);
    await ofHost.kill();
    await untilBetweenAttempts(id);

    await pauseAndResume(id);

    await system.startWorker();
    const result = await system.finish(id);
    expect(result.files[0]?.upload).toMatchObject({ sent: 10, skipped: 0, bytesSent: SIZE, instant: false });
  });
});
