import { appendFile, copyFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { CHUNK, chunksAccepted, expectOneOfEach, platform } from './sending.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform });
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

describe('a file that changes while it is sent', () => {
  it('is never merged, whatever was changed', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.hostedWorker();
    const content = pseudoRandomBytes(80 * CHUNK, 10);
    const source = await system.addModel('a.rvt', content);
    const id = await system.start(system.request([source]));
    await chunksAccepted(system, 8);
    await writeFile(source, pseudoRandomBytes(80 * CHUNK, 20));

    const result = await system.finish(id);

    expect(result.status).toBe('failed');
    expect(result.files[0]?.error?.type).toBe('SourceChanged');
    // What went before stays on the platform, and is told.
    expect(result.files[0]?.upload.sent).toBeGreaterThan(0);
    expect(result.leftovers).toEqual([expect.stringMatching(/^file a\.rvt: \d+ of 80 chunks$/)]);
    expect((await system.simulator.state()).files).toEqual([]);
  });

  it('is noticed by its size before the last chunk, although all that was hashed is there', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.hostedWorker();
    const source = await system.addModel('a.rvt', pseudoRandomBytes(40 * CHUNK, 12));
    const id = await system.start(system.request([source]));
    await chunksAccepted(system, 8);
    await appendFile(source, 'more');

    expect((await system.finish(id)).files[0]?.error?.type).toBe('SourceChanged');
    expect((await system.simulator.state()).files).toEqual([]);
  });
});

describe('a file of the same bytes is no change', () => {
  it('when a copy is put in its place while it is sent', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.hostedWorker();
    const content = pseudoRandomBytes(40 * CHUNK, 12);
    const source = await system.addModel('a.rvt', content);
    const copy = await system.addModel('copy.rvt', content);
    const id = await system.start(system.request([source]));
    await chunksAccepted(system, 8);
    await rename(copy, source);

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    await expectOneOfEach(system, content);
  });

  it('on a disk whose files have another inode at each look', async () => {
    const content = pseudoRandomBytes(40 * CHUNK, 13);
    const source = await system.addModel('a.rvt', content);
    await utimes(source, 1_700_000_000, 1_700_000_000);
    await using disk = replaceAllTheTime(source, join(system.folder, 'copy'));
    await disk.hasBegun;
    await system.hostedWorker();
    const id = await system.start(system.request([source]));

    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    await expectOneOfEach(system, content);
  });

  it('and none is needed for what the platform has', async () => {
    await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 250 });
    await system.hostedWorker();
    const content = pseudoRandomBytes(40 * CHUNK, 14);
    const first = await system.addModel('a.rvt', content);
    const second = await system.addModel('b.rvt', content);
    const id = await system.start(system.request([first, second]));
    // Both are hashed before one of them is sent.
    await chunksAccepted(system, 8);
    await rm(second);

    const { status, files } = await system.finish(id);
    expect([status, files[1]?.upload.instant]).toEqual(['completed', true]);
  });
});

/** Puts one copy after the other in the place of a file, with its times: each look finds another inode. */
function replaceAllTheTime(path: string, copy: string): AsyncDisposable & { hasBegun: Promise<void> } {
  let isOver = false;
  const replace = async () => {
    const { atime, mtime } = await stat(path);
    await copyFile(path, copy);
    await utimes(copy, atime, mtime);
    await rename(copy, path);
  };
  const hasBegun = replace();
  const all = hasBegun.then(async () => {
    while (!isOver) await replace();
  });
  return {
    hasBegun,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await all;
    },
  };
}
