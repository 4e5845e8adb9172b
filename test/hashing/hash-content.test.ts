import { describe, expect, onTestFinished, test } from 'vitest';
import type { HashCheckpoint } from '../../contracts/activities.ts';
// Built: its threads are files of their own.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import { hashContent } from '../../lib/hashing/hash-content.ts';
import { md5, pseudoRandomBytes } from '../support/model-files.ts';
import { digestOf } from './support.ts';

const MIB = 1024 ** 2;
const content = pseudoRandomBytes(5 * MIB + 7, 11);
const layout = { size: content.length, chunkSizeBytes: 2 * MIB };

/** The content as a stream that fails after so many bytes. */
async function* piecesFrom(position: number, failAt = content.length): AsyncGenerator<Buffer> {
  for (let at = position; at < failAt; at += 50_000) yield content.subarray(at, Math.min(at + 50_000, failAt));
  if (failAt < content.length) throw new Error('the line was cut');
}

function rig() {
  const hasher = createHasher({ threads: 1 });
  onTestFinished(() => hasher.close());
  return (parts: { failAt?: number; from?: HashCheckpoint; withSha256?: boolean; signal?: AbortSignal }) => {
    const read: number[] = [];
    const checkpoints: HashCheckpoint[] = [];
    const digest = hashContent(hasher, {
      source: 'http://host/a.ifc?key=hidden',
      content: {
        readFrom(position) {
          read.push(position);
          return piecesFrom(position, parts.failAt);
        },
      },
      ...layout,
      withSha256: parts.withSha256 ?? false,
      signal: parts.signal ?? new AbortController().signal,
      onProgress: () => undefined,
      ...(parts.withSha256 === true
        ? {}
        : { resume: { from: parts.from, onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint) } }),
    });
    return { digest, read, checkpoints };
  };
}

describe('a stream', () => {
  test('is hashed as a file is', async () => {
    const { digest } = rig()({});
    expect(await digest).toEqual(digestOf(content, layout.chunkSizeBytes, 'crc32'));
  });

  test('has its SHA-256 where that is asked for', async () => {
    const { digest } = rig()({ withSha256: true });
    expect(await digest).toMatchObject({ md5: md5(content), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('that is cut is hashed on from there, nothing read twice', async () => {
    const hash = rig();
    const first = hash({ failAt: 3 * MIB + 11 });
    await expect(first.digest).rejects.toMatchObject({
      type: 'Internal',
      isRetryable: true,
      message: 'http://host/a.ifc was not hashed: the line was cut',
    });
    const from = first.checkpoints.at(-1);
    expect(from?.bytes).toBe(3 * MIB + 11);
    const second = hash(from === undefined ? {} : { from });
    expect(await second.digest).toMatchObject({ md5: md5(content) });
    expect(second.read).toEqual([3 * MIB + 11]);
  });

  test('ends with the reason of its signal', async () => {
    const { digest } = rig()({ signal: AbortSignal.abort(new Error('paused')) });
    await expect(digest).rejects.toThrow('paused');
  });
});
