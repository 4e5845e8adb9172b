import { SKIPPED_MEMO } from '../../contracts/names.ts';
import type { SkippedSource } from '../../contracts/progress.ts';
import { isText, listOf, shaped } from '../../contracts/shapes.ts';
import type { Run } from './run.ts';

/** Elements that are kept: Temporal gives the memo with each run of a list. */
const MAX_SKIPPED = 1_000;
const MAX_BYTES = 32 * 1024;

const isSkipped = listOf(shaped<SkippedSource>({ source: isText, reason: isText }));

/** What a run's memo keeps of what was left out of its request: the first ones, as far as there is room. */
export function skippedMemo(skipped: readonly SkippedSource[] = []): Record<string, SkippedSource[]> {
  const kept: SkippedSource[] = [];
  let bytes = 0;
  for (const { source, reason } of skipped.slice(0, MAX_SKIPPED)) {
    bytes += Buffer.byteLength(source) + Buffer.byteLength(reason);
    if (bytes > MAX_BYTES) break;
    kept.push({ source, reason });
  }
  return kept.length === 0 ? {} : { [SKIPPED_MEMO]: kept };
}

/** What was left out of a run's request, as its memo has it. */
export function skippedOf({ memo }: Pick<Run, 'memo'>): SkippedSource[] | undefined {
  const skipped: unknown = memo?.[SKIPPED_MEMO];
  return isSkipped(skipped) ? (skipped as SkippedSource[]) : undefined; // as: the check has seen it
}
