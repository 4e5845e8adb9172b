import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceStamp } from '../../contracts/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isSameStamp, modifiedAtMs } from './source.ts';

/** A file that changed so shortly before a look is looked at again: it may be under way. */
const YOUNG_MS = 1_000;
/** Between the two looks. */
const AGAIN_AFTER_MS = 100;

/** What is told of a file that changed between the two. */
export const STILL_WRITTEN = sentenceOf('it is still being written: wait until it is whole');

/**
 * Files of a disk that are still being written, by position. Those that changed a moment ago are looked at again, all together; one that
 * is written with longer pauses is not found. `stampOf`: the present version; where it fails the file is left out.
 */
export async function findStillWritten<File extends SourceStamp>(
  files: readonly File[],
  stampOf: (file: File) => Promise<SourceStamp>,
): Promise<ReadonlySet<File>> {
  const nowMs = Date.now();
  const young = files.filter((file) => {
    const atMs = modifiedAtMs(file);
    return atMs !== undefined && Math.abs(nowMs - atMs) < YOUNG_MS;
  });
  if (young.length === 0) return new Set();
  await sleep(AGAIN_AFTER_MS);
  const moved = await Promise.all(
    young.map(async (file) => {
      try {
        return isSameStamp(file, await stampOf(file)) ? [] : [file];
      } catch {
        // Whatever it is, the step that reads the file tells it.
        return [];
      }
    }),
  );
  return new Set(moved.flat());
}
