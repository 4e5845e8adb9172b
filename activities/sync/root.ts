import { sentenceOf } from '../../contracts/sentences.ts';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import type { MemoryState } from '../../contracts/sync/memory.ts';
import { APPROVAL_ADVICE } from '../../contracts/sync/report.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Comparison, type Overview, pairsOf } from '../../lib/sync/compare.ts';
import { type Listing, UNTOLD } from '../../lib/sync/listing.ts';

/**
 * Why a look at a source says nothing about what is missing there: it is empty, or its root is another than before, as
 * that of a disk that is not mounted. Another root with half of the files as they were is taken for the same.
 */
export async function rootProblem(
  listing: Listing,
  memory: Pick<MemoryState, 'root' | 'ranges'>,
  seen: Overview,
  content: Comparison['content'],
): Promise<ModelrailError | undefined> {
  const { root } = memory;
  const remembered = countRemembered(memory);
  if (remembered === 0) return undefined;
  if (seen.found === 0) {
    const empty = sentenceOf(
      'the source is empty, and {remembered} files of it are known: so none of the files that are missing is taken for removed',
      { remembered },
    );
    return new ModelrailError('SourceChanged', empty);
  }
  if (root === undefined || root === listing.identity) return undefined;
  const unchanged = seen.unchanged + (await countUnchanged({ listing, memory, content, findings: UNTOLD }, seen));
  if (unchanged * 2 >= remembered) return undefined;
  const other = sentenceOf(
    'the root of the source is another than before (is a disk not mounted?): so none of the files that are missing is taken for removed',
  );
  return new ModelrailError('SourceChanged', other);
}

/** Files that are remembered from which on more than half of them are not taken for removed. */
const MANY_FILES = 20;

/** Why files that are missing are not taken for removed, whatever the root: they are most of many. */
export function lossProblem(
  { declaration }: SyncInput,
  missing: number,
  remembered: number,
): ModelrailError | undefined {
  if (remembered < MANY_FILES || missing * 2 <= remembered) return undefined;
  const counts = { missing, remembered };
  const loss =
    declaration.onRemoved === 'delete'
      ? sentenceOf(
          '{missing} of {remembered} files are gone from the source (is another disk mounted?): none of them is taken for removed; {advice}',
          { ...counts, advice: APPROVAL_ADVICE },
        )
      : sentenceOf(
          '{missing} of {remembered} files are gone from the source (is another disk mounted?): none of them is taken for removed',
          counts,
        );
  return new ModelrailError('SourceChanged', loss);
}

/** True when a look at a source showed everything that is remembered of it. */
export async function isNothingMissing(comparison: Comparison, { intervals }: Overview): Promise<boolean> {
  if (countRemembered(comparison.memory) === 0) return true;
  for (const interval of intervals) {
    for await (const { entry, row } of pairsOf({ ...comparison, findings: UNTOLD }, interval)) {
      if (entry === undefined && row?.gone !== true) return false;
    }
  }
  return true;
}

/** Files that are remembered and were not told to be gone. */
export function countRemembered({ ranges }: Pick<MemoryState, 'ranges'>): number {
  return ranges.reduce((sum, { rows, gone }) => sum + rows - gone, 0);
}

/** Files that are as they are remembered, in ranges where others are not. */
async function countUnchanged(comparison: Comparison, { intervals }: Overview): Promise<number> {
  let count = 0;
  for (const interval of intervals) {
    for await (const { entry, row } of pairsOf(comparison, interval)) {
      if (entry !== undefined && row?.size === entry.size && row.version === entry.version) count += 1;
    }
  }
  return count;
}
