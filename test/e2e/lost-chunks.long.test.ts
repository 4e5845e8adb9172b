import { afterEach, describe, expect, it } from 'vitest';
import { pseudoRandomBytes } from '../support/model-files.ts';
import type { SimulatorControl } from '../support/simulator-control.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** A platform that always loses takes a minute to be given up, and that on a busy machine. */
const TIMEOUT_MS = 120_000;
const CHUNK = 64 * 1024;
const SIZE = 3 * CHUNK + 1_000;

const platform = { upload: { chunkSize: '64KiB' } };

let system: TestSystem;

afterEach(() => system[Symbol.asyncDispose]());

/** What a platform does, and how an ingestion of four chunks ends there. */
const KINDS: Record<string, { arm(control: SimulatorControl): Promise<void>; end: 'completed' | 'failed' }> = {
  loses: { arm: (control) => control.lose('chunk', 1_000_000), end: 'failed' },
  merges: { arm: (control) => control.lose('upload', 1_000_000), end: 'failed' },
  turns: { arm: (control) => control.front({ servers: 'turns' }), end: 'failed' },
  cached: { arm: (control) => control.front({ cacheMs: 20_000, obeysNoCache: false }), end: 'completed' },
  obedient: { arm: (control) => control.front({ cacheMs: 600_000 }), end: 'completed' },
};

describe('a platform that accepts chunks and does not have them', () => {
  it('gets each four times at most, and the ingestion an end', { timeout: TIMEOUT_MS }, async () => {
    system = await startSystem({ platform, further: Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, {}])) });
    await system.startWorker();
    const source = await system.addModel('tower.rvt', pseudoRandomBytes(SIZE, 1));
    const ends = await Promise.all(
      Object.entries(KINDS).map(async ([kind, { arm }]) => {
        const control = system.simulatorOf(kind);
        await arm(control);
        const { status, files } = await system.finish(await system.start(system.request([source], { platform: kind })));
        const { bytes, requests } = (await control.stats()).chunks;
        return { kind, status, error: files[0]?.error, sent: files[0]?.upload.sent, bytes, requests };
      }),
    );
    for (const { kind, status, error, sent, bytes, requests } of ends) {
      expect({ kind, status }).toEqual({ kind, status: KINDS[kind]?.end });
      expect({ kind, isWithin: bytes <= 4 * SIZE }).toEqual({ kind, isWithin: true });
      expect({ kind, sent }).toEqual({ kind, sent: requests });
      if (status === 'failed') expect({ kind, type: error?.type }).toEqual({ kind, type: 'UnexpectedResponse' });
    }
    const said = Object.fromEntries(ends.map(({ kind, error }) => [kind, error?.message]));
    expect(said['loses']).toContain('accepted chunk 1 four times and still lists it as missing, and 3 more');
    expect(said['merges']).toBe('the platform lost chunks of this file 4 times before it was complete');
    // With the header nothing is sent twice.
    expect(ends.find(({ kind }) => kind === 'obedient')).toMatchObject({ bytes: SIZE });
  });

  it('gets no more when workers die and the ingestion is paused', { timeout: TIMEOUT_MS }, async () => {
    system = await startSystem({ platform });
    await system.simulator.lose('chunk', 1_000_000);
    const source = await system.addModel('tower.rvt', pseudoRandomBytes(SIZE, 2));
    const first = await system.startWorker();
    const id = await system.start(system.request([source]));
    const isStalled = (times: string) => system.until(id, ({ waiting }) => waiting?.reason.includes(times) === true);

    expect((await isStalled('accepted chunk 1 once')).waiting).toMatchObject({ for: 'platform' });
    await first.kill();
    await system.startWorker();
    await isStalled('accepted chunk 1 twice');
    await system.client.pause(id);
    await system.client.resume(id);

    expect(await system.finish(id)).toMatchObject({
      status: 'failed',
      files: [{ upload: { sent: 16 }, error: { type: 'UnexpectedResponse' } }],
    });
    expect((await system.simulator.stats()).chunks.bytes).toBe(4 * SIZE);
  });
});
