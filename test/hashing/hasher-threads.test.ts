import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
// The built one: the thread that it starts is a file of its own, which Node cannot run before it is compiled.
import { createHasher, type HashRequest } from '../../dist/lib/hashing/hasher.js';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { hashingFiles, reason, request } from './files.ts';
import { digestOf } from './support.ts';

const { folder, makeFile, makeLongFile, countOpen } = await hashingFiles();
const shared = createHasher({ threads: 2 });
afterAll(() => shared.close());

function oneThread() {
  const hasher = createHasher({ threads: 1 });
  onTestFinished(() => hasher.close());
  return hasher;
}

describe('a second thread', () => {
  const size = 100_000;
  const content = pseudoRandomBytes(size, 1);

  /** Threads that a hasher of two threads has started for these files. */
  async function threadsFor(hash: (hasher: typeof shared, path: string) => Promise<unknown>): Promise<number> {
    const before = await countOpen();
    const hasher = createHasher({ threads: 2, splitFromBytes: size });
    await hash(hasher, await makeFile(content));
    const { threads } = await countOpen();
    await hasher.close();
    expect(await countOpen()).toEqual(before);
    return threads - before.threads;
  }

  test('takes the MD5 of a file that is hashed alone', async () => {
    expect(await threadsFor((hasher, path) => hasher.hash(request(path, size)))).toBe(2);
  });

  test('does not for a smaller file, nor for one with checkpoints', async () => {
    expect(await threadsFor((hasher, path) => hasher.hash(request(path, size - 1)).catch(() => {}))).toBe(1);
    const resume = { from: undefined, onCheckpoint() {} };
    expect(await threadsFor((hasher, path) => hasher.hash(request(path, size, { resume })))).toBe(1);
  });

  test('does not for a file beside others: three threads at most are started', async () => {
    const several = (hasher: typeof shared, path: string) =>
      Promise.all(Array.from({ length: 6 }, () => hasher.hash(request(path, size))));
    expect(await threadsFor(several)).toBeLessThanOrEqual(3);
  });

  test('ends with its hasher in the middle of a file, which is left to another try', async () => {
    const before = await countOpen();
    const hasher = createHasher({ threads: 1, splitFromBytes: 0 });
    const long = await makeLongFile();
    let close: Promise<void> | undefined;
    const onProgress = () => {
      close ??= hasher.close();
    };
    const hashing = hasher.hash(request(long.path, long.size, { onProgress, chunkSizeBytes: 1024 ** 2 }));
    await expect(hashing).rejects.toMatchObject({ type: 'Internal', isRetryable: true });
    await close;
    expect((await countOpen()).threads).toBe(before.threads);
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

  test('have their turns by shares', async () => {
    const hasher = oneThread();
    const path = await makeFile(pseudoRandomBytes(100, 1));
    const ended: string[] = [];
    const hash = async (share: string, name: string) => {
      await hasher.hash(request(path, 100, { share }));
      ended.push(name);
    };
    const many = ['m1', 'm2', 'm3', 'm4'].map((name) => hash('many', name));
    await Promise.all([...many, hash('one', 'o1')]);
    // The first is hashed when the second share comes.
    expect(ended).toEqual(['m1', 'm2', 'o1', 'm3', 'm4']);
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
  test.each([
    ['one thread', undefined],
    ['two threads', 0],
  ])('ends a file in the middle, and the thread takes the next (%s)', async (_, splitFromBytes) => {
    const hasher = createHasher({ threads: 1, ...(splitFromBytes === undefined ? {} : { splitFromBytes }) });
    onTestFinished(() => hasher.close());
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
    expect(await countOpen()).toMatchObject({ files: 0 });
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
