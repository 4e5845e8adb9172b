import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { canonicalJson, requestDigest } from '../../client/runs/request-digest.ts';

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

test.prop([fc.jsonValue()])('the order of keys does not matter', (value) => {
  expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
});

test.prop([fc.jsonValue()])('canonical JSON is the same value', (value) => {
  expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
});

test('an absent member and an undefined one are the same, order of files and letters are not', () => {
  expect(requestDigest({ a: 1, b: undefined })).toBe(requestDigest({ a: 1 }));
  expect(requestDigest({ files: ['a', 'b'] })).not.toBe(requestDigest({ files: ['b', 'a'] }));
  expect(requestDigest({ a: 'x' })).not.toBe(requestDigest({ a: 'X' }));
});
