import { expect, vi } from 'vitest';
import { md5 } from '../support/model-files.ts';
import type { TestSystem } from '../support/system.ts';

/** Bytes of a chunk of the platform that {@link platform} describes. */
export const CHUNK = 64 * 1024;
export const CONCURRENCY = 4;

/** Settings of a platform to which a small file goes in many chunks. */
export const platform = {
  upload: { chunkSize: '64KiB', concurrency: CONCURRENCY },
  convert: { pollInterval: '200ms' },
  timeouts: { connect: '2s', request: '5s' },
};

/** Resolves when the platform has accepted so many chunks. The limit ends only what hangs: a model is hashed before. */
export async function chunksAccepted({ simulator }: TestSystem, count: number): Promise<void> {
  await vi.waitUntil(async () => (await simulator.stats()).chunks.requests >= count, {
    timeout: 120_000,
    interval: 20,
  });
}

/** Expects one project, group, model and file on the platform, the file with this content. */
export async function expectOneOfEach({ simulator }: TestSystem, content: Buffer): Promise<void> {
  const { projects, groups, models, files } = await simulator.state();
  expect([projects.length, groups.length, models.length]).toEqual([1, 1, 1]);
  expect(files.map((file) => file.md5)).toEqual([md5(content)]);
}
