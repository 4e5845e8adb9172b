import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { SLICE_MAX_BYTES, SLICE_MAX_FILES } from '../../contracts/policies.ts';
import type { SliceProgress } from '../../contracts/progress.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { cutSlices } from '../../workflows/slices/slices.ts';

const FILES_TOGETHER = 1_000;

function filesOf(lengths: readonly number[]): { source: string }[] {
  return lengths.map((length) => ({ source: 'x'.repeat(length) }));
}

function before(parts: Partial<IngestResult>): IngestResult {
  // Only what a cut looks at.
  return { files: [], ...parts } as IngestResult;
}

describe('slices', () => {
  test.prop(
    [
      fc.array(fc.oneof(fc.nat(100), fc.nat(100_000)), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 1000 }),
    ],
    {
      numRuns: 50,
    },
  )('hold every file once, in order, within both bounds', (lengths, maxModelsPerTask) => {
    const files = filesOf(lengths.flatMap((length) => Array<number>(20).fill(length)));
    const slices = cutSlices(files, maxModelsPerTask, undefined);
    if (slices === undefined) {
      expect(JSON.stringify(files).length).toBeLessThan(SLICE_MAX_BYTES + files.length * 2);
      return;
    }
    let next = 0;
    for (const { from, count } of slices) {
      expect(from).toBe(next);
      next += count;
      expect(count).toBeLessThanOrEqual(SLICE_MAX_FILES);
      const bytes = files.slice(from, next).reduce((sum, file) => sum + JSON.stringify(file).length, 0);
      expect(bytes).toBeLessThanOrEqual(SLICE_MAX_BYTES);
    }
    expect(next).toBe(files.length);
  });

  test('are as few as the bounds allow', () => {
    const files = filesOf(Array<number>(2_500).fill(10));
    expect(cutSlices(files, FILES_TOGETHER, undefined)?.map(({ count }) => count)).toEqual([1000, 1000, 500]);
    expect(cutSlices(files.slice(0, 1000), FILES_TOGETHER, undefined)).toBeUndefined();
  });

  test('hold whole conversion tasks', () => {
    const files = filesOf(Array<number>(1_300).fill(10));
    expect(cutSlices(files, 600, undefined)?.map(({ count }) => count)).toEqual([600, 600, 100]);
  });

  test('are measured in bytes, not in characters', () => {
    const files = Array.from({ length: 10 }, () => ({ source: '模'.repeat(25_000) }));
    expect(cutSlices(files, FILES_TOGETHER, undefined)?.map(({ count }) => count)).toEqual([3, 3, 3, 1]);
  });

  test('of a retry are those of the run before: delivered ones stay, the others begin anew', () => {
    const delivered: SliceProgress = {
      from: 0,
      count: 3,
      run: { workflowId: 'a/files-1-3', runId: 'r' },
      status: 'completed',
      stage: 'done',
      percent: 100,
      delivered: 3,
      failed: 0,
    };
    const broken: SliceProgress = {
      ...delivered,
      from: 3,
      status: 'partial',
      delivered: 1,
      failed: 2,
      error: { type: 'ConversionFailed', message: 'ParseModelError' },
    };
    const slices = cutSlices(filesOf([1, 1, 1, 1, 1, 1]), FILES_TOGETHER, before({ slices: [delivered, broken] }));
    expect(slices).toEqual([
      delivered,
      {
        from: 3,
        count: 3,
        previous: broken.run,
        status: 'running',
        stage: 'fingerprint',
        percent: 0,
        delivered: 1,
        failed: 0,
      },
    ]);
  });

  test('are not cut for a run that goes on from one without them', () => {
    const files = filesOf(Array<number>(1_300).fill(10));
    const file = { source: 'x' } as IngestResult['files'][number]; // as: one file is as good as another here
    expect(cutSlices(files, FILES_TOGETHER, before({ files: [file] }))).toBeUndefined();
  });
});
