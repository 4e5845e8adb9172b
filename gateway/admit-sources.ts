import type { IngestRequest } from '../contracts/request.ts';
import { ModelrailError } from '../lib/errors.ts';
import { checkFiles, fileError } from '../lib/requests/check-files.ts';
import type { FileProblem } from '../lib/requests/file-problem.ts';
import { sameFileWarnings } from '../lib/requests/same-files.ts';
import type { ReadableFiles } from '../lib/sources/admission.ts';
import type { Spool } from './spool/spool.ts';

/** Where sources of this machine lie. */
export interface OwnSources {
  spool: Spool;
  ownHost: string;
  /** Undefined when this machine has no roots to look at. */
  localFiles: ReadableFiles | undefined;
}

/**
 * Looks at the sources of a request that lie on this machine; files on others are looked at by their workers. Those of
 * the spool are noted as used by the ingestion `id`. Answers warnings about files that may be the same. Errors:
 * `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`, each with all problems.
 */
export async function admitSources(request: IngestRequest, id: string, own: OwnSources): Promise<string[]> {
  const files = request.files.filter(({ host }) => host === undefined || host === own.ownHost);
  const sources = files.map(({ source }) => source);
  const sent: string[] = [];
  const problems: FileProblem[] = [];
  const others: string[] = [];
  for (const source of sources) {
    try {
      ((await own.spool.check(source)) ? sent : others).push(source);
    } catch (error) {
      problems.push(toProblem(error));
    }
  }
  if (own.localFiles !== undefined) problems.push(...(await checkFiles(others, own.localFiles)).problems);
  if (problems.length > 0) throw fileError(problems);
  for (const source of sent) await own.spool.claim(source, id);
  const seen = new Set([...sent, ...(own.localFiles === undefined ? [] : others)]);
  return await sameFileWarnings(files.filter(({ source }) => seen.has(source)));
}

/** The spool has these three errors for a source. */
function toProblem(error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) throw error;
  const { type, message } = error;
  if (type === 'SourceNotFound' || type === 'SourceNotAllowed' || type === 'InvalidRequest') return { type, message };
  throw error;
}
