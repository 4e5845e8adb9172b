import { describe, expect, test } from 'vitest';
import { formatBytes, formatDuration } from '../../cli/render/units.ts';
import { createRateMeter } from '../../contracts/rate-meter.ts';
import { parseSince } from '../../lib/requests/since.ts';

describe('units for a person', () => {
  test.for([
    [0, '0 B'],
    [1023, '1023 B'],
    [4 * 1024 ** 2, '4.0 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
  ] as const)('%d bytes are %s', ([bytes, text]) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.for([
    [400, '0 s'],
    [59_400, '59 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
    [273_600_000, '3 d 4 h'],
  ] as const)('%d ms are %s', ([ms, text]) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('--since takes a date or a span', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(parseSince('2h', now, '--since').toISOString()).toBe('2026-11-22T10:00:00.000Z');
    expect(parseSince('7d', now, '--since').toISOString()).toBe('2026-11-15T12:00:00.000Z');
    expect(parseSince('2026-11-22T08:00Z', now, '--since').toISOString()).toBe('2026-11-22T08:00:00.000Z');
    expect(() => parseSince('5', now, '--since')).toThrow('--since must be');
    expect(() => parseSince('2026-13-45', now, '--since')).toThrow('--since must be');
  });
});

describe('the rate meter', () => {
  test('knows no rate from one total', () => {
    const meter = createRateMeter();
    meter.add(0, 100);
    expect(meter.rate(200)).toBeUndefined();
  });

  test('follows the last five seconds', () => {
    const meter = createRateMeter();
    for (let second = 0; second <= 10; second += 1) meter.add(second * 1000, second * 100);
    expect(meter.rate(10_000)).toBe(100);
    for (let second = 11; second <= 16; second += 1) meter.add(second * 1000, 1000);
    expect(meter.rate(16_000)).toBe(0);
  });
});
