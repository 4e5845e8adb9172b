import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test, vi } from 'vitest';
import type { Recall } from '../../activities/recall.ts';
import { createSourceActivities } from '../../activities/sources.ts';
import type { FingerprintFile, FingerprintHeartbeat, HashCheckpoint } from '../../contracts/activities.ts';
import type { Hasher, HashRequest } from '../../lib/hashing/hasher.ts';
import type { Sources } from '../../lib/sources/source.ts';
import { checkpointAt } from '../hashing/support.ts';

const NO_RECALL: Recall = {
  contents: async () => new Map(),
  versions: async () => new Map(),
  target: async () => undefined,
};

const layout = { size: 1000, chunkSizeBytes: 300 };
const early = checkpointAt(350, layout);
const later = checkpointAt(700, layout);

/** What is asked of the hasher, file by file, and what was told. */
interface Outcome {
  requests: HashRequest[];
  heartbeats: FingerprintHeartbeat[];
}

interface Step {
  isRemote?: boolean;
  files?: number;
  size?: number;
  chunkSizeBytes?: number;
  given?: Record<string, HashCheckpoint>;
  previous?: Record<string, unknown>;
  sha256?: true;
  /** Checkpoints that the hasher makes of every file. */
  makes?: readonly HashCheckpoint[];
}

/** Runs the step over files of a disk that is remote or not, with a hasher that makes these checkpoints. */
async function fingerprint(step: Step): Promise<Outcome> {
  const { isRemote = true, files = 1, size = layout.size, chunkSizeBytes = layout.chunkSizeBytes, makes = [] } = step;
  const requests: HashRequest[] = [];
  const heartbeats: FingerprintHeartbeat[] = [];
  const stamp = { size, stamp: 'x' };
  const sources: Sources = {
    inspect: async () => stamp,
    stamp: async () => stamp,
    content: async ({ source }) => ({ path: source, isRemote }),
    open: () => Promise.reject(new Error('hashing opens files by their paths')),
  };
  const hasher: Hasher = {
    async hash(request) {
      requests.push(request);
      for (const made of makes) {
        request.resume?.onCheckpoint(made);
        request.onProgress(made.bytes);
        // Reports that come close upon each other are one heartbeat.
        const isTold = () => heartbeats.some(({ bytes }) => bytes[Number(request.source.slice(1))] === made.bytes);
        await vi.waitUntil(isTold, { timeout: 30_000, interval: 5 });
      }
      return { md5: 'md5', checksums: '' };
    },
    digest: () => {
      throw new Error('this step hashes files, not streams');
    },
    digestChunks: () => {
      throw new Error('this step hashes files, not streams');
    },
    close: async () => undefined,
  };
  const environment = new MockActivityEnvironment(
    { attempt: step.previous ? 2 : 1, heartbeatDetails: step.previous },
    { logger: new DefaultLogger('ERROR') },
  );
  // As it is on its way: what is told later must not change it.
  environment.on('heartbeat', (details: FingerprintHeartbeat) => heartbeats.push(structuredClone(details)));
  const { fingerprintFiles } = createSourceActivities({ sources, hasher, recall: NO_RECALL });
  await environment.run(fingerprintFiles, {
    chunkSizeBytes,
    files: Array.from({ length: files }, (_, index): FingerprintFile => ({ index, source: `/${index}`, ...stamp })),
    ...(step.given && { checkpoints: step.given }),
    ...(step.sha256 && { sha256: step.sha256 }),
  });
  return { requests, heartbeats };
}

describe('a file of this machine’s disk', () => {
  test('is hashed without checkpoints', async () => {
    const { requests, heartbeats } = await fingerprint({ isRemote: false, given: { 0: early }, makes: [later] });
    expect(requests).toMatchObject([{ path: '/0' }]);
    expect(requests[0]).not.toHaveProperty('resume');
    expect(heartbeats.map(({ bytes }) => bytes['0'])).toEqual([later.bytes]);
  });
});

describe('a file of a network disk', () => {
  test('is hashed without checkpoints where its SHA-256 is asked for', async () => {
    const { requests } = await fingerprint({ sha256: true, given: { 0: early } });
    expect(requests).toMatchObject([{ withSha256: true }]);
    expect(requests[0]).not.toHaveProperty('resume');
  });

  test('begins at its beginning, and its checkpoints go out with the progress', async () => {
    const { requests, heartbeats } = await fingerprint({ makes: [early, later] });
    expect(requests[0]?.resume?.from).toBeUndefined();
    expect(heartbeats).toMatchObject([
      { bytes: { 0: early.bytes }, checkpoints: { 0: early } },
      { bytes: { 0: later.bytes }, checkpoints: { 0: later } },
    ]);
  });

  test.each([
    ['the attempt before it', { previous: { step: 'fingerprint', bytes: {}, checkpoints: { 0: later } } }],
    ['the step that was paused', { given: { 0: later } }],
    [
      'the attempt before it rather than the paused step',
      { given: { 0: early }, previous: { checkpoints: { 0: later } } },
    ],
    ['the paused step when the attempt before it said nothing', { given: { 0: later }, previous: { attempt: 1 } }],
  ])('goes on after %s, and says so at once', async (_, left: Step) => {
    const { requests, heartbeats } = await fingerprint(left);
    expect(requests[0]?.resume?.from).toEqual(later);
    expect(heartbeats[0]).toMatchObject({ bytes: { 0: later.bytes }, checkpoints: { 0: later } });
  });

  test.each([
    ['of another length', { size: 500 }],
    ['in other chunks', { chunkSizeBytes: 100 }],
    ['that is none', { previous: { checkpoints: { 0: 'x' } } }],
    ['among what is no list', { previous: { checkpoints: null } }],
    ['of another file', { previous: { checkpoints: { 1: later } } }],
  ])('does not take up a checkpoint %s', async (_, step: Step) => {
    const { requests } = await fingerprint({ previous: { checkpoints: { 0: later } }, ...step });
    expect(requests[0]?.resume?.from).toBeUndefined();
  });
});

describe('heartbeats stay small', () => {
  const large = { size: 100_000, chunkSizeBytes: 4 };

  test('a checkpoint too large for them leaves the one before it', async () => {
    const [fits, tooLarge] = [checkpointAt(40_000, large), checkpointAt(80_000, large)];
    const { heartbeats } = await fingerprint({ ...large, makes: [fits, tooLarge] });
    expect(heartbeats[1]).toMatchObject({ bytes: { 0: 80_000 }, checkpoints: { 0: fits } });
  });

  test('all files of a step share the bound', async () => {
    const { heartbeats } = await fingerprint({ ...large, files: 5, makes: [checkpointAt(20_000, large)] });
    const last = heartbeats.at(-1);
    expect(Object.keys(last?.checkpoints ?? {})).toHaveLength(2);
    expect(JSON.stringify(last).length).toBeLessThan(70_000);
  });
});
