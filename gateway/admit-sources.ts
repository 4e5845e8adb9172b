import type { IngestRequest } from '../contracts/request.ts';
import type { Sentence } from '../contracts/sentences.ts';
import { isUrl } from '../contracts/source-path.ts';
import { ModelrailError } from '../lib/errors.ts';
import { checkFiles } from '../lib/requests/check-files.ts';
import { type FileProblem, fileError } from '../lib/requests/file-problem.ts';
import { type PlacedSource, placedSources, placeOfSource } from '../lib/requests/placed-source.ts';
import { MAX_TOLD, RequestError } from '../lib/requests/problems.ts';
import { sameFileWarnings } from '../lib/requests/same-files.ts';
import { assertReachable, type ReachableServers } from '../lib/sources/address-guard.ts';
import type { ReadableFiles } from '../lib/sources/admission.ts';
import { wordsOf } from '../lib/words/say.ts';
import type { Caller } from './authentication.ts';
import { FILES_AT_A_TIME, notLookedAt } from './read-request.ts';
import type { Spool } from './spool/spool.ts';

/** Where sources of this machine lie. */
export interface OwnSources {
  spool: Spool;
  ownHost: string;
  /** Undefined when this machine has no roots to look at. */
  localFiles: ReadableFiles | undefined;
  /** Servers that sources may be on. */
  servers: ReachableServers;
}

/** What is to be started, and by whom. */
export interface Start {
  id: string;
  caller: Caller;
}

/** Whose sources are looked at, and how many wrong ones at most. */
export interface Look {
  caller: Caller;
  most: number;
}

/** What was found. */
export interface Found {
  /** Sources that lie in the spool. */
  sent: string[];
  /** Positions of the files that could be looked at. */
  seen: Set<number>;
  /** All that is wrong. */
  error: RequestError | undefined;
}

/**
 * Looks at the sources of a request that lie on this machine; files on others are looked at by their workers. What lies
 * in the spool has to be the caller's own, whatever host the request names, and is noted as used by the ingestion.
 * Answers warnings about files that may be the same. Errors: `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`, each
 * with all problems (those behind the first hundred wrong files are not looked at); `AlreadyExists` while another
 * gateway has the spool.
 */
export async function admitSources(
  request: IngestRequest,
  { id, caller }: Start,
  own: OwnSources & { sharesContents: boolean },
): Promise<Sentence[]> {
  const { files } = request;
  const { sent, seen, error } = await lookAtSources(placedSources(request), { caller, most: MAX_TOLD }, own);
  if (error !== undefined) throw error;
  for (const source of sent) await own.spool.claim(source, id, caller);
  return own.sharesContents ? await sameFileWarnings(files.filter((_file, position) => seen.has(position))) : [];
}

/** Looks at sources as {@link admitSources} does, and notes nothing. */
export async function lookAtSources(
  sources: readonly PlacedSource[],
  { caller, most }: Look,
  own: OwnSources,
): Promise<Found> {
  const sent: string[] = [];
  const seen = new Set<number>();
  const problems: FileProblem[] = [];
  let next = 0;
  while (next < sources.length && problems.length < most) {
    const part = await lookAtPart(sources.slice(next, next + FILES_AT_A_TIME), caller, own);
    for (const { position } of part.seen) seen.add(position);
    for (const source of part.sent) sent.push(source);
    for (const problem of part.problems) problems.push(problem);
    next += FILES_AT_A_TIME;
  }
  return { sent, seen, error: problems.length === 0 ? undefined : untilFile(sources[next], fileError(problems)) };
}

/** Looks at some sources: those of the spool, those that could be looked at, and what is wrong. */
async function lookAtPart(
  sources: readonly PlacedSource[],
  caller: Caller,
  { spool, ownHost, localFiles, servers }: OwnSources,
): Promise<{ sent: string[]; seen: PlacedSource[]; problems: FileProblem[] }> {
  const sent: string[] = [];
  const seen: PlacedSource[] = [];
  const problems: FileProblem[] = [];
  const others: PlacedSource[] = [];
  for (const placed of sources) {
    const { source, host } = placed;
    try {
      if (isUrl(source)) {
        assertReachable(source, servers);
        seen.push(placed);
      } else if (await spool.check(source, caller)) {
        sent.push(source);
        seen.push(placed);
      } else if (localFiles !== undefined && (host === undefined || host === ownHost)) {
        others.push(placed);
        seen.push(placed);
      }
    } catch (error) {
      problems.push({ ...toProblem(error), path: placeOfSource(placed) });
    }
  }
  if (localFiles !== undefined) problems.push(...(await checkFiles(others, { ...localFiles, ...servers })).problems);
  return { sent, seen, problems };
}

/** The error, and which file was the first that was not looked at. */
function untilFile(end: PlacedSource | undefined, error: RequestError): RequestError {
  if (end === undefined) return error;
  return new RequestError(`${error.message}\n${notLookedAt(end.position)}`, error.problems, error.type);
}

/** The spool has these three errors for a source. */
function toProblem(error: unknown): FileProblem {
  if (!(error instanceof ModelrailError)) throw error;
  const { type } = error;
  if (type === 'SourceNotFound' || type === 'SourceNotAllowed' || type === 'InvalidRequest')
    return { type, message: wordsOf(error) };
  throw error;
}
