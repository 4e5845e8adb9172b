import { mkdir, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, onTestFinished, vi } from 'vitest';
import type { HashCheckpoint } from '../../contracts/activities.ts';
// The built one: the thread that it starts is a file of its own, which Node cannot run before it is compiled.
import { createHasher, type HashRequest } from '../../dist/lib/hashing/hasher.js';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { checkpointAt, digestOf } from './support.ts';

const folder = await mkdtemp(join(tmpdir(), 'modelrail-hashing-'));
const shared = createHasher({ threads: 2 });
afterAll(async () => {
  await shared.close();
  await rm(folder, { recursive: true });
});

const reason = new Error('cancelled');
let count = 0;

async function makeFile(content: Buffer): Promise<string> {
  count += 1;
  const path = join(folder, `${count}.ifc`);
  await writeFile(path, content);
  return path;
}

/** A file that takes seconds to hash and no room on the disk. */
async function makeLongFile(): Promise<{ path: string; size: number }> {
  const path = await makeFile(Buffer.alloc(0));
  const size = 4 * 1024 ** 3;
  await truncate(path, size);
  return { path, size };
}

function request(path: string, size: number, parts: Partial<HashRequest> = {}): HashRequest {
  const signal = new AbortController().signal;
  return { source: path, path, size, chunkSizeBytes: 1024, signal, onProgress() {}, ...parts };
}

function oneThread() {
  const hasher = createHasher({ threads: 1 });
  onTestFinished(() => hasher.close());
  return hasher;
}

describe('MD5 of the file and CRC-32 of its chunks', () => {
  const small = fc.record({ size: fc.nat(5000), chunkSizeBytes: fc.integer({ min: 1, max: 6000 }) });
  const exact = fc
    .record({ chunks: fc.integer({ min: 1, max: 5 }), chunkSizeBytes: fc.integer({ min: 1, max: 1000 }) })
    .map(({ chunks, chunkSizeBytes }) => ({ size: chunks * chunkSizeBytes, chunkSizeBytes }));
  test.prop([fc.oneof(small, exact), fc.integer()])('are those of other hands', async (drawn, seed) => {
    const content = pseudoRandomBytes(drawn.size, seed);
    const path = await makeFile(content);
    const digest = await shared.hash(request(path, drawn.size, { chunkSizeBytes: drawn.chunkSizeBytes }));
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
    const digest = await shared.hash(request(await makeFile(content), size, { chunkSizeBytes }));
    expect(digest).toEqual(digestOf(content, chunkSizeBytes));
  });
});

describe('a file', () => {
  test('that is shorter or longer than it should be has changed', async () => {
    const path = await makeFile(Buffer.alloc(5000));
    for (const [size, word] of [
      [5001, 'shorter'],
      [4999, 'longer'],
      [0, 'longer'],
    ] as const) {
      await expect(shared.hash(request(path, size))).rejects.toMatchObject({
        type: 'SourceChanged',
        isRetryable: false,
        message: `${path} became ${word} while it was hashed`,
      });
    }
  });

  test('that is not there is told by the name that the user gave', async () => {
    const path = join(folder, 'missing.ifc');
    await expect(shared.hash(request(path, 1, { source: '/models/missing.ifc' }))).rejects.toMatchObject({
      type: 'SourceNotFound',
      message: '/models/missing.ifc does not exist',
    });
  });

  test('that is a folder is refused', async () => {
    const path = join(folder, 'folder.ifc');
    await mkdir(path);
    await expect(shared.hash(request(path, 1))).rejects.toMatchObject({ type: 'InvalidRequest' });
  });

  test('tells how far it is', async () => {
    const { path, size } = await makeLongFile();
    const controller = new AbortController();
    const told: number[] = [];
    const onProgress = (bytes: number) => {
      if (told.push(bytes) === 3) controller.abort(reason);
    };
    const { signal } = controller;
    await expect(shared.hash(request(path, size, { onProgress, signal }))).rejects.toBe(reason);
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
    expect(digest).toEqual(digestOf(content, 700_001));
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

    expect(digest).toEqual(digestOf(content, chunkSizeBytes));
    expect(bytes.filter((done) => done < reached.bytes)).toEqual([]);
  });

  test('that became shorter than its checkpoint has changed', async () => {
    const resume = { from: checkpointAt(500, { size: 1000, chunkSizeBytes: 1024 }), onCheckpoint() {} };
    const path = await makeFile(Buffer.alloc(10));
    await expect(shared.hash(request(path, 1000, { resume }))).rejects.toMatchObject({ type: 'SourceChanged' });
  });
});

describe('more files than threads', () => {
  test('wait in their order', async () => {
    const hasher = oneThread();
    const contents = Array.from({ length: 12 }, (_, index) => pseudoRandomBytes(10_000 - 700 * index, index + 1));
    const paths = await Promise.all(contents.map(makeFile));
    const ended: number[] = [];
    const digests = await Promise.all(
      paths.map(async (path, index) => {
        const digest = await hasher.hash(request(path, contents[index]?.length ?? 0));
        ended.push(index);
        return digest;
      }),
    );
    expect(digests).toEqual(contents.map((content) => digestOf(content, 1024)));
    expect(ended).toEqual([...contents.keys()]);
  });

  test('are not held up by one that fails', async () => {
    const hasher = oneThread();
    const content = pseudoRandomBytes(100, 1);
    const [missing, there] = await Promise.allSettled([
      hasher.hash(request(join(folder, 'missing.ifc'), 1)),
      hasher.hash(request(await makeFile(content), 100)),
    ]);
    expect([missing.status, there.status]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('an abort', () => {
  test('ends a file in the middle, and the thread takes the next', async () => {
    const hasher = oneThread();
    const { path, size } = await makeLongFile();
    const content = pseudoRandomBytes(100, 1);
    const controller = new AbortController();
    const bytes: number[] = [];
    const onProgress = (done: number) => {
      bytes.push(done);
      controller.abort(reason);
    };
    const long = hasher.hash(request(path, size, { signal: controller.signal, onProgress, chunkSizeBytes: 1024 ** 2 }));
    const next = hasher.hash(request(await makeFile(content), 100));
    await expect(long).rejects.toBe(reason);
    expect(await next).toEqual(digestOf(content, 1024));
    expect(bytes.at(-1)).toBeLessThan(size / 2);
  });

  test('ends a file that waits, at once', async () => {
    const hasher = oneThread();
    const { path, size } = await makeLongFile();
    const [first, second] = [new AbortController(), new AbortController()];
    let isLongOver = false;
    const long = hasher
      .hash(request(path, size, { signal: first.signal }))
      .catch((error: unknown) => error)
      .finally(() => {
        isLongOver = true;
      });
    const waiting = hasher.hash(request(path, size, { signal: second.signal }));
    second.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(isLongOver).toBe(false);
    first.abort(reason);
    expect(await long).toBe(reason);
  });

  test('before the start lets nothing begin', async () => {
    const onProgress = vi.fn<HashRequest['onProgress']>();
    const { path, size } = await makeLongFile();
    const aborted = request(path, size, { signal: AbortSignal.abort(reason), onProgress });
    await expect(shared.hash(aborted)).rejects.toBe(reason);
    expect(onProgress).not.toHaveBeenCalled();
  });
});

test('a thread that ended while it had nothing to do is replaced', async () => {
  const hasher = oneThread();
  const content = pseudoRandomBytes(100, 1);
  const path = await makeFile(content);
  await hasher.hash(request(path, 100));
  await hasher.close();
  expect(await hasher.hash(request(path, 100))).toEqual(digestOf(content, 1024));
});

test('a thread that ends leaves its file to another try', async () => {
  const hasher = createHasher({ threads: 1 });
  const { path, size } = await makeLongFile();
  let close: Promise<void> | undefined;
  const onProgress = () => {
    close ??= hasher.close();
  };
  const hashing = hasher.hash(request(path, size, { onProgress, chunkSizeBytes: 1024 ** 2 }));
  await expect(hashing).rejects.toMatchObject({ type: 'Internal', isRetryable: true });
  await close;
});
