import { createHash } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { HashCheckpoint } from '../../contracts/activities.ts';
import { parseCheckpoint } from '../../lib/hashing/checkpoint.ts';
import { createChunkedDigest } from '../../lib/hashing/chunked-digest.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { checkpointAt, digestOf } from './support.ts';

/** Lengths of pieces, each with a restart after it or none; around the blocks of 64 bytes that MD5 works in. */
const pieces = fc.array(
  fc.record({
    length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(55, 56, 63, 64, 65, 128, 1000)),
    restarts: fc.boolean(),
  }),
  { maxLength: 30 },
);
const chunkSize = fc.oneof(fc.integer({ min: 1, max: 700 }), fc.constantFrom(64, 128, 10_000));

/** As it comes out of a heartbeat. */
function throughJson(checkpoint: HashCheckpoint | undefined): unknown {
  return JSON.parse(JSON.stringify(checkpoint));
}

describe('a resumable digest', () => {
  test.prop([pieces, chunkSize, fc.integer()], { numRuns: 300 })(
    'is that of node:crypto, however the content is cut and wherever it is taken up again',
    (pieces, chunkSizeBytes, seed) => {
      const size = pieces.reduce((sum, { length }) => sum + length, 0);
      const layout = { size, chunkSizeBytes };
      const content = pseudoRandomBytes(size, seed) as Buffer<ArrayBuffer>;
      let digest = createChunkedDigest({ ...layout, isResumable: true });
      for (const { length, restarts } of pieces) {
        digest.update(content.subarray(digest.bytes, digest.bytes + length));
        if (!restarts) continue;
        const from = parseCheckpoint(throughJson(digest.save()), layout);
        expect(from?.bytes).toBe(digest.bytes);
        digest = createChunkedDigest({ ...layout, isResumable: true, from });
      }
      expect(digest.end()).toEqual(digestOf(content, chunkSizeBytes, 'crc32'));
    },
  );

  test('goes on after a checkpoint as if there had been none', () => {
    const layout = { size: 1000, chunkSizeBytes: 300 };
    const content = pseudoRandomBytes(1000, 1) as Buffer<ArrayBuffer>;
    const digest = createChunkedDigest({ ...layout, isResumable: true });
    digest.update(content.subarray(0, 450));
    digest.save();
    digest.update(content.subarray(450));
    expect(digest.end()).toEqual(digestOf(content, 300, 'crc32'));
  });
});

test('a digest that is not resumable gives no checkpoint', () => {
  expect(createChunkedDigest({ size: 1, chunkSizeBytes: 1, isResumable: false }).save()).toBeUndefined();
});

test('SHA-256 comes beside the rest where it is asked for, however the content is cut', () => {
  const content = pseudoRandomBytes(1000, 1) as Buffer<ArrayBuffer>;
  const digest = createChunkedDigest({ size: 1000, chunkSizeBytes: 300, isResumable: false, withSha256: true });
  for (const end of [1, 299, 300, 900, 1000]) digest.update(content.subarray(digest.bytes, end));
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(digest.end()).toEqual({ ...digestOf(content, 300), sha256 });
});

test('a checkpoint is as small as MD5 and the checksums allow', () => {
  const layout = { size: 1_000_000, chunkSizeBytes: 10_000 };
  expect(JSON.stringify(checkpointAt(500_063, layout)).length).toBeLessThan(500);
});

describe('what an earlier attempt left is taken up only when it fits', () => {
  const layout = { size: 1000, chunkSizeBytes: 300 };
  const good = checkpointAt(450, layout);

  test('as it was made', () => {
    expect(parseCheckpoint(good, layout)).toEqual(good);
    expect(parseCheckpoint({ ...good, more: 1 }, layout)).toEqual(good);
    const whole = checkpointAt(1000, layout);
    expect(parseCheckpoint(whole, layout)).toEqual(whole);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['no MD5', { ...good, md5: undefined }],
    ['another place', { ...good, bytes: 451 }],
    ['a place after the end', { ...checkpointAt(2000, { size: 3000, chunkSizeBytes: 300 }) }],
    ['half a byte', { ...good, bytes: 450.5 }],
    ['a negative place', { ...good, bytes: -62 }],
    ['a state that is cut', { ...good, md5: good.md5.slice(0, 20) }],
    ['no base64', { ...good, md5: `!${good.md5.slice(1)}` }],
    ['a checksum too few', { ...good, checksums: '' }],
    ['a checksum that is none', { ...good, crc: 2 ** 32 }],
  ])('not %s', (_, value) => {
    expect(parseCheckpoint(value, layout)).toBeUndefined();
  });

  test('not of other chunks', () => {
    expect(parseCheckpoint(good, { size: 1000, chunkSizeBytes: 100 })).toBeUndefined();
  });
});
