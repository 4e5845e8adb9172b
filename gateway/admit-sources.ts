import type { FileRequest, IngestRequest } from '../contracts/request.ts';
import { isUrl } from '../contracts/source-path.ts';
import { ModelrailError } from '../lib/errors.ts';
import { checkFiles, fileError } from '../lib/requests/check-files.ts';
import type { FileProblem } from '../lib/requests/file-problem.ts';
import { MAX_TOLD } from '../lib/requests/problems.ts';
import { sameFileWarnings } from '../lib/requests/same-files.ts';
import { assertReachable, type ReachableServers } from '../lib/sources/address-guard.ts';
import type { ReadableFiles } from '../lib/sources/admission.ts';
import type { Caller } from './authentication.ts';
import { FILES_AT_A_TIME } from './read-request.ts';
import type { Spool } from './spool/spool.ts';

/** Where sources of this machine lie. */
export interface OwnSources {
  spool: Spool;
  ownHost: string;
  /** Undefined when this machine has no roots to look at. */
  localFiles: ReadableFiles | undefined;
  /** Servers that sources may be on. */
  servers: ReachableServers;
  /** The platform takes files of equal content for one. */
  sharesContents: boolean;
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
 * with all problems (those behind the first hundred wrong files are not looked at); `AlreadyExists` while another
 * gateway has the spool.
 */
export async function admitSources(request: IngestRequest, { id, caller }: Start, own: OwnSources): Promise<string[]> {
  const { files } = request;
  const seen: FileRequest[] = [];
  const sent: string[] = [];
  const problems: FileProblem[] = [];
  let next = 0;
  while (next < files.length && problems.length < MAX_TOLD) {
    const part = await checkPart(files.slice(next, next + FILES_AT_A_TIME), caller, own);
    for (const file of part.seen) seen.push(file);
    for (const source of part.sent) sent.push(source);
    for (const problem of part.problems) problems.push(problem);
    next += FILES_AT_A_TIME;
  }
  if (problems.length > 0) throw next < files.length ? untilFile(next, problems) : fileError(problems);
  for (const source of sent) await own.spool.claim(source, id, caller);
  return own.sharesContents ? await sameFileWarnings(seen) : [];
}

/** Looks at some files: those of the spool, those that could be looked at, and what is wrong. */
async function checkPart(
  files: readonly FileRequest[],
  caller: Caller,
  { spool, ownHost, localFiles, servers }: Omit<OwnSources, 'sharesContents'>,
): Promise<{ sent: string[]; seen: FileRequest[]; problems: FileProblem[] }> {
  const sent: string[] = [];
  const seen: FileRequest[] = [];
  const problems: FileProblem[] = [];
  const others: string[] = [];
  for (const file of files) {
    const { source, host } = file;
    try {
      if (isUrl(source)) {
        assertReachable(source, servers);
        seen.push(file);
      } else if (await spool.check(source, caller)) {
        sent.push(source);
        seen.push(file);
      } else if (localFiles !== undefined && (host === undefined || host === ownHost)) {
        others.push(source);
        seen.push(file);
      }
    } catch (error) {
      problems.push(toProblem(error));
    }
  }
  if (localFiles !== undefined) problems.push(...(await checkFiles(others, { ...localFiles, ...servers })).problems);
  return { sent, seen, problems };
}

function untilFile(end: number, problems: readonly FileProblem[]): ModelrailError {
  const { type, message } = fileError(problems);
  return new ModelrailError(type, `${message}\nfiles[${end}] and those behind it were not looked at`);
}

/** The spool has these three errors for a source. */
function toProblem(error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) throw error;
  const { type, message } = error;
  if (type === 'SourceNotFound' || type === 'SourceNotAllowed' || type === 'InvalidRequest') return { type, message };
  throw error;
}
