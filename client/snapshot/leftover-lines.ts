import { isDelivered } from '../../contracts/kinds.ts';
import { type Leftover, leftoverText } from '../../contracts/leftovers.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import type { IngestResult } from '../../contracts/state.ts';

/** What runs left on the platform; of those that did not keep it but in words, their lines. */
export type Left = readonly (Leftover | string)[];

/** What a run left: as its result keeps it, or, of version 0.2 and of an open run, its lines. */
export function leftBy({ resume, leftovers }: Pick<IngestProgress, 'leftovers'> & Partial<IngestResult>): Left {
  return resume?.leftovers ?? leftovers ?? [];
}

/**
 * What the slices of an ingestion left, a line each. A slice does not know that a file of another one has the same content,
 * and is registered with the same record.
 */
export function leftoverLines(left: Left, files: readonly FileProgress[]): string[] {
  const used = new Set(files.filter(isDelivered).flatMap(({ fileId }) => fileId ?? []));
  const isUsed = (one: Leftover) => one.kind === 'record' && used.has(one.id);
  // Where there are lines alone, those that would be written of these files are compared.
  const usedLines = new Set(
    files.flatMap(({ name, fileId: id = '', path = '' }) =>
      used.has(id) ? [leftoverText({ kind: 'record', name, id, path })] : [],
    ),
  );
  return left.flatMap((one) => {
    if (typeof one === 'string') return usedLines.has(one) ? [] : [one];
    return isUsed(one) ? [] : [leftoverText(one)];
  });
}
