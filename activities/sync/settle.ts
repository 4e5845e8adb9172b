import { setTimeout as sleep } from 'node:timers/promises';
import type { ListedEntry, Listing } from '../../lib/sync/listing.ts';

const SECOND = 1_000;
/** Bytes a second that even a slow copy writes. */
const SLOWEST_COPY = 64 * 1024 ** 2;
const LONGEST_QUIET_MS = 60 * SECOND;

/** How long a file has to stay as it is before it is taken, in milliseconds; a larger one is written for longer. */
export function quietMs(sizeBytes: number): number {
  return Math.min(LONGEST_QUIET_MS, SECOND + (sizeBytes / SLOWEST_COPY) * SECOND);
}

/** What is left of that time; a clock of the source that goes ahead is not waited for. */
function remainingMs({ size, changedAtMs }: ListedEntry, nowMs: number): number {
  const quiet = quietMs(size);
  return Math.min(quiet, quiet - (nowMs - changedAtMs));
}

/**
 * Sorts out files that are still being written: one that changed a moment ago is looked at again when it has had the
 * time to. Those that moved between the two looks, or that cannot be looked at, are answered by path.
 */
export async function findUnsettled(
  listing: Listing,
  entries: readonly ListedEntry[],
  signal: AbortSignal,
): Promise<Set<string>> {
  const nowMs = Date.now();
  const young = entries.filter((entry) => remainingMs(entry, nowMs) > 0);
  const waitMs = young.reduce((longest, entry) => Math.max(longest, remainingMs(entry, nowMs)), 0);
  if (young.length === 0) return new Set();
  await sleep(waitMs, undefined, { signal });
  const unsettled = new Set<string>();
  for (const entry of young) {
    const again = await listing.look(entry.path);
    // What has vanished is found to have by the reading.
    if (again !== undefined && !isSameEntry(entry, again)) unsettled.add(entry.path);
  }
  return unsettled;
}

/** True for two looks that saw the same content. */
export function isSameEntry(a: ListedEntry, b: ListedEntry): boolean {
  return a.size === b.size && a.version === b.version && a.changedAtMs === b.changedAtMs;
}
