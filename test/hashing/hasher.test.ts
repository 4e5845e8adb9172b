import { createHash } from 'node:crypto';
import { mkdir, open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import type { HashCheckpoint } from '../../contracts/activities.ts';
// The built one: the thread that it starts is a file of its own, which Node cannot run before it is compiled.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { hashingFiles, reason, request } from './files.ts';
import { checkpointAt, digestOf } from './support.ts';

const { folder, makeFile, makeLongFile, countOpen } = await hashingFiles();
const shared = createHasher({ threads: 2 });
/** Takes the MD5 of each file in a second thread. */
const split = createHasher({ threads: 1, splitFromBytes: 0 });
const ways = [
  ['one thread', shared],
  ['two threads', split],
] as const;
afterAll(() => Promise.all([shared.close(), split.close()]));

describe.each(ways)('MD5 of the file and CRC-32 of its chunks, by %s,', (_, hasher) => {
  const small = fc.record({ size: fc.nat(5000), chunkSizeBytes: fc.integer({ min: 1, max: 6000 }) });
  const exact = fc
    .record({ chunks: fc.integer({ min: 1, max: 5 }), chunkSizeBytes: fc.integer({ min: 1, max: 1000 }) })
    .map(({ chunks, chunkSizeBytes }) => ({ size: chunks * chunkSizeBytes, chunkSizeBytes }));
  test.prop([fc.oneof(small, exact), fc.integer()])('are those of other hands', async (drawn, seed) => {
    const content = pseudoRandomBytes(drawn.size, seed);
    const path = await makeFile(content);
    const digest = await hasher.hash(request(path, drawn.size, { chunkSizeBytes: drawn.chunkSizeBytes }));
    expect(digest).toEqual(digestOf(content, drawn.chunkSizeBytes));
  });

  // The thread reads a mebibyte at a time.
  test.each([
    [1024 ** 2, 1024 ** 2],
    [1024 ** 2 + 1, 1024 ** 2],
    [3 * 1024 ** 2 + 5, 2 * 1024 ** 2],
    [3 * 1024 ** 2, 700_001],
    [2 * 1024 ** 2 + 7, 8 * 1024 ** 2],
  ])('are right for %i bytes in chunks of %i, longer than one read', async (size, chunkSizeBytes) => {
    const content = pseudoRandomBytes(size, 1);
    const digest = await hasher.hash(request(await makeFile(content), size, { chunkSizeBytes }));
    expect(digest).toEqual(digestOf(content, chunkSizeBytes));
  });

  // Two threads share four mebibytes.
  const mebibytes = fc.record({ count: fc.integer({ min: 3, max: 10 }), more: fc.constantFrom(-1, 0, 1, 77) });
  const chunkSize = fc.oneof(fc.constantFrom(1024 ** 2, 4 * 1024 ** 2), fc.integer({ min: 1000, max: 3_000_000 }));
  const large = pseudoRandomBytes(10 * 1024 ** 2 + 77, 1);
  test.prop([mebibytes, chunkSize], { numRuns: 20 })('are right for many reads', async (drawn, chunkSizeBytes) => {
    const content = large.subarray(0, drawn.count * 1024 ** 2 + drawn.more);
    const path = await makeFile(content);
    const digest = await hasher.hash(request(path, content.length, { chunkSizeBytes, withSha256: true }));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(digest).toEqual({ ...digestOf(content, chunkSizeBytes), sha256 });
  });
});

describe.each(ways)('by %s, a file', (_, hasher) => {
  test('that is shorter or longer than it should be has changed', async () => {
    const path = await makeFile(Buffer.alloc(5000));
    for (const [size, word] of [
      [5001, 'shorter'],
      [4999, 'longer'],
      [0, 'longer'],
    ] as const) {
      await expect(hasher.hash(request(path, size))).rejects.toMatchObject({
        type: 'SourceChanged',
        isRetryable: false,
        message: `${path} became ${word} while it was hashed`,
      });
    }
  });

  test('that became shorter in the middle leaves nothing to the next one', async () => {
    const { path, size } = await makeLongFile();
    let cut: Promise<void> | undefined;
    const onProgress = () => {
      cut ??= truncate(path, 1024 ** 2);
    };
    const hashing = hasher.hash(request(path, size, { onProgress, chunkSizeBytes: 1024 ** 2 }));
    await expect(hashing).rejects.toMatchObject({ type: 'SourceChanged' });
    await cut;
    const content = pseudoRandomBytes(5000, 1);
    expect(await hasher.hash(request(await makeFile(content), 5000))).toEqual(digestOf(content, 1024));
    expect(await countOpen()).toMatchObject({ files: 0 });
  });

  test('that is not there is told by the name that the user gave', async () => {
    const path = join(folder, 'missing.ifc');
    await expect(hasher.hash(request(path, 1, { source: '/models/missing.ifc' }))).rejects.toMatchObject({
      type: 'SourceNotFound',
      message: '/models/missing.ifc does not exist',
    });
  });

  test('that is a folder is refused', async () => {
    const path = join(folder, 'folder.ifc');
    await mkdir(path, { recursive: true });
    await expect(hasher.hash(request(path, 1))).rejects.toMatchObject({ type: 'InvalidRequest' });
  });

  test('tells how far it is', async () => {
    const { path, size } = await makeLongFile();
    const controller = new AbortController();
    const told: number[] = [];
    const onProgress = (bytes: number) => {
      if (told.push(bytes) === 3) controller.abort(reason);
    };
    const { signal } = controller;
    await expect(hasher.hash(request(path, size, { onProgress, signal }))).rejects.toBe(reason);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told[0]).toBeGreaterThan(0);
    expect(told.at(-1)).toBeLessThan(size);
  });
});

describe('a file whose bytes cost network', () => {
  /** Hashes until the first checkpoint and stops there; answers all checkpoints. */
  async function checkpointsUntilStop(path: string, size: number, chunkSizeBytes: number): Promise<HashCheckpoint[]> {
    const controller = new AbortController();
    const made: HashCheckpoint[] = [];
    const resume = {
      from: undefined,
      onCheckpoint(checkpoint: HashCheckpoint) {
        made.push(checkpoint);
        controller.abort(reason);
      },
    };
    await expect(shared.hash(request(path, size, { chunkSizeBytes, signal: controller.signal, resume }))).rejects.toBe(
      reason,
    );
    return made;
  }

  test('has the same digest', async () => {
    const content = pseudoRandomBytes(3 * 1024 ** 2 + 5, 1);
    const resume = { from: undefined, onCheckpoint() {} };
    const path = await makeFile(content);
    const digest = await shared.hash(request(path, content.length, { chunkSizeBytes: 700_001, resume }));
    expect(digest).toEqual(digestOf(content, 700_001, 'crc32'));
  });

  test('is taken up at its checkpoint, and only the rest of it is read', async () => {
    const chunkSizeBytes = 1024 ** 2;
    const long = await makeLongFile();
    const [first, reached] = await checkpointsUntilStop(long.path, long.size, chunkSizeBytes);
    if (first === undefined || reached === undefined) throw new Error('there is one on the way and one at the stop');
    expect(reached.bytes).toBeGreaterThanOrEqual(first.bytes);
    const size = reached.bytes + 5 * chunkSizeBytes + 77;
    const content = Buffer.alloc(size);
    await truncate(long.path, size);
    // Whoever reads the beginning now finds something else there.
    const file = await open(long.path, 'r+');
    await file.write(Buffer.alloc(100, 1), 0, 100, 0);
    await file.write(Buffer.alloc(100, 1), 0, 100, reached.bytes - 100);
    await file.close();

    const bytes: number[] = [];
    const resume = { from: reached, onCheckpoint() {} };
    const onProgress = (done: number) => bytes.push(done);
    const digest = await shared.hash(request(long.path, size, { chunkSizeBytes, resume, onProgress }));

    expect(digest).toEqual(digestOf(content, chunkSizeBytes, 'crc32'));
    expect(bytes.filter((done) => done < reached.bytes)).toEqual([]);
  });

  test('that became shorter than its checkpoint has changed', async () => {
    const resume = { from: checkpointAt(500, { size: 1000, chunkSizeBytes: 1024 }), onCheckpoint() {} };
    const path = await makeFile(Buffer.alloc(10));
    await expect(shared.hash(request(path, 1000, { resume }))).rejects.toMatchObject({ type: 'SourceChanged' });
  });
});
