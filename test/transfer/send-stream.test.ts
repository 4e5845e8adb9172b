import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import type { StreamDigest } from '../../lib/hashing/stream-digest.ts';
import { LEAST_PIECE_BYTES, type StreamBody } from '../../lib/http/stream-body.ts';
import type { Sources } from '../../lib/sources/source.ts';
import type { RequestEnd } from '../../lib/transfer/concurrency.ts';
import { createPlaces } from '../../lib/transfer/places.ts';
import { sendStream } from '../../lib/transfer/send-stream.ts';
import { httpForTest, unusedOrigin } from '../http/tiny-server.ts';
import { passing } from './model.ts';
import { MIB, type StreamFile, startStreamModel, watchedBuffers } from './stream-model.ts';
import { checkStreams, streamCase } from './stream-property.ts';

/** Digests in this thread; the threads have tests of their own (test/hashing/send-stream-threads.test.ts). */
function digest(): StreamDigest {
  const md5 = createHash('md5');
  let crc = 0;
  return {
    async add(data) {
      md5.update(data);
      crc = crc32(data, crc);
    },
    end: async () => ({ md5: md5.digest('hex'), crc32: crc }),
    close() {},
  };
}

const model = await startStreamModel({ digest });
const reason = new Error('the caller’s own reason');

test.prop([streamCase], { numRuns: 40 })(
  'what is reported is what the platform got, within the budget, whatever befalls the requests',
  (drawn) => checkStreams(model, drawn),
);

describe('a file', () => {
  test('is read one slice ahead: only into memory whose bytes have left', async () => {
    const file = await model.makeFile(6 * MIB + 5);
    let sentBytes = 0;
    const ahead: number[] = [];
    const sources: Pick<Sources, 'open' | 'stamp'> = {
      stamp: model.sources.stamp,
      async open(file, signal) {
        const handle = await model.sources.open(file, signal);
        return {
          ...handle,
          read(buffer, offset, length, position) {
            ahead.push(position + length - sentBytes);
            return handle.read(buffer, offset, length, position);
          },
        };
      },
    };
    const onSent = (bytes: number) => (sentBytes += bytes);
    await sendStream(model.transferOf(file, { sources, onSent }, { isSlow: true }));
    expect(ahead).toHaveLength(7);
    expect(Math.max(...ahead)).toBe(2 * MIB);
  });

  test('goes by small pieces past a pacer, which is told all bytes', async () => {
    const file = await model.makeFile(MIB + 5);
    const take = vi.fn<(bytes: number) => Promise<void>>().mockResolvedValue();
    await sendStream(model.transferOf(file, { pace: () => ({ take }) }));
    const pieces = take.mock.calls.map(([bytes]) => bytes);
    expect(pieces).toEqual([...Array(16).fill(LEAST_PIECE_BYTES), 5]);
  });

  test('that waits for the pacer is let go by an abort', async () => {
    const file = await model.makeFile(MIB);
    const controller = new AbortController();
    const pacer = {
      take: (_: number, signal: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          controller.abort(reason);
        }),
      change() {},
      isIdle: () => true,
    };
    const buffers = watchedBuffers(8 * MIB);
    const sending = sendStream(model.transferOf(file, { pace: () => pacer, buffers, signal: controller.signal }));
    await expect(sending).rejects.toBe(reason);
    expect(buffers).toMatchObject({ taken: 1, released: 1 });
  });

  test('tells its place how the request ended', async () => {
    const file = await model.makeFile(10);
    const ends: RequestEnd[] = [];
    const places = createPlaces({ limit: 1, begin: () => 0, end: (_, end) => ends.push(end) });
    await sendStream(model.transferOf(file, { places }));
    const send = () => Promise.reject(passing('busy', { isOverload: true }));
    await expect(sendStream(model.transferOf(file, { places, send }))).rejects.toThrow('busy');
    expect(ends).toEqual([
      { acceptedBytes: 10, isOverload: false },
      { acceptedBytes: 0, isOverload: true },
    ]);
  });

  test('that the platform takes before it has all of it is not taken for whole', async () => {
    const file = await model.makeFile(8 * MIB);
    const sending = sendStream(model.transferOf(file, {}, { kind: 'take-early', afterBytes: 1 }));
    await expect(sending).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      isRetryable: true,
      outcomeUnknown: true,
      message: expect.stringContaining('before it had all of it'),
    });
  });
});

describe('a buffer', () => {
  test('is given up when the request failed while the socket may still read it', async () => {
    const buffers = watchedBuffers(8 * MIB);
    const file = await model.makeFile(8 * MIB);
    const cut = sendStream(model.transferOf(file, { buffers }, { kind: 'cut', afterBytes: 1 }));
    await expect(cut).rejects.toMatchObject({ type: 'PlatformUnavailable' });
    expect(buffers).toMatchObject({ taken: 1, discarded: 1 });
  });

  test('is used again after a request that was never made', async () => {
    const buffers = watchedBuffers(8 * MIB);
    const file = await model.makeFile(3 * MIB);
    const http = httpForTest();
    const url = new URL(await unusedOrigin());
    const send = async (body: StreamBody, signal: AbortSignal) => {
      await http.send({ method: 'PUT', url, body, signal });
      return { size: 0, md5: '' };
    };
    await expect(sendStream(model.transferOf(file, { buffers, send }))).rejects.toThrow('connection refused');
    expect(buffers).toMatchObject({ taken: 1, released: 1 });
  });

  test('of a small file is small', async () => {
    const buffers = watchedBuffers(8 * MIB);
    for (const size of [1, 65_536, 65_537, MIB]) {
      await sendStream(model.transferOf(await model.makeFile(size), { buffers }));
    }
    expect(buffers.mostBytes).toBe(MIB);
    const tiny = watchedBuffers(8 * MIB);
    await sendStream(model.transferOf(await model.makeFile(1), { buffers: tiny }));
    expect(tiny.mostBytes).toBe(LEAST_PIECE_BYTES);
  });
});

describe('a file that changes', () => {
  const changes: [string, (file: StreamFile) => void][] = [
    ['gets shorter', ({ source }) => truncateSync(source, 7)],
    ['gets shorter by a byte', ({ source, content }) => truncateSync(source, content.length - 1)],
    ['gets longer', ({ source }) => appendFileSync(source, 'x')],
    ['is written to', ({ source, content }) => writeFileSync(source, content)],
    [
      'is replaced',
      ({ source }) => {
        copyFileSync(source, `${source}.new`);
        renameSync(`${source}.new`, source);
      },
    ],
  ];

  test.each(changes)('while it is sent (%s) is never whole', async (_, change) => {
    const file = await model.makeFile(5 * MIB);
    const buffers = watchedBuffers(8 * MIB);
    let isChanged = false;
    const transfer = model.transferOf(file, {
      buffers,
      onSent() {
        if (!isChanged) change(file);
        isChanged = true;
      },
    });
    await expect(sendStream(transfer)).rejects.toMatchObject({ type: 'SourceChanged', isRetryable: false });
    expect(model.whole.has(model.lastPath())).toBe(false);
    // What was sent has left; nothing reads the buffer any more.
    expect(buffers).toMatchObject({ taken: 1, released: 1 });
  });

  test.each(changes)('before it is sent (%s) is not sent', async (_, change) => {
    const file = await model.makeFile(10);
    const begun = model.begun();
    change(file);
    await expect(sendStream(model.transferOf(file))).rejects.toMatchObject({ type: 'SourceChanged' });
    expect(model.begun()).toBe(begun);
  });

  test('in its time alone is the same file where its digests are known', async () => {
    const file = await model.makeFile(2 * MIB);
    utimesSync(file.source, 1, 1);
    await expect(sendStream(model.transferOf(file))).rejects.toMatchObject({ type: 'SourceChanged' });
    const { crc32: crc } = file.digest;
    expect(await sendStream(model.transferOf(file, { known: { crc32: crc } }))).toMatchObject(file.digest);
  });

  test.each([0, 1.5 * MIB, 3 * MIB])('in its bytes alone (at %i) is told by digests that are known', async (at) => {
    const file = await model.makeFile(3 * MIB + 1);
    const { atimeMs, mtimeMs } = await stat(file.source);
    const other = Buffer.from(file.content);
    other[at] = (other[at] ?? 0) ^ 1;
    writeFileSync(file.source, other);
    utimesSync(file.source, atimeMs / 1000, mtimeMs / 1000);
    for (const known of [{ md5: file.digest.md5 }, { crc32: file.digest.crc32 }]) {
      await expect(sendStream(model.transferOf(file, { known }))).rejects.toMatchObject({ type: 'SourceChanged' });
      expect(model.whole.has(model.lastPath())).toBe(false);
    }
  });

  test('is told apart from a file that is not the one of the request', async () => {
    const file = await model.makeFile(10);
    const begun = model.begun();
    const wanted = 'a'.repeat(32);
    await expect(sendStream(model.transferOf(file, { known: { md5: wanted } }))).rejects.toMatchObject({
      type: 'SourceChanged',
      message: `${file.source} has the MD5 ${file.digest.md5}, and is to have ${wanted}`,
    });
    expect(model.begun()).toBe(begun);
  });

  test('without bytes is compared as well', async () => {
    const file = await model.makeFile(0);
    const begun = model.begun();
    const transfer = model.transferOf(file, { known: { crc32: 1 } });
    await expect(sendStream(transfer)).rejects.toMatchObject({ type: 'SourceChanged' });
    expect(model.begun()).toBe(begun);
  });

  test('and is gone is told as such', async () => {
    const file = await model.makeFile(10);
    renameSync(file.source, `${file.source}.gone`);
    await expect(sendStream(model.transferOf(file))).rejects.toMatchObject({ type: 'SourceNotFound' });
  });
});
