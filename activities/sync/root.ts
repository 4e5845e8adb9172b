import type { MemoryState } from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Overview } from '../../lib/sync/compare.ts';
import type { Listing } from '../../lib/sync/listing.ts';

/**
 * Why a look at a source says nothing about what is missing there: it is empty, or its root is another than before, as
 * that of a disk that is not mounted. Another root with half of the files as they were is taken for the same.
 */
export function rootProblem(
  { identity }: Pick<Listing, 'identity'>,
  { root, ranges }: Pick<MemoryState, 'root' | 'ranges'>,
  { found, unchanged }: Pick<Overview, 'found' | 'unchanged'>,
): ModelrailError | undefined {
  const remembered = ranges.reduce((sum, { rows, gone }) => sum + rows - gone, 0);
  if (remembered === 0) return undefined;
  const untouched = 'so none of the files that are missing is taken for removed';
  if (found === 0) {
    return new ModelrailError(
      'SourceChanged',
      `the source is empty, and ${remembered} files of it are known: ${untouched}`,
    );
  }
  if (root === undefined || root === identity || unchanged * 2 >= remembered) return undefined;
  const message = `the root of the source is another than before (is a disk not mounted?): ${untouched}`;
  return new ModelrailError('SourceChanged', message);
}
