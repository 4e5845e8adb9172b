import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { GROUP_MAX_BYTES, GROUP_MAX_FILES } from '../../contracts/policies.ts';
import type { FileState } from '../../contracts/state.ts';
import { groupByHost, groupBySize, slices } from '../../workflows/ingest/file-groups.ts';

function fileOf(index: number, parts: Partial<FileState>): { index: number; file: FileState } {
  const upload = { chunks: 0, sent: 0, skipped: 0, bytesSent: 0, bytesSkipped: 0, instant: false };
  const start = { hash: '', status: 'pending', stage: 'fingerprint', upload } as const;
  return { index, file: { source: `/m/${index}.ifc`, name: `${index}.ifc`, tags: [], size: 0, ...start, ...parts } };
}

const sizes = fc.array(
  fc.oneof(fc.nat(1000), fc.nat(GROUP_MAX_BYTES / 4), fc.integer({ min: 1, max: 3 * GROUP_MAX_BYTES })),
  { maxLength: 200 },
);

test.prop([sizes])('groups by size keep every file in its order, and to both bounds', (drawn) => {
  const files = drawn.map((size, index) => fileOf(index, { size }));
  const groups = groupBySize(files);
  expect(groups.flat()).toEqual(files);
  for (const group of groups) {
    const bytes = group.reduce((sum, { file }) => sum + file.size, 0);
    expect(group.length).toBeGreaterThan(0);
    expect(group.length).toBeLessThanOrEqual(GROUP_MAX_FILES);
    if (group.length > 1) expect(bytes).toBeLessThanOrEqual(GROUP_MAX_BYTES);
  }
});

test('groups by size are as large as the bounds allow', () => {
  const small = Array.from({ length: 2 * GROUP_MAX_FILES + 1 }, (_, index) => fileOf(index, { size: 1 }));
  expect(groupBySize(small).map((group) => group.length)).toEqual([GROUP_MAX_FILES, GROUP_MAX_FILES, 1]);
  const halves = [1, 1, 1, 1, 1].map((_, index) => fileOf(index, { size: GROUP_MAX_BYTES / 2 }));
  expect(groupBySize(halves).map((group) => group.length)).toEqual([2, 2, 1]);
  const large = [1, 3 * GROUP_MAX_BYTES, 1].map((size, index) => fileOf(index, { size }));
  expect(groupBySize(large).map((group) => group.length)).toEqual([1, 1, 1]);
});

test.prop([fc.array(fc.constantFrom('a', 'b', 'c', undefined))])(
  'groups by host are one for each machine, and one for files that every worker sees',
  (hosts) => {
    const files = hosts.map((host, index) => fileOf(index, host === undefined ? {} : { host }));
    const groups = groupByHost(files);
    expect(groups).toHaveLength(new Set(hosts).size);
    expect(groups.flat().toSorted((a, b) => a.index - b.index)).toEqual(files);
    for (const group of groups) {
      expect(new Set(group.map(({ file }) => file.host)).size).toBe(1);
      expect(group.map(({ index }) => index)).toEqual(group.map(({ index }) => index).toSorted((a, b) => a - b));
    }
  },
);

test.prop([fc.array(fc.integer()), fc.integer({ min: 1, max: 20 })])(
  'slices are full but for the last, and keep the order',
  (entries, length) => {
    const parts = slices(entries, length);
    expect(parts.flat()).toEqual(entries);
    expect(parts.slice(0, -1).every((part) => part.length === length)).toBe(true);
    expect(parts.every((part) => part.length > 0)).toBe(true);
  },
);
