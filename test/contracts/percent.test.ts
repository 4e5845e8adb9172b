import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type FilePosition, filePercent, totalPercent } from '../../contracts/percent.ts';
import { STAGES } from '../../contracts/progress.ts';

const KIND = 'chongqing-bim';

const size = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 45 }));

/** A position with how far it is in its stage, so that two of one file can be put in order. */
const position = fc.record({
  stage: fc.constantFrom(...STAGES),
  size,
  done: fc.double({ min: 0, max: 1.5, noNaN: true }),
  chunks: fc.integer({ min: 0, max: 1_000_000 }),
});

interface Drawn {
  stage: FilePosition['stage'];
  size: number;
  done: number;
  chunks: number;
}

function at({ stage, size: bytes, done, chunks }: Drawn): FilePosition {
  const skipped = Math.floor(chunks / 3);
  const upload = { chunks, skipped, bytesSkipped: 0, sent: 0, bytesSent: bytes * done, instant: false };
  return { stage, size: bytes, hashedBytes: bytes * done, conversionPercent: 100 * done, upload };
}

describe('one file', () => {
  test.prop([position, fc.constantFrom(...STAGES), fc.double({ min: 0, max: 1.5, noNaN: true })])(
    'never falls while the file advances, and stays in 0 … 100',
    (first, laterStage, more) => {
      const isLater = STAGES.indexOf(laterStage) > STAGES.indexOf(first.stage);
      const next = isLater ? { ...first, stage: laterStage, done: more } : { ...first, done: first.done + more };
      const [a, b] = [filePercent(KIND, at(first)), filePercent(KIND, at(next))];
      expect(a).toBeGreaterThanOrEqual(0);
      expect(b).toBeGreaterThanOrEqual(a);
      expect(b).toBeLessThanOrEqual(100);
    },
  );

  test.each([
    [{ stage: 'fingerprint', hashedBytes: 500 }, 5],
    [{ stage: 'upload' }, 10],
    [{ stage: 'upload', upload: { chunks: 10, skipped: 2, sent: 3, bytesSent: 300, instant: false } }, 35],
    [{ stage: 'upload', upload: { chunks: 10, skipped: 0, sent: 99, bytesSent: 9_900, instant: false } }, 60],
    [{ stage: 'upload', upload: { chunks: 10, skipped: 0, sent: 0, bytesSent: 0, instant: true } }, 60],
    [{ stage: 'merge' }, 60],
    [{ stage: 'synchronize' }, 62],
    [{ stage: 'convert', conversionPercent: 1 }, 64.3],
    [{ stage: 'convert', conversionPercent: 100 }, 94],
    [{ stage: 'register' }, 94],
    [{ stage: 'done' }, 100],
  ] as [Partial<FilePosition>, number][])('%o is %d %%', (given, expected) => {
    const none = { chunks: 10, skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0, instant: false };
    expect(filePercent(KIND, { stage: 'fingerprint', size: 1000, upload: none, ...given })).toBe(expected);
  });
});

describe('all files', () => {
  const files = fc.array(fc.record({ size, percent: fc.integer({ min: 0, max: 100 }) }), { maxLength: 20 });

  test.prop([files, fc.nat(), fc.integer({ min: 0, max: 100 }), fc.boolean()])(
    'never falls when one of them advances or fails',
    (before, pick, percent, fails) => {
      const index = before.length === 0 ? 0 : pick % before.length;
      const after = before.map((file, i) => {
        if (i !== index) return file;
        return { ...file, percent: Math.max(file.percent, percent), ...(fails ? { status: 'failed' as const } : {}) };
      });
      expect(totalPercent(after)).toBeGreaterThanOrEqual(totalPercent(before));
      expect(totalPercent(after)).toBeLessThanOrEqual(100);
    },
  );

  test('is weighted by size, and a plain mean when no size is known', () => {
    expect(totalPercent([])).toBe(0);
    expect(
      totalPercent([
        { size: 3, percent: 100 },
        { size: 1, percent: 0 },
      ]),
    ).toBe(75);
    expect(
      totalPercent([
        { size: 0, percent: 100 },
        { size: 0, percent: 0 },
      ]),
    ).toBe(50);
    expect(
      totalPercent([
        { size: 0, percent: 0 },
        { size: 7, percent: 100 },
      ]),
    ).toBe(100);
  });
});
