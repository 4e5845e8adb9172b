import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createChecksum, formatChecksums, parseChecksums } from '../../lib/hashing/checksum.ts';

/** Of a chunk that comes in these pieces. */
function checksumOf(algorithm: 'crc32' | 'gmac', ...pieces: Buffer[]): number {
  const checksum = createChecksum(algorithm);
  for (const piece of pieces) checksum.update(piece);
  return checksum.end();
}

describe('GMAC', () => {
  // E(K, Y0) of test case 1 in "The Galois/Counter Mode of Operation", McGrew and Viega; H is that of test case 2.
  const TAG_OF_NOTHING = 0x58e2fccefa7e3061367f1d57a4e7455an;
  const HASH_KEY = 0x66e94bd4ef8a2c3b884cfa59ca342b2en;

  /** GHASH as section 6.4 of SP 800-38D has it, bit by bit, then the tag. */
  function slowGmac(data: Buffer): number {
    const blocks = Math.ceil(data.length / 16);
    const padded = Buffer.concat([data, Buffer.alloc(blocks * 16 - data.length), lengths(data.length)]);
    let hash = 0n;
    for (let offset = 0; offset < padded.length; offset += 16) {
      hash = multiply(hash ^ BigInt(`0x${padded.toString('hex', offset, offset + 16)}`), HASH_KEY);
    }
    return Number((hash ^ TAG_OF_NOTHING) >> 96n);
  }

  /** The length of the authenticated data and that of the (empty) ciphertext, in bits. */
  function lengths(bytes: number): Buffer {
    const block = Buffer.alloc(16);
    block.writeBigUInt64BE(BigInt(bytes) * 8n);
    return block;
  }

  function multiply(x: bigint, y: bigint): bigint {
    let z = 0n;
    let v = y;
    for (let bit = 127n; bit >= 0n; bit -= 1n) {
      if (((x >> bit) & 1n) === 1n) z ^= v;
      v = (v & 1n) === 1n ? (v >> 1n) ^ (0xe1n << 120n) : v >> 1n;
    }
    return z;
  }

  test('of nothing is that of the specification', () => {
    expect(checksumOf('gmac')).toBe(0x58e2fcce);
  });

  test.prop([fc.uint8Array({ maxLength: 200 }), fc.nat(200)])(
    'is that of the specification, however the chunk is cut',
    (bytes, at) => {
      const data = Buffer.from(bytes);
      expect(checksumOf('gmac', data.subarray(0, at), data.subarray(at))).toBe(slowGmac(data));
    },
  );
});

test('CRC-32 of the check value', () => {
  // "123456789", the check value of the CRC catalogue.
  expect(checksumOf('crc32', Buffer.from('12345'), Buffer.from('6789'))).toBe(0xcbf43926);
});

describe.each(['crc32', 'gmac'] as const)('checksums of %s that are known', (algorithm) => {
  const chunks = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];
  const values = Buffer.alloc(12);
  chunks.forEach((chunk, position) => {
    values.writeUInt32BE(checksumOf(algorithm, chunk), 4 * position);
  });
  const known = parseChecksums(formatChecksums(algorithm, values));

  test('match each chunk at its place', () => {
    expect(chunks.map((chunk, position) => known.matches(position, chunk))).toEqual([true, true, true]);
  });

  test('match no other', () => {
    expect([known.matches(0, Buffer.from('two')), known.matches(1, Buffer.from('twp'))]).toEqual([false, false]);
  });
});
