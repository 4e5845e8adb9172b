import { z } from 'zod';
import type { PlatformKind } from '../contracts/kinds.ts';
import type { IngestRequest } from '../contracts/request.ts';
import { isRecord } from '../lib/config/file.ts';
import { ModelrailError } from '../lib/errors.ts';
import { component } from '../lib/requests/component.ts';
import type { RequestDefinition } from '../lib/requests/definition.ts';
import { type Dictionary, type NamedPlaces, withNames, withValues } from '../lib/requests/dictionary.ts';
import { commonRequest } from '../lib/requests/ingest-request.ts';
import { type PlaceName, RequestError, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { parseBySchema } from '../lib/requests/schema-problems.ts';
import { say, wordsOf } from '../lib/words/say.ts';
import { definitionOf } from './kinds.ts';
import { showingNames } from './shown-names.ts';

/** How a request is read. */
export interface RequestReading {
  /** Kind of a platform. Error: `InvalidRequest` for one that is not there. */
  kindOf(platform: string): PlatformKind;
  /** The names that the configuration gives to values of a platform. Default: none. */
  dictionaryOf?(platform: string): Dictionary;
  /** How places are called when a problem is told. Default: their path. */
  nameOf?: PlaceName | undefined;
  /** Refuses files that cannot be delivered, too; a run that has one all the same delivers the others. */
  isStart: boolean;
  /** Problems that were found before, to be told with the others. */
  further?: readonly RequestProblem[];
  /** Positions of files that nobody has named: a folder, glob or prefix gave them. Default: none. */
  walked?: ReadonlySet<number>;
}

/**
 * Reads a request of unknown origin: first its platform, then all of it as the platform's kind has it, or what all kinds
 * have where there is no such platform. Error: `InvalidRequest`, a line for each problem; that of `kindOf` as it is when
 * nothing else is wrong.
 */
export function readIngestRequest(value: unknown, reading: RequestReading): IngestRequest {
  const { nameOf, isStart, further = [], walked } = reading;
  const platform = isRecord(value) ? value['platform'] : undefined;
  const kind = typeof platform === 'string' && platform !== '' ? kindOf(platform, reading) : undefined;
  if (kind === undefined || kind instanceof ModelrailError) {
    const common = parseBySchema(commonRequest, value);
    if ('data' in common) throw kind ?? new ModelrailError('Internal', 'a request without a platform was taken');
    throw requestError([...problemsOf(kind), ...common.problems], nameOf, common.untold);
  }
  const definition = requestOf(kind);
  const named = namedPlaces(value, kind, reading);
  const parsed = parseBySchema<unknown>(definition.schema, withValues(value, named));
  const others = [...(isStart ? fileProblems(definition, value, walked) : []), ...further];
  // JSON knows no keys whose value is undefined, so what was just parsed is of the stricter type after it.
  if ('data' in parsed && others.length === 0) return JSON.parse(JSON.stringify(parsed.data)) as IngestRequest;
  const { problems, untold } = 'data' in parsed ? { problems: [], untold: 0 } : parsed;
  const told = problems.map((problem) => withNames(problem, value, named));
  throw requestError([...told, ...others], nameOf, untold);
}

/** The dictionaries of a request's platform, and where their names may stand. */
function namedPlaces(
  request: unknown,
  kind: PlatformKind,
  { dictionaryOf }: Pick<RequestReading, 'dictionaryOf'>,
): NamedPlaces {
  const platform = isRecord(request) ? request['platform'] : undefined;
  const places = definitionOf(kind).request?.dictionary ?? {};
  return { dictionary: typeof platform === 'string' ? (dictionaryOf?.(platform) ?? {}) : {}, places };
}

/** The schema of the requests that these platforms take, with their names; of none it takes nothing. */
export function requestSchema(
  platforms: readonly { name: string; kind: PlatformKind; dictionary?: Dictionary }[],
): z.ZodType {
  const named = [...new Set(platforms.map(({ kind }) => kind))].flatMap((kind) => {
    const { request } = definitionOf(kind);
    if (request === undefined) return [];
    const own = platforms.filter((platform) => platform.kind === kind);
    const names = own.map(({ name }) => name);
    const examples = names.slice(0, 1).map((name) => request.example(name));
    const dictionaries = own.map(({ dictionary = {} }) => dictionary);
    const schema = showingNames(
      request.schema.safeExtend({ platform: platformOf(names, platforms.length) }),
      request.dictionary ?? {},
      dictionaries,
    );
    return [
      component(`${typeNameOf(kind)}Request`, `What is to be brought to a platform of kind ${kind}.`, schema, examples),
    ];
  });
  if (named.length === 0) return z.never();
  return component('IngestionRequest', 'What is to be brought where.', z.union(named));
}

/** How the types of generated clients begin that are of one kind of platform: `DropBox` of `drop-box`. */
export function typeNameOf(kind: PlatformKind): string {
  return kind
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** One of these platforms, of so many in all: where there is but one it may be left out. */
export function platformOf(names: readonly string[], all: number): z.ZodType {
  const platform = z.enum(names);
  return all === 1
    ? platform.optional().describe('The one that is configured; may be left out.')
    : platform.describe('A platform of this kind, by its name in the configuration.');
}

/** The kind, or why the platform takes no request. */
function kindOf(platform: string, reading: RequestReading): PlatformKind | ModelrailError {
  try {
    const kind = reading.kindOf(platform);
    if (definitionOf(kind).request !== undefined) return kind;
    return requestError(
      [{ path: ['platform'], message: say('is "{platform}", whose kind {kind} takes no files', { platform, kind }) }],
      reading.nameOf,
    );
  } catch (error) {
    if (error instanceof ModelrailError) return error;
    throw error;
  }
}

function requestOf(kind: PlatformKind): RequestDefinition {
  const { request } = definitionOf(kind);
  if (request === undefined) throw new ModelrailError('Internal', `platforms of kind ${kind} take no files`);
  return request;
}

/** What an error of a platform is beside other problems. */
function problemsOf(error: ModelrailError | undefined): readonly RequestProblem[] {
  if (error === undefined) return [];
  if (error instanceof RequestError) return error.problems;
  return [{ path: ['platform'], message: say('is wrong: {problem}', { problem: wordsOf(error) }) }];
}

/** Looks at each file that can be looked at, whatever is wrong elsewhere. */
function fileProblems(
  { fileProblems }: RequestDefinition,
  value: unknown,
  walked: ReadonlySet<number> = new Set(),
): RequestProblem[] {
  if (fileProblems === undefined || !isRecord(value) || !Array.isArray(value['files'])) return [];
  return value['files'].flatMap((file: unknown, position) => {
    if (!isRecord(file) || typeof file['source'] !== 'string' || file['source'] === '') return [];
    const { source, name } = file;
    if (name !== undefined && (typeof name !== 'string' || name === '')) return [];
    const found = fileProblems({ ...file, source, ...(name === undefined ? {} : { name }) }, value);
    return found
      .filter(({ isOfNamed }) => isOfNamed !== true || !walked.has(position))
      .map(({ key, message, isOfRequest }) => ({
        path: isOfRequest === true ? [key] : ['files', position, key],
        message,
      }));
  });
}
