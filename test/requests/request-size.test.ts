import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { IngestRequest } from '../../contracts/request.ts';
import { assertRequestFits } from '../../lib/requests/request-size.ts';

const PAYLOAD_LIMIT = 2 * 1024 * 1024;

function requestOf(files: number, source: string): IngestRequest {
  return { platform: 'cq', files: Array.from({ length: files }, (_, index) => ({ source: `${source}${index}.ifc` })) };
}

function isAccepted(request: IngestRequest): boolean {
  try {
    assertRequestFits(request);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ type: 'InvalidRequest', isRetryable: false });
    return false;
  }
}

describe('a request', () => {
  test('of some 1,500 files with long paths is accepted', () => {
    expect(isAccepted(requestOf(1500, `/models/${'x'.repeat(200)}`))).toBe(true);
  });

  test('of too many files is refused with its size and what to do', () => {
    expect(() => assertRequestFits(requestOf(5000, `/models/${'x'.repeat(200)}`))).toThrow(
      /^the request is too large for one ingestion \(5000 files, 1\.1 MiB\): split its files over several/,
    );
  });

  test('is measured in bytes, not in characters', () => {
    expect(isAccepted(requestOf(1000, `/${'x'.repeat(300)}`))).toBe(true);
    expect(isAccepted(requestOf(1000, `/${'模'.repeat(300)}`))).toBe(false);
  });

  test('is measured as a whole: tags and names count too', () => {
    const tags = Array.from({ length: 50 }, (_, index) => `tag-${index}-${'x'.repeat(30)}`);
    const request = requestOf(1000, '/models/');
    expect(isAccepted(request)).toBe(true);
    expect(isAccepted({ ...request, files: request.files.map((file) => ({ ...file, tags })) })).toBe(false);
  });

  test.prop(
    [
      fc.integer({ min: 1, max: 4000 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
      fc.integer({ min: 0, max: 600 }),
    ],
    { numRuns: 30 },
  )('that is accepted leaves room for itself twice, and for what the run learns', (files, text, words) => {
    const request = requestOf(files, `/${text}`);
    const result = JSON.stringify({
      request,
      files: request.files.map((file) => ({ ...file, learnt: 'x'.repeat(Math.max(0, words - 12)) })),
    });
    if (isAccepted(request)) expect(Buffer.byteLength(result)).toBeLessThan(PAYLOAD_LIMIT);
  });
});
