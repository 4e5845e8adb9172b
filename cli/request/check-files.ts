import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import pLimit from 'p-limit';
import { ModelrailError } from '../../lib/errors.ts';
import { joinLines } from '../../lib/requests/problems.ts';
import { createLocalSources, type LocalSourcesOptions } from '../../lib/sources/local-sources.ts';
import type { FileProblem } from './file-problem.ts';

const LOOKS_AT_A_TIME = 32;

/** Looks at every file: there, a file, readable, not empty, where files may be read. Answers what is wrong, and warnings. */
export async function checkFiles(
  sources: readonly string[],
  allowed: Pick<LocalSourcesOptions, 'roots' | 'spool'>,
): Promise<{ problems: FileProblem[]; warnings: string[] }> {
  const local = createLocalSources(allowed);
  const limit = pLimit(LOOKS_AT_A_TIME);
  const looks = await Promise.all(
    sources.map((source) =>
      limit(async () => {
        try {
          const { warning } = await local.inspect(source);
          await access(source, constants.R_OK);
          return warning === undefined ? {} : { warning: `${source}: ${warning}` };
        } catch (error) {
          return { problem: toProblem(source, error) };
        }
      }),
    ),
  );
  return {
    problems: looks.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    warnings: looks.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
  };
}

/** One error for all problems of files: of their type when they share one. */
export function fileError(problems: readonly FileProblem[]): ModelrailError {
  const types = new Set(problems.map(({ type }) => type));
  const [only] = types;
  const type = types.size === 1 && only !== undefined ? only : 'InvalidRequest';
  return new ModelrailError(type, joinLines(problems.map(({ message }) => message)));
}

function toProblem(source: string, error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) {
    return { type: 'SourceNotAllowed', message: `${source} may not be read by this user` };
  }
  const isOurs = error.type === 'SourceNotFound' || error.type === 'SourceNotAllowed';
  return { type: isOurs ? error.type : 'InvalidRequest', message: error.message };
}
