import { SKIPPED_MEMO, SKIPPED_TOLD_MEMO } from '../../contracts/names.ts';
import type { LeftOutSource, SkippedSource } from '../../contracts/progress.ts';
import { eachSentence, englishOf, parseSentences, type Sentence } from '../../contracts/sentences.ts';
import { isText, listOf, shaped } from '../../contracts/shapes.ts';
import type { Run } from './run.ts';

/** Elements that are kept: Temporal gives the memo with each run of a list. */
const MAX_SKIPPED = 1_000;
const MAX_BYTES = 32 * 1024;
/** Of the sentences; what is left out is said in English. */
const MAX_TOLD_BYTES = 8 * 1024;

const isSkipped = listOf(shaped<SkippedSource>({ source: isText, reason: isText }));

/** What a run's memo keeps of what was left out of its request: the first ones, as far as there is room. */
export function skippedMemo(
  skipped: readonly LeftOutSource[] = [],
): Readonly<Record<string, readonly (SkippedSource | Sentence)[]>> {
  const kept: SkippedSource[] = [];
  const said: Sentence[] = [];
  let bytes = 0;
  for (const { source, reason, told } of skipped.slice(0, MAX_SKIPPED)) {
    bytes += Buffer.byteLength(source) + Buffer.byteLength(reason);
    if (bytes > MAX_BYTES) break;
    kept.push({ source, reason });
    if (told !== undefined) said.push(told);
  }
  const told = eachSentence(said, MAX_TOLD_BYTES);
  return {
    ...(kept.length === 0 ? {} : { [SKIPPED_MEMO]: kept }),
    ...(told.length === 0 ? {} : { [SKIPPED_TOLD_MEMO]: told }),
  };
}

/** What was left out of a run's request, as its memo has it. */
export function skippedOf({ memo }: Pick<Run, 'memo'>): LeftOutSource[] | undefined {
  const skipped: unknown = memo?.[SKIPPED_MEMO];
  if (!isSkipped(skipped)) return undefined;
  const known = new Map(parseSentences(memo?.[SKIPPED_TOLD_MEMO]).map((told) => [englishOf(told), told]));
  // as: the check has seen it
  return (skipped as SkippedSource[]).map(({ source, reason }) => {
    const told = known.get(reason);
    return { source, reason, ...(told === undefined ? {} : { told }) };
  });
}
