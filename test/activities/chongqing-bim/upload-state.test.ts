import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  chunkBytes,
  chunkCount,
  missingPositions,
  toUploadState,
} from '../../../activities/chongqing-bim/upload-state.ts';
import type { UploadStatus } from '../../../platforms/chongqing-bim/uploads.ts';

const file = { index: 3, name: 'house.rvt', hash: 'c013c7379021cd809c2fa1c277b68e99', size: 45 };
const spelling = { type: '.rvt', hash: file.hash, hashAsRecorded: file.hash };
const record = { id: 'f1', path: '/f/1', createdUserId: 'u1', name: 'house.rvt', ...spelling, size: 45 };
const unknown: UploadStatus = { status: 'unknown', missingChunks: [] };
const complete: UploadStatus = { status: 'complete', missingChunks: [], record };

function lacking(...missingChunks: number[]): UploadStatus {
  return { status: 'partial', missingChunks };
}

const layout = { chunkSizeBytes: 10, firstChunkNumber: 1 };

describe('what a platform lacks (readings 2 and 3)', () => {
  test('is everything when it knows nothing of the file', () => {
    expect(missingPositions(unknown, file, layout)).toEqual([0, 1, 2, 3, 4]);
  });

  test('is nothing when the file is complete, or only the merge is outstanding', () => {
    expect(missingPositions(complete, file, layout)).toEqual([]);
    expect(missingPositions(lacking(), file, layout)).toEqual([]);
  });

  test.each([
    [1, [1, 3, 5], [0, 2, 4]],
    [0, [1, 3, 4], [1, 3, 4]],
    [0, [0], [0]],
    [7, [7, 11], [0, 4]],
  ])('is counted from the first chunk number %i', (firstChunkNumber, numbers, positions) => {
    expect(missingPositions(lacking(...numbers), file, { ...layout, firstChunkNumber })).toEqual(positions);
  });

  test('is each chunk once, in order', () => {
    expect(missingPositions(lacking(5, 2, 5, 2, 1), file, layout)).toEqual([0, 1, 4]);
  });

  test.each([
    [1, 6],
    [1, 0],
    [0, 5],
    [0, -1],
  ])('can be foreign: with the first number %i a chunk %i is of another chunk size', (firstChunkNumber, number) => {
    const status = lacking(firstChunkNumber + 1, number);
    expect(() => missingPositions(status, file, { ...layout, firstChunkNumber })).toThrow(
      expect.objectContaining({
        type: 'PlatformRefused',
        isRetryable: false,
        message: expect.stringMatching(
          new RegExp(
            `waits for chunk ${number} of house\\.rvt, but chunks of 10 bytes make only 5: .*upload\\.chunkSize`,
          ),
        ),
      }),
    );
  });
});

describe('chunks', () => {
  const sizes = fc.record({ size: fc.integer({ min: 1, max: 2 ** 45 }), chunkSizeBytes: fc.integer({ min: 1 }) });

  test.prop([sizes])('cover the file, the last with 1 … chunkSize bytes', ({ size, chunkSizeBytes }) => {
    const count = chunkCount(size, chunkSizeBytes);
    const last = size - (count - 1) * chunkSizeBytes;
    expect(last).toBeGreaterThanOrEqual(1);
    expect(last).toBeLessThanOrEqual(chunkSizeBytes);
  });

  test.prop([fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 20, max: 6000 }), fc.func(fc.boolean())])(
    'have as many bytes as there are in them',
    (size, chunkSizeBytes, isMissing) => {
      const positions = [...Array(chunkCount(size, chunkSizeBytes)).keys()].filter(isMissing);
      const lengths = positions.map((position) => Math.min(chunkSizeBytes, size - position * chunkSizeBytes));
      expect(chunkBytes(positions, size, chunkSizeBytes)).toBe(lengths.reduce((sum, length) => sum + length, 0));
    },
  );
});

describe('the state behind a status (reading 5)', () => {
  test('is unmerged when every chunk is there, incomplete when one is not', () => {
    expect(toUploadState(lacking(), file)).toEqual({ index: 3, state: 'unmerged' });
    expect(toUploadState(lacking(1), file)).toEqual({ index: 3, state: 'incomplete' });
    expect(toUploadState(unknown, file)).toEqual({ index: 3, state: 'incomplete' });
  });

  test('is the record of the complete file, without what we know ourselves', () => {
    const { id, path, createdUserId } = record;
    expect(toUploadState(complete, file)).toEqual({ index: 3, state: 'complete', record: { id, path, createdUserId } });
  });

  test('has the type and the spelling of the MD5 where they are not those of the file', () => {
    const hashAsRecorded = record.hash.toUpperCase();
    const other: UploadStatus = { ...complete, record: { ...record, type: '.RVT', hashAsRecorded } };
    expect(toUploadState(other, file)).toMatchObject({ record: { type: '.RVT', hash: hashAsRecorded } });
  });

  test.each([{ size: 46 }, { hash: '3e2c9d40b449321c7f76663a452cdbcd' }])(
    'is an error when the record is of another file: %j',
    (difference) => {
      const other: UploadStatus = { ...complete, record: { ...record, ...difference } };
      const { hash, size } = other.record;
      expect(() => toUploadState(other, file)).toThrow(
        expect.objectContaining({
          type: 'UnexpectedResponse',
          isRetryable: false,
          message: `the platform's record of house.rvt has MD5 ${hash} and ${size} bytes instead of ${file.hash} and 45`,
        }),
      );
    },
  );

  test('does not mind another name: equal content is stored once', () => {
    const other: UploadStatus = { ...complete, record: { ...record, name: 'first.rvt' } };
    expect(toUploadState(other, file).state).toBe('complete');
  });
});
