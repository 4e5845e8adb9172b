import { resolve } from 'node:path';
import { isAbsoluteSomewhere, isUrl } from '../../contracts/source-path.ts';
import type { SyncDeclaration } from '../../contracts/sync/declaration.ts';
import type { DeclaredMirror } from '../../contracts/sync/mirror.ts';
import { ModelrailError } from '../errors.ts';
import { pathName, RequestError, type RequestProblem, requestError } from '../requests/problems.ts';
import { withPlatform } from '../requests/with-platform.ts';
import { syncNameProblem } from '../sync/check-declaration.ts';
import { listed, say, translated } from '../words/say.ts';
import { type ConfigFile, isRecord } from './file.ts';
import { type InterpolationScope, interpolate, isInterpolated } from './interpolate.ts';
import { didYouMean } from './nearest.ts';
import { atKey, type KeyProblem } from './validate.ts';

/** Reads one declaration. Error: a `RequestError` with all its problems. */
export type SyncReader<Kind extends string> = (
  value: Record<string, unknown>,
  reading: { kindOf(platform: string): Kind },
) => Declared;

/** What a configuration declares under a name. */
export type Declared = SyncDeclaration | DeclaredMirror;

/** Recurring syncs, as a configuration declares them. */
export interface ConfiguredSyncs {
  /** True when the file has the section, an empty one too. */
  readonly declaresSyncs: boolean;
  /** By name, in the order of the file; local sources and paths of maps absolute. One error tells the problems of all. */
  syncs(): Map<string, Declared>;
  /** Those that have no problem, and the error of the others. */
  readSyncs(): { read: Map<string, Declared>; refusal?: ModelrailError };
}

/** What reading the section takes. */
export interface SyncsOptions<Kind extends string> {
  file: ConfigFile;
  scope: InterpolationScope;
  /** The platforms that may be named. */
  platformNames: readonly string[];
  kindOf(platform: string): Kind;
  /** The machine on which a local source lies that names none; undefined where all see the same disks. */
  host(): string | undefined;
  read: SyncReader<Kind>;
}

/** Reads the section `syncs`; `check` gives what is wrong with it as written. */
export function createSyncs<Kind extends string>(
  options: SyncsOptions<Kind>,
): { view: ConfiguredSyncs; check(): KeyProblem[] } {
  const { file, scope } = options;
  const section = file.written['syncs'];
  const written = isRecord(section) ? Object.entries(section) : [];

  function check(): KeyProblem[] {
    if (section === undefined || section === null) return [];
    if (!isRecord(section)) {
      const path = ['syncs'];
      return [{ path, message: atKey(path, say('expected names with their declarations')) }];
    }
    return written.flatMap(([name, entry]) => {
      const wrongName = syncNameProblem(name);
      if (wrongName !== undefined) return [{ path: ['syncs', name], message: atKey(['syncs'], wrongName) }];
      // What is yet to be put in cannot be judged.
      const isKnown = ({ path }: RequestProblem) =>
        !path.some((_, at) => isInterpolated(valueAt(entry, path.slice(0, at + 1))));
      // Nor which machine this is: that may be put in as well.
      const read = readOne({ ...options, host: () => undefined }, entry);
      return read instanceof RequestError ? toKeyProblems(name, read.problems.filter(isKnown)) : [];
    });
  }

  function readAll(): { read: Map<string, Declared>; problems: KeyProblem[] } {
    const problems: KeyProblem[] = [];
    const read = new Map<string, Declared>();
    for (const [name, entry] of written) {
      const wrongName = syncNameProblem(name);
      if (wrongName !== undefined) {
        problems.push({ path: ['syncs', name], message: atKey(['syncs'], wrongName) });
        continue;
      }
      const { value, missing } = interpolate(entry, scope);
      const unset = missing.map(({ path, message }) => ({
        path,
        message: say('is not known: {problem}', { problem: message }),
      }));
      const declaration = unset.length > 0 ? requestError(unset) : readOne(options, value);
      if (declaration instanceof RequestError) problems.push(...toKeyProblems(name, declaration.problems));
      else read.set(name, declaration);
    }
    return { read, problems };
  }

  function syncs(): Map<string, Declared> {
    const { read, problems } = readAll();
    if (problems.length > 0) file.refuse(problems);
    return read;
  }

  function readSyncs(): ReturnType<ConfiguredSyncs['readSyncs']> {
    const { read, problems } = readAll();
    if (problems.length === 0) return { read };
    try {
      return file.refuse(problems);
    } catch (error) {
      if (error instanceof ModelrailError) return { read, refusal: error };
      throw error;
    }
  }

  return { check, view: { declaresSyncs: isRecord(section), syncs, readSyncs } };
}

function readOne<Kind extends string>(
  { file, platformNames, kindOf, host, read }: SyncsOptions<Kind>,
  entry: unknown,
): Declared | RequestError {
  if (!isRecord(entry)) return requestError([{ path: [], message: 'must be a declaration, such as "source:"' }]);
  const value = withPlatform(withPlace(entry, file.folder, host), platformNames) as Record<string, unknown>; // as: a record stays one
  try {
    return read(value, {
      kindOf(platform) {
        if (platformNames.includes(platform)) return kindOf(platform);
        const names = listed(platformNames) || say('none');
        const hint = didYouMean(platform, platformNames) || say(' (there are {names})', { names });
        const message = say('is "{platform}", which is not configured', { platform });
        throw requestError([{ path: ['platform'], message: `${message}${hint}` }]);
      },
    });
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

/** The source absolute, and the machine on which it lies; of a mirror the path of its map. */
function withPlace(
  entry: Record<string, unknown>,
  folder: string,
  host: () => string | undefined,
): Record<string, unknown> {
  const { source, kind, map } = entry;
  // A path of a map, of which a mirror has one in place of a source.
  if (kind !== undefined) {
    const isPath = typeof map === 'string' && map !== '' && !isInterpolated(map);
    return isPath ? { ...entry, map: resolve(folder, map) } : entry;
  }
  if (typeof source !== 'string' || source === '' || isUrl(source) || isInterpolated(source)) return entry;
  // What is absolute on another host stays as it is.
  const isForeign = typeof entry['host'] === 'string' && isAbsoluteSomewhere(source);
  const own = 'host' in entry ? undefined : host();
  return {
    ...entry,
    source: isForeign ? source : resolve(folder, source),
    ...(own === undefined ? {} : { host: own }),
  };
}

function toKeyProblems(name: string, problems: readonly RequestProblem[]): KeyProblem[] {
  return problems.map(({ path, message }) => {
    const whole = ['syncs', name, ...path];
    return { path: whole, message: `${pathName(whole)} ${translated(message)}` };
  });
}

function valueAt(value: unknown, path: RequestProblem['path']): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
