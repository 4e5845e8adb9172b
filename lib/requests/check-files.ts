import pLimit from 'p-limit';
import { isUrl } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { assertReachable, type ReachableServers } from '../sources/address-guard.ts';
import type { ReadableFiles } from '../sources/admission.ts';
import { createLocalSources } from '../sources/local-sources.ts';
import type { FileProblem } from './file-problem.ts';
import { type PlacedSource, placeOfSource } from './placed-source.ts';

const LOOKS_AT_A_TIME = 32;

/**
 * Looks at every file of a disk: there, a file, readable, not empty, where files may be read. Of an address only its host is
 * looked at, as it is written. Answers what is wrong, and warnings.
 */
export async function checkFiles(
  sources: readonly PlacedSource[],
  allowed: ReadableFiles & ReachableServers,
): Promise<{ problems: FileProblem[]; warnings: string[] }> {
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
          const { warning } = await local.inspect(source);
          return warning === undefined ? {} : { warning: `${source}: ${warning}` };
        } catch (error) {
          return { problem: { ...toProblem(source, error), path: placeOfSource(placed) } };
        }
      }),
    ),
  );
  return {
    problems: looks.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    warnings: looks.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
  };
}

/** What is wrong with a file, by the error of a look at it. */
export function toProblem(source: string, error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) {
    return { type: 'SourceNotAllowed', message: `${source} may not be read by this user` };
  }
  const isOurs = error.type === 'SourceNotFound' || error.type === 'SourceNotAllowed';
  return { type: isOurs ? error.type : 'InvalidRequest', message: error.message };
}
