import { describe, expect, it, test } from 'vitest';
import type { IngestRequest } from '../../contracts/request.ts';
import { assertRequestFits } from '../../lib/requests/request-size.ts';

const PAYLOAD_LIMIT = 2 * 1024 * 1024;

function requestOf(files: number, source: string): IngestRequest {
  return {
    platform: 'cq',
    files: Array.from({ length: files }, (_, index) => ({ source: `${source}${index}.ifc`, host: 'model-pc-7' })),
  };
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
  test('of 10,000 files with long paths is accepted', () => {
    expect(isAccepted(requestOf(10_000, `/models/${'x'.repeat(120)}`))).toBe(true);
  });

  test('of too many files is refused with its size and what to do', () => {
    expect(() => assertRequestFits(requestOf(20_000, `/models/${'x'.repeat(120)}`))).toThrow(
      /^the request is too large for one ingestion \(20000 files, 3\.3 MiB, at most 1\.9 MiB\): split .* some 11000 in each$/,
    );
  });

  test('is measured in bytes, not in characters', () => {
    expect(isAccepted(requestOf(6_000, `/${'x'.repeat(200)}`))).toBe(true);
    expect(isAccepted(requestOf(6_000, `/${'模'.repeat(200)}`))).toBe(false);
  });

  test('is measured as a whole: tags and names count too', () => {
    const tags = Array.from({ length: 50 }, (_, index) => `tag-${index}-${'x'.repeat(30)}`);
    const request = requestOf(1_000, '/models/');
    expect(isAccepted(request)).toBe(true);
    expect(isAccepted({ ...request, files: request.files.map((file) => ({ ...file, tags })) })).toBe(false);
  });

  test('that is accepted is taken by Temporal', () => {
    for (const files of [1, 5_000, 10_000, 15_000, 20_000]) {
      const request = requestOf(files, `/models/${'x'.repeat(120)}`);
      if (isAccepted(request)) expect(Buffer.byteLength(JSON.stringify({ request }))).toBeLessThan(PAYLOAD_LIMIT);
    }
  });

  it.each([
    ['a file', (text: string) => ({ ...requestOf(1, '/m/'), files: [{ source: '/m/a.ifc', tags: [text] }] }), 600_000],
    ['the project', (text: string) => ({ ...requestOf(1, '/m/'), project: { address: text } }), 70_000],
  ])('with a text for %s that no slice could carry is refused', (_name, requestWith, length) => {
    expect(isAccepted(requestWith('x'))).toBe(true);
    expect(isAccepted(requestWith('x'.repeat(length)))).toBe(false);
  });
});
