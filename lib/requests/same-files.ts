import { stat } from 'node:fs/promises';
import { normalize } from 'node:path';
import pLimit from 'p-limit';
import type { FileRequest } from '../../contracts/request.ts';
import { namesOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { lastSegment, shownSource } from '../../contracts/source-path.ts';
import { groupBy } from '../group-by.ts';

const LOOKS_AT_A_TIME = 32;
const MAX_NAMED = 5;

/**
 * Warnings about files that have name and size of another one: of equal content they are one model to the platform.
 * Whether they are is known once they are hashed. Files that cannot be looked at from here are left out.
 */
export async function sameFileWarnings(files: readonly FileRequest[]): Promise<Sentence[]> {
  const sameName = groupsOf(files, ({ source, name }) => name ?? lastSegment(source));
  const limit = pLimit(LOOKS_AT_A_TIME);
  const sized = await Promise.all(
    sameName.flat().map((file) => limit(async () => ({ ...file, size: await sizeOf(file.source) }))),
  );
  const seen = sized.filter(({ size }) => size !== undefined);
  return groupsOf(seen, ({ source, name, size }) => `${size}/${name ?? lastSegment(source)}`).map((same) => {
    const shown = same.slice(0, MAX_NAMED).map(({ source }) => shownSource(source));
    const sources = namesOf(shown);
    return same.length > MAX_NAMED
      ? sentenceOf(
          '{sources} and {count} more have the same name and size: of equal content only one is delivered, for all',
          { sources, count: same.length - MAX_NAMED },
        )
      : sentenceOf('{sources} have the same name and size: of equal content only one is delivered, for all', {
          sources,
        });
  });
}

/** Those that share their key with others. */
function groupsOf<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[][] {
  return [...groupBy(entries, keyOf).values()].filter((group) => group.length > 1);
}

async function sizeOf(source: string): Promise<number | undefined> {
  const found = await stat(normalize(source)).catch(() => undefined);
  return found?.size;
}
