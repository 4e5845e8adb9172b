import { hash } from 'node:crypto';
import type { RangeRef } from '../../contracts/sync/memory.ts';
import type { Row } from './rows.ts';

/** What a scan sees of a file. */
export interface Entry {
  path: string;
  /** Bytes. */
  size: number;
  /** Text by which another content is known. */
  version: string;
}

/**
 * A digest of entries that does not depend on their order: how many there are, and the sum of their hashes, so that a
 * source need not be sorted to be compared with what is remembered of it.
 */
export interface EntryDigest {
  readonly count: number;
  add(entry: Entry): void;
  toString(): string;
}

/** The digest of no entries yet. */
export function createEntryDigest(): EntryDigest {
  // Two sums modulo 2^64, as such arrays keep them.
  const sums = new BigUint64Array(2);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add({ path, size, version }) {
      const bytes = hash('md5', `${path}\0${size}\0${version}`, 'buffer');
      sums[0] = (sums[0] ?? 0n) + bytes.readBigUInt64LE(0);
      sums[1] = (sums[1] ?? 0n) + bytes.readBigUInt64LE(8);
      count += 1;
    },
    toString: () => `${count}-${Array.from(sums, (sum) => sum.toString(16).padStart(16, '0')).join('')}`,
  };
}

/** True for a row of a file that a scan need not look at again as long as it finds it as it is remembered. */
export function isSettled({ gone, aside, failures = 0 }: Row): boolean {
  return gone !== true && (aside === true || failures === 0);
}

/** What the memory keeps of a range beside its content. */
export function summariseRows(rows: Iterable<Row>): Omit<RangeRef, 'id' | 'from'> {
  const digest = createEntryDigest();
  let [count, aside, gone] = [0, 0, 0];
  for (const row of rows) {
    count += 1;
    if (row.aside) aside += 1;
    if (row.gone) gone += 1;
    if (isSettled(row)) digest.add(row);
  }
  return { rows: count, digest: digest.toString(), aside, gone };
}
