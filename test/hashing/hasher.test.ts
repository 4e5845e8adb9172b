import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, onTestFinished, vi } from 'vitest';
// The built one: the thread that it starts is a file of its own, which Node cannot run before it is compiled.
import { createHasher, type HashRequest } from '../../dist/lib/hashing/hasher.js';
import { pseudoRandomBytes } from '../support/model-files.ts';

const folder = await mkdtemp(join(tmpdir(), 'modelrail-hashing-'));
const shared = createHasher({ threads: 2 });
afterAll(async () => {
  await shared.close();
  await rm(folder, { recursive: true });
});

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

function checksumsOf(content: Buffer, chunkSizeBytes: number): string {
  const chunks = Math.ceil(content.length / chunkSizeBytes);
  const checksums = Buffer.alloc(4 * chunks);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    checksums.writeUInt32BE(crc32(content.subarray(chunk * chunkSizeBytes, (chunk + 1) * chunkSizeBytes)), 4 * chunk);
  }
  return checksums.toString('base64');
}

function digestOf(content: Buffer, chunkSizeBytes: number): { md5: string; checksums: string } {
  return { md5: createHash('md5').update(content).digest('hex'), checksums: checksumsOf(content, chunkSizeBytes) };
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
    const { path } = await makeLongFile();
    const size = 150 * 1024 ** 2;
    await truncate(path, size);
    const onProgress = vi.fn<HashRequest['onProgress']>();
    await shared.hash(request(path, size, { onProgress, chunkSizeBytes: 4 * 1024 ** 2 }));
    expect(onProgress.mock.calls.flat()).toEqual([64, 128].map((mebibytes) => mebibytes * 1024 ** 2));
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
  const reason = new Error('cancelled');

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
    await expect((async () => shared.hash(aborted))()).rejects.toBe(reason);
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
