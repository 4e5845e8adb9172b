import type { IngestRequest } from '../contracts/request.ts';
import { ModelrailError } from '../lib/errors.ts';
import { checkFiles, fileError } from '../lib/requests/check-files.ts';
import type { FileProblem } from '../lib/requests/file-problem.ts';
import { sameFileWarnings } from '../lib/requests/same-files.ts';
import type { ReadableFiles } from '../lib/sources/admission.ts';
import type { Caller } from './authentication.ts';
import type { Spool } from './spool/spool.ts';

/** Where sources of this machine lie. */
export interface OwnSources {
  spool: Spool;
  ownHost: string;
  /** Undefined when this machine has no roots to look at. */
  localFiles: ReadableFiles | undefined;
}

/** What is to be started, and by whom. */
export interface Start {
  id: string;
  caller: Caller;
}

/**
 * Looks at the sources of a request that lie on this machine; files on others are looked at by their workers. What lies
 * in the spool has to be the caller's own, whatever host the request names, and is noted as used by the ingestion.
 * Answers warnings about files that may be the same. Errors: `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`, each
 * with all problems; `AlreadyExists` while another gateway has the spool.
 */
export async function admitSources(request: IngestRequest, { id, caller }: Start, own: OwnSources): Promise<string[]> {
  const sent: string[] = [];
  const problems: FileProblem[] = [];
  const others: string[] = [];
  for (const { source, host } of request.files) {
    try {
      if (await own.spool.check(source, caller)) sent.push(source);
      else if (host === undefined || host === own.ownHost) others.push(source);
    } catch (error) {
      problems.push(toProblem(error));
    }
  }
  if (own.localFiles !== undefined) problems.push(...(await checkFiles(others, own.localFiles)).problems);
  if (problems.length > 0) throw fileError(problems);
  for (const source of sent) await own.spool.claim(source, id, caller);
  const seen = new Set([...sent, ...(own.localFiles === undefined ? [] : others)]);
  return await sameFileWarnings(request.files.filter(({ source }) => seen.has(source)));
}

/** The spool has these three errors for a source. */
function toProblem(error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) throw error;
  const { type, message } = error;
  if (type === 'SourceNotFound' || type === 'SourceNotAllowed' || type === 'InvalidRequest') return { type, message };
  throw error;
}
