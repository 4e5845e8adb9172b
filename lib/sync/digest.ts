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

const MAX_WORD = 2 ** 32 - 1;

/** The digest of no entries yet. */
export function createEntryDigest(): EntryDigest {
  // Two sums modulo 2^64, each in words of 32 bits, the lower one first: a scan of a million files is to leave no garbage.
  const words = new Uint32Array(4);
  let count = 0;
  const addTo = (at: number, low: number, high: number): void => {
    const sum = (words[at] ?? 0) + low;
    words[at] = sum;
    words[at + 1] = (words[at + 1] ?? 0) + high + (sum > MAX_WORD ? 1 : 0);
  };
  return {
    get count() {
      return count;
    },
    add({ path, size, version }) {
      const bytes = hash('md5', `${path}\0${size}\0${version}`, 'binary');
      addTo(0, wordAt(bytes, 0), wordAt(bytes, 4));
      addTo(2, wordAt(bytes, 8), wordAt(bytes, 12));
      count += 1;
    },
    toString: () => `${count}-${[1, 0, 3, 2].map((at) => (words[at] ?? 0).toString(16).padStart(8, '0')).join('')}`,
  };
}

/** Four bytes of a text that has one in each character, the lowest first. */
function wordAt(bytes: string, at: number): number {
  const low = bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8) | (bytes.charCodeAt(at + 2) << 16);
  return low + bytes.charCodeAt(at + 3) * 2 ** 24;
}

/** True for a row of a file that a scan need not look at again as long as it finds it as it is remembered. */
export function isSettled({ gone, aside, removing, failures = 0 }: Row): boolean {
  return gone !== true && removing !== true && (aside === true || failures === 0);
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
    // Something is to be done about it, there or not: no scan finds such an entry, so its range is compared each time.
    else if (row.gone !== true) digest.add({ ...row, size: -1 });
  }
  return { rows: count, digest: digest.toString(), aside, gone };
}
