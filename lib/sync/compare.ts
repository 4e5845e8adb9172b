import { type MemoryState, type RangeRef, rangeAt } from '../../contracts/sync/memory.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import type { RangeContent } from './content.ts';
import { createEntryDigest } from './digest.ts';
import {
  behind,
  EVERYTHING,
  type Interval,
  isBefore,
  type ListedEntry,
  type Listing,
  type ListingFindings,
} from './listing.ts';
import { byPath, type Row } from './rows.ts';

/** What one look at a whole source shows. */
export interface Overview {
  found: number;
  /** Files in ranges that are as they are remembered. */
  unchanged: number;
  /** The parts of the paths that have to be compared one by one. */
  intervals: Interval[];
}

/**
 * Lists a source once, in whatever order, and compares it with the digests of the ranges: nothing is read of a range that is
 * as it was. A range with files that are told in each run, since they were set aside, is compared in any case.
 */
export async function overviewOf(
  listing: Listing,
  ranges: readonly RangeRef[],
  findings: ListingFindings,
  onProgress: (found: number) => void,
): Promise<Overview> {
  const digests = ranges.map(() => createEntryDigest());
  const first = digests[0] ?? createEntryDigest();
  let found = 0;
  for await (const entry of listing.entries(EVERYTHING, findings)) {
    (digests[rangeAt(ranges, entry.path)] ?? first).add(entry);
    found += 1;
    if (found % 1_000 === 0) onProgress(found);
  }
  if (ranges.length === 0) return { found, unchanged: 0, intervals: found === 0 ? [] : [EVERYTHING] };
  const intervals: Interval[] = [];
  let unchanged = 0;
  for (const [at, { from, digest, aside }] of ranges.entries()) {
    const seen = digests[at];
    if (seen?.toString() === digest && aside === 0) {
      unchanged += seen.count;
      continue;
    }
    const before = ranges[at + 1]?.from;
    const last = intervals.at(-1);
    if (last !== undefined && last.before === from) last.before = before;
    else intervals.push({ from, before });
  }
  return { found, unchanged, intervals };
}

/** A file of the source, and what is remembered of its path; one of the two may be missing. */
export interface Pair {
  path: string;
  entry: ListedEntry | undefined;
  row: Row | undefined;
}

/** What the comparison reads. */
export interface Comparison {
  listing: Listing;
  memory: Pick<MemoryState, 'ranges'>;
  content(range: RangeRef): Promise<Pick<RangeContent, 'rows'>>;
  findings: ListingFindings;
}

/** The files of an interval beside what is remembered of them, sorted by path; one range of the memory at a time. */
export async function* pairsOf(comparison: Comparison, interval: Interval): AsyncGenerator<Pair> {
  const { listing, memory, findings } = comparison;
  for (const { range, within } of rangesOf(memory.ranges, interval)) {
    const rows = range === undefined ? [] : [...(await comparison.content(range)).rows.values()].sort(byPath);
    let at = rows.findIndex(({ path }) => comparePaths(path, within.from) >= 0);
    if (at < 0) at = rows.length;
    const isOver = (row: Row | undefined) => row === undefined || !isBefore(row.path, within.before);
    for await (const entry of listing.entries(within, findings)) {
      for (; !isOver(rows[at]) && isBefore(rows[at]?.path ?? '', entry.path); at += 1) yield onlyRow(rows[at]);
      const row = rows[at]?.path === entry.path ? rows[at++] : undefined;
      yield { path: entry.path, entry, row };
    }
    for (; !isOver(rows[at]); at += 1) yield onlyRow(rows[at]);
  }
}

function onlyRow(row: Row | undefined): Pair {
  return { path: row?.path ?? '', entry: undefined, row };
}

/** The ranges that an interval has a part of. */
function rangesOf(
  ranges: readonly RangeRef[],
  { from, before }: Interval,
): { range: RangeRef | undefined; within: Interval }[] {
  if (ranges.length === 0) return [{ range: undefined, within: { from, before } }];
  return ranges.flatMap((range, at) => {
    const end = ranges[at + 1]?.from;
    const isOutside = !isBefore(range.from, before) || (end !== undefined && comparePaths(end, from) <= 0);
    if (isOutside) return [];
    const last = end === undefined || (before !== undefined && isBefore(before, end)) ? before : end;
    return [{ range, within: { from: isBefore(from, range.from) ? range.from : from, before: last } }];
  });
}

/** What is left of some intervals behind a path of the first. */
export function restOf([first, ...others]: readonly Interval[], path: string): Interval[] {
  return [{ from: behind(path), before: first?.before }, ...others];
}
