import { isIPv6 } from 'node:net';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../lib/sources/public-address.ts';

const PUBLIC = [
  '1.1.1.1',
  '93.184.216.34',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '223.255.255.255',
];
const SPECIAL = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.0', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
  ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.168.1.1', '198.18.0.1'],
  ...['198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
];

/** An address of IPv4 as the two last groups of one of IPv6. */
function groups(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** The addresses of IPv6 that carry one of IPv4. */
function carriers(address: string): string[] {
  const carried = groups(address);
  return [`::ffff:${address}`, `::FFFF:${carried}`, `64:ff9b::${address}`, `64:ff9b::${carried}`, `2002:${carried}::1`];
}

describe('an address', () => {
  test.each(PUBLIC)('%s is public, carried by IPv6 too', (address) => {
    for (const each of [address, ...carriers(address)]) expect([each, isPublicAddress(each)]).toEqual([each, true]);
  });

  test.each(SPECIAL)('%s is not, whatever carries it', (address) => {
    for (const each of [address, ...carriers(address)]) expect([each, isPublicAddress(each)]).toEqual([each, false]);
  });

  test.each(['2606:4700::1111', '2a00:1450:4001:81b::200e', '2001:4860:4860::8888'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    ...['::', '::1', '0:0:0:0:0:0:0:1', '::7f00:1', '::127.0.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1'],
    ...['fc00::1', 'fdff::1', 'ff02::1', '100::1', '64:ff9b:1::a00:1', '2001::1', '2001:db8::1', '3fff::1', '4000::1'],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['', 'localhost', '1.2.3', '0x7f.1', '1.1.1.1/8', '[::1]', '1.1.1.1%lo'])('%j is none at all', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })])(
    'is judged alike in each of its spellings',
    (numbers) => {
      const whole = numbers.map((group) => group.toString(16).padStart(4, '0')).join(':');
      const short = new URL(`http://[${whole}]`).hostname.slice(1, -1);
      expect(isIPv6(short)).toBe(true);
      expect(isPublicAddress(short)).toBe(isPublicAddress(whole.toUpperCase()));
    },
  );
});
