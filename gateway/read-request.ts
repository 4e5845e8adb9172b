import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlatformKind } from '../contracts/kinds.ts';
import type { FileRequest, IngestRequest } from '../contracts/request.ts';
import { cutText } from '../contracts/well-formed.ts';
import { isRecord } from '../lib/config/file.ts';
import { didYouMean, withHint } from '../lib/config/nearest.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { Dictionary } from '../lib/requests/dictionary.ts';
import { assertNotifyNames } from '../lib/requests/notify-names.ts';
import { placedSources } from '../lib/requests/placed-source.ts';
import {
  joinRequestErrors,
  MAX_TOLD,
  pathName,
  RequestError,
  type RequestProblem,
  requestError,
} from '../lib/requests/problems.ts';
import { assertBodyFits } from '../lib/requests/request-size.ts';
import { withHost } from '../lib/requests/with-host.ts';
import { withPlatform } from '../lib/requests/with-platform.ts';
import { listed, say } from '../lib/words/say.ts';
import { readIngestRequest } from '../platforms/requests.ts';
import type { Caller } from './authentication.ts';
import type { GatewayContext } from './context.ts';

/** Characters that are told of a name that no platform has; a platform's name has 200 at most. */
const MAX_TOLD_NAME = 200;

/** Files that are looked at before other calls have their turn: some milliseconds. */
export const FILES_AT_A_TIME = 100;

/**
 * The request that a body stands for. Of very many files some are looked at at a time, and none behind the first hundred
 * problems. Error: `InvalidRequest`, with what is wrong with the sources, too.
 */
export async function readRequest(context: GatewayContext, body: unknown, caller: Caller): Promise<IngestRequest> {
  assertBodyFits(body);
  const whole = withHost(withPlatform(body, namesOf(context)), context.host);
  try {
    const request = await readParts(context, whole);
    assertNotifyNames(request, context.notifyNames);
    return request;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const sources = placedSources(whole, error.problems);
    const ofSources = await context.lookAt(sources, caller, MAX_TOLD - error.problems.length);
    throw ofSources === undefined ? error : joinRequestErrors([error, ofSources]);
  }
}

async function readParts(context: GatewayContext, whole: unknown): Promise<IngestRequest> {
  const all: unknown = isRecord(whole) ? whole['files'] : undefined;
  if (!isRecord(whole) || !Array.isArray(all) || all.length <= FILES_AT_A_TIME) return readPart(context, whole, 0);
  const files: FileRequest[] = [];
  const errors: RequestError[] = [];
  let request: IngestRequest | undefined;
  let next = 0;
  while (next < all.length && countProblems(errors) < MAX_TOLD) {
    try {
      request = readPart(context, { ...whole, files: all.slice(next, next + FILES_AT_A_TIME) }, next);
      files.push(...request.files);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      errors.push(withPlaces(error, next));
    }
    next += FILES_AT_A_TIME;
    await nextTurn();
  }
  if (errors.length > 0) throw joinErrors(errors, next < all.length ? next : undefined);
  if (request === undefined) throw new ModelrailError('Internal', 'a request of many files has none');
  return { ...request, files };
}

function countProblems(errors: readonly RequestError[]): number {
  return errors.reduce((sum, { problems }) => sum + problems.length, 0);
}

/** Gives problems of a part of the files their places in the request. */
function withPlaces({ message, problems }: RequestError, firstFile: number): RequestError {
  return new RequestError(
    message,
    problems.map((problem) => ({ ...problem, path: placed(problem.path, firstFile) })),
  );
}

/** One error for several; `end`: the first file that was not looked at. */
function joinErrors(errors: readonly RequestError[], end: number | undefined): RequestError {
  // What is wrong with the request as a whole is told for each part of its files.
  const joined = joinRequestErrors(errors);
  if (end === undefined) return joined;
  return new RequestError(`${joined.message}\n${notLookedAt(end)}`, joined.problems);
}

/** What is said when files were not looked at any more; `end`: the first of them. */
export function notLookedAt(end: number): string {
  return say('files[{end}] and those behind it were not looked at', { end });
}

/** Reads a body whose first file is the request's file number `firstFile`. */
function readPart(context: GatewayContext, body: unknown, firstFile: number): IngestRequest {
  return readIngestRequest(body, {
    kindOf: (platform) => kindOf(context, platform),
    dictionaryOf: (platform) => dictionaryOf(context, platform),
    nameOf: (path) => pathName(placed(path, firstFile)),
    isStart: true,
  });
}

function placed([first, position, ...rest]: RequestProblem['path'], firstFile: number): RequestProblem['path'] {
  if (first === 'files' && typeof position === 'number') return [first, position + firstFile, ...rest];
  return [first, position, ...rest].filter((part) => part !== undefined);
}

/** The names of the configured platforms. */
export function namesOf({ platforms }: Pick<GatewayContext, 'platforms'>): string[] {
  return platforms.map(({ name }) => name);
}

/** The names that the configuration gives to values of a platform. */
function dictionaryOf({ platforms }: Pick<GatewayContext, 'platforms'>, name: string): Dictionary {
  return platforms.find((platform) => platform.name === name)?.dictionary ?? {};
}

/** The kind of a platform. Error: `InvalidRequest` for one that is not configured. */
export function kindOf(context: GatewayContext, name: string): PlatformKind {
  const platform = context.platforms.find((candidate) => candidate.name === name);
  if (platform !== undefined) return platform.kind;
  const names = namesOf(context);
  const hint = didYouMean(name, names) || say(' (configured: {names})', { names: listed(names) || say('none') });
  const message = say('is "{platform}", which is not configured', { platform: cutText(name, MAX_TOLD_NAME) });
  throw requestError([{ path: ['platform'], message: withHint(message, hint) }]);
}
