import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { afterAll, expect, onTestFinished, vi } from 'vitest';
// The built one: the thread that it starts is a file of its own, which Node cannot run before it is compiled.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { hashingFiles, reason, request } from './files.ts';
import { digestOf } from './support.ts';

const { makeFile } = await hashingFiles();
const { signal } = new AbortController();
const hasher = createHasher({ threads: 1 });
afterAll(() => hasher.close());

const expected = (content: Buffer) => ({ md5: createHash('md5').update(content).digest('hex'), crc32: crc32(content) });

/** A content and the lengths of its pieces. */
const content = fc
  .record({ size: fc.oneof(fc.nat(5000), fc.integer({ min: 1_040_000, max: 3_200_000 })), seed: fc.nat(1000) })
  .chain(({ size, seed }) =>
    fc.record({
      bytes: fc.constant(pseudoRandomBytes(size, seed)),
      cuts: fc.uniqueArray(fc.nat(size), { maxLength: 6 }).map((cuts) => cuts.sort((a, b) => a - b)),
    }),
  );

test.prop([fc.array(content, { minLength: 1, maxLength: 6 })], { numRuns: 40 })(
  'contents that are sent at the same time have their own digests, however they are cut',
  async (contents) => {
    const digests = await Promise.all(
      contents.map(async ({ bytes, cuts }) => {
        const digest = hasher.digest(() => {});
        // As a buffer that is used again: what was taken must not matter any more.
        const reused = Buffer.alloc(bytes.length);
        for (const [index, from] of [0, ...cuts].entries()) {
          const piece = reused.subarray(0, bytes.copy(reused, 0, from, cuts[index] ?? bytes.length));
          await digest.add(piece, signal);
          piece.fill(0);
        }
        const ended = await digest.end();
        digest.close();
        return ended;
      }),
    );
    expect(digests).toEqual(contents.map(({ bytes }) => expected(bytes)));
  },
);

test('a content that is given up leaves the others alone', async () => {
  const [given, kept] = [hasher.digest(() => {}), hasher.digest(() => {})];
  await Promise.all([given.add(Buffer.from('a'), signal), kept.add(Buffer.from('b'), signal)]);
  given.close();
  given.close();
  expect(await kept.end()).toEqual(expected(Buffer.from('b')));
});

test('who waits for the thread is let go by an abort', async () => {
  const controller = new AbortController();
  const digest = hasher.digest(() => {});
  // More than the thread takes ahead.
  const adding = digest.add(Buffer.alloc(64 * 1024 ** 2), controller.signal);
  controller.abort(reason);
  await expect(adding).rejects.toBe(reason);
  digest.close();
  const next = hasher.digest(() => {});
  await next.add(Buffer.from('next'), signal);
  expect(await next.end()).toEqual(expected(Buffer.from('next')));
});

test('the end of the thread is told to all that use it, and the next content gets another thread', async () => {
  const own = createHasher({ threads: 1 });
  onTestFinished(() => own.close());
  const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
  const onFailure = vi.fn<(error: Error) => void>();
  const [idle, busy, closed] = [own.digest(onFailure), own.digest(onFailure), own.digest(onFailure)];
  closed.close();
  await idle.add(Buffer.from('a'), signal);
  const adding = busy.add(Buffer.alloc(64 * 1024 ** 2), signal);
  const thread = await started;
  // 0 when it had not yet begun.
  const failure = /^the MD5 thread ended with code [01]$/;
  await Promise.all([expect(adding).rejects.toThrow(failure), thread.terminate()]);
  expect(onFailure.mock.calls.map(([error]) => failure.test(error.message))).toEqual([true, true]);
  await expect(idle.add(Buffer.from('b'), signal)).rejects.toThrow(failure);
  await expect(idle.end()).rejects.toThrow(failure);
  const next = own.digest(() => {});
  await next.add(Buffer.from('next'), signal);
  expect(await next.end()).toEqual(expected(Buffer.from('next')));
});

test('files are hashed beside it', async () => {
  const bytes = pseudoRandomBytes(10_000, 7);
  const digest = hasher.digest(() => {});
  await digest.add(bytes, signal);
  expect(await hasher.hash(request(await makeFile(bytes), bytes.length))).toEqual(digestOf(bytes, 1024));
  expect(await digest.end()).toEqual(expected(bytes));
});
