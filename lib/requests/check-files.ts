import pLimit from 'p-limit';
import type { Sentence } from '../../contracts/sentences.ts';
import { isUrl } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { assertReachable, type ReachableServers } from '../sources/address-guard.ts';
import type { ReadableFiles } from '../sources/admission.ts';
import { createLocalSources } from '../sources/local-sources.ts';
import { findStillWritten, STILL_WRITTEN } from '../sources/still-written.ts';
import { say, wordsOf } from '../words/say.ts';
import type { FileProblem } from './file-problem.ts';
import { type PlacedSource, placeOfSource } from './placed-source.ts';

const LOOKS_AT_A_TIME = 32;

/** A source that may be read, and what is to be known of it all the same. */
export interface FileWarning {
  source: string;
  warning: Sentence;
}

/**
 * Looks at every file of a disk: there, a file, readable, not empty, where files may be read. Of an address only its host is
 * looked at, as it is written. Answers what is wrong, and warnings.
 */
export async function checkFiles(
  sources: readonly PlacedSource[],
  allowed: ReadableFiles & ReachableServers,
): Promise<{ problems: FileProblem[]; warnings: FileWarning[] }> {
  const local = createLocalSources(allowed);
  const limit = pLimit(LOOKS_AT_A_TIME);
  const looks = await Promise.all(
    sources.map((placed) =>
      limit(async () => {
        const { source } = placed;
        try {
          if (isUrl(source)) {
            assertReachable(source, allowed);
            return {};
          }
          return { seen: { source, ...(await local.inspect(source)) } };
        } catch (error) {
          return { problem: { ...toProblem(source, error), path: placeOfSource(placed) } };
        }
      }),
    ),
  );
  const seen = looks.flatMap((look) => look.seen ?? []);
  const written = await findStillWritten(seen, (file) => local.stamp(file));
  return {
    problems: looks.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    warnings: seen.flatMap((file) =>
      [...(file.told ?? []), ...(written.has(file) ? [STILL_WRITTEN] : [])].map((warning) => ({
        source: file.source,
        warning,
      })),
    ),
  };
}

/** What is wrong with a file, by the error of a look at it. */
export function toProblem(source: string, error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) {
    return { type: 'SourceNotAllowed', message: say('{path} may not be read by this user', { path: source }) };
  }
  const isOurs = error.type === 'SourceNotFound' || error.type === 'SourceNotAllowed';
  return { type: isOurs ? error.type : 'InvalidRequest', message: wordsOf(error) };
}
