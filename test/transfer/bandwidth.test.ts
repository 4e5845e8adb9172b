import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { parseBandwidth } from '../../lib/transfer/bandwidth.ts';

const KI = 1024;
const OFF = Number.POSITIVE_INFINITY;

/** A moment of the week that began on Sunday, 4 January 2026, in local time. */
function at(day: number, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(2026, 0, 4 + day, hours, minutes);
}

describe('one rate', () => {
  test.each([
    ['512', 512 * KI],
    ['512k', 512 * KI],
    ['512K', 512 * KI],
    ['512Ki', 512 * KI],
    ['512KiB', 512 * KI],
    ['10M', 10 * KI ** 2],
    ['10MiB', 10 * KI ** 2],
    ['1.5M', 1.5 * KI ** 2],
    ['2G', 2 * KI ** 3],
    ['1T', KI ** 4],
    ['1P', KI ** 5],
    ['100B', 100],
    ['100b', 100],
    ['  10M  ', 10 * KI ** 2],
    ['off', OFF],
    ['OFF', OFF],
    ['0', OFF],
    ['0M', OFF],
    ['10M:1M', 10 * KI ** 2],
    ['10M:off', 10 * KI ** 2],
    ['off:1M', OFF],
  ])('%j is %d bytes per second at any time', (text, expected) => {
    for (const day of [0, 3, 6]) expect(parseBandwidth(text).rateAt(at(day, '12:00'))).toBe(expected);
  });
});

describe('a timetable', () => {
  test.each([
    // The same every day; before the first entry of a day the last of the day before holds.
    ['08:00,512k 19:00,off', 1, '08:00', 512 * KI],
    ['08:00,512k 19:00,off', 1, '07:59', OFF],
    ['08:00,512k 19:00,off', 1, '18:59', 512 * KI],
    ['08:00,512k 19:00,off', 1, '19:00', OFF],
    ['08:00,512k 19:00,off', 0, '00:00', OFF],
    ['19:00,off 08:00,512k', 1, '12:00', 512 * KI],
    ['8:00,512k 19:00,off', 1, '12:00', 512 * KI],
    ['08:00,10M:1M 19:00,off:1M', 1, '12:00', 10 * KI ** 2],
    ['08:00,10M:1M 19:00,off:1M', 1, '22:00', OFF],
    ['12:00,1M', 4, '03:00', KI ** 2],
    // By day; from Saturday's entry to Monday's the rate of Saturday.
    ['Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off', 1, '00:00', 512 * KI],
    ['Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off', 5, '23:58', 512 * KI],
    ['Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off', 5, '23:59', 10 * KI ** 2],
    ['Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off', 6, '09:59', 10 * KI ** 2],
    ['Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off', 0, '19:59', KI ** 2],
    ['Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off', 0, '20:00', OFF],
    ['monday-00:00,512 SATURDAY-10:00,off', 3, '12:00', 512 * KI],
    ['monday-00:00,512 SATURDAY-10:00,off', 0, '12:00', OFF],
  ] as const)('%s: on day %i at %s it is %d', (text, day, time, expected) => {
    expect(parseBandwidth(text).rateAt(at(day, time))).toBe(expected);
  });
});

describe('anything else', () => {
  test.each([
    ...[
      '',
      ' ',
      'fast',
      '-1M',
      '10 M',
      '10X',
      '1e3',
      '1,5M',
      '.5M',
      '10MM',
      'Infinity',
      'NaN',
      ':1M',
      '10M:',
      '10M:fast',
    ],
    ...['10M:1M:1M', '08:00,', '08:00,fast', '24:00,1M', '08:60,1M', '8,1M', '08:00,1M,', '08:00,1M 19:00'],
    ...['Foo-08:00,1M', 'Monkey-08:00,1M', 'Mon08:00,1M', '-08:00,1M', '08:00,512k;19:00,off'],
  ])('%j is refused with what it should look like', (text) => {
    expect(() => parseBandwidth(text)).toThrow(
      expect.objectContaining({
        type: 'InvalidRequest',
        message: expect.stringMatching(/is not a bandwidth: write a/),
      }),
    );
  });

  const piece = fc.constantFrom(...'0123456789.,:- kMGibBoffMonSatsun19:00'.split(''), 'off', 'Mon-', '08:00,', '10M');
  test.prop([
    fc.oneof(
      fc.string(),
      fc.string({ unit: piece }),
      fc.array(piece).map((pieces) => pieces.join('')),
    ),
  ])('is either a rate above zero at every time or refused, and nothing else is thrown', (text) => {
    try {
      const bandwidth = parseBandwidth(text);
      for (let hour = 0; hour < 7 * 24; hour += 5) {
        expect(bandwidth.rateAt(new Date(2026, 0, 4, hour, 30))).toBeGreaterThan(0);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(ModelrailError);
      expect(error).toMatchObject({ type: 'InvalidRequest' });
    }
  });
});
