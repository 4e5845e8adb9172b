import { expect, it } from 'vitest';
import { rootIdentity } from '../../lib/sync/folder-listing.ts';

const EXT4 = 0xef53;
const MADE = 1_764_374_400_000_000_000n;

it('tells two disks of one kind apart, whose roots have the same inode', () => {
  const first = rootIdentity({ ino: 2n, birthtimeNs: MADE }, EXT4);
  expect(rootIdentity({ ino: 2n, birthtimeNs: MADE + 1n }, EXT4)).not.toBe(first);
});

it('is the same for a root with another inode at each look', () => {
  const first = rootIdentity({ ino: 4_000_000_000n, birthtimeNs: MADE }, EXT4);
  expect(rootIdentity({ ino: 4_000_000_004n, birthtimeNs: MADE }, EXT4)).toBe(first);
});

it('goes by the inode where the file system has no birth times', () => {
  const of = (ino: bigint) => rootIdentity({ ino, birthtimeNs: 0n }, EXT4);
  expect(of(3n)).not.toBe(of(2n));
  expect(of(2n)).toBe('2:ef53');
});
