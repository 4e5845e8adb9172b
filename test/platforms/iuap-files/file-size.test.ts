import { expect, test } from 'vitest';
import { exactBytes, isSizeOf } from '../../../platforms/iuap-files/file-size.ts';
import { sizeText } from '../../../platforms/iuap-files/simulator/attachments.ts';

test.each([
  ['12Byte(s)', 12],
  ['0Byte(s)', 0],
  ['1024 bytes', 1024],
  ['77B', 77],
  ['12', 12],
  ['4.00KB', undefined],
  ['1.5B', undefined],
  ['large', undefined],
  ['', undefined],
])('%s is %s bytes exactly', (text, bytes) => {
  expect(exactBytes(text)).toBe(bytes);
});

test.each([
  ['12Byte(s)', 12, true],
  ['12Byte(s)', 13, false],
  ['4.00KB', 4096, true],
  ['4.00KB', 4097, true],
  ['4.00KB', 4110, false],
  ['4KB', 4200, true],
  ['4KB', 5200, false],
  ['1.50 MB', 1_572_864, true],
  ['1.50GB', 1_572_864, false],
  ['unknown', 12, undefined],
])('%s as the size of %d bytes: %s', (text, bytes, expected) => {
  expect(isSizeOf(text, bytes)).toBe(expected);
});

test('what the simulator writes is recognised', () => {
  for (const bytes of [1, 1023, 1024, 1025, 5_000, 1_048_575, 1_048_576, 7_654_321, 3_221_225_472]) {
    expect(isSizeOf(sizeText(bytes), bytes)).toBe(true);
  }
});
