import { resolve } from 'node:path';
import type { PlatformKind } from '../../contracts/kinds.ts';
import type { RequestFlag } from '../../lib/requests/flags.ts';
import { type PlaceName, pathName, type RequestProblem } from '../../lib/requests/problems.ts';
import { withHost } from '../../lib/requests/with-host.ts';
import { say } from '../../lib/words/say.ts';
import { flagsByKind, flagsOf } from '../../platforms/flags.ts';
import { COMMON_FLAGS, type IngestOptions, nameOfFlag, optionOf } from '../ingest-options.ts';

/** How the place of a flag begins that sets something of every file. */
const OF_FILES = 'files[].';

/** Flags that were given although the request stands in a file; `--dry-run` may be. */
export function flagsBesideRequest(options: IngestOptions): string[] {
  const all = [...COMMON_FLAGS, ...flagsByKind.flatMap(([, { flags }]) => flags)];
  const beside = given(all, options).filter(({ path }) => path !== 'options.dryRun');
  return [...new Set(beside.map(nameOfFlag))];
}

/** Flags that were given and take all words behind them, such as `--tag`. */
export function greedyFlags(options: IngestOptions, kind: PlatformKind | undefined): string[] {
  return given(flagsFor(kind), options)
    .filter(({ flag }) => flag.includes('...'))
    .map(nameOfFlag);
}

/** Flags that were given and are for other kinds of platform, as problems of the request. */
export function foreignFlags(options: IngestOptions, kind: PlatformKind): RequestProblem[] {
  const own = new Set(flagsFor(kind).map(nameOfFlag));
  return flagsByKind.flatMap(([other, { flags }]) =>
    given(flags, options)
      .map(nameOfFlag)
      .filter((name) => !own.has(name))
      .map((name) => ({ path: [name], message: say('is for platforms of kind {other}, not {kind}', { other, kind }) })),
  );
}

/** Calls the places of a request that was made from flags by the flags of its platform's kind. */
export function nameByFlag(kind: PlatformKind | undefined): PlaceName {
  const flags = flagsFor(kind);
  const names = new Map(flags.map((flag) => [flag.path, nameOfFlag(flag)]));
  const ofLabels = new Map(flags.flatMap((flag) => (flag.type === 'labels' ? [[flag.path, nameOfFlag(flag)]] : [])));
  const places = new Map(kind === undefined ? [] : Object.entries(flagsOf(kind).places ?? {}));
  return (path) => {
    const [first, position, key] = path;
    const label = position === undefined ? undefined : ofLabels.get(String(first));
    if (label !== undefined) return `${label} ${position}`;
    const ofFile = first === 'files' && typeof position === 'number' && key !== undefined;
    const place = ofFile ? `${OF_FILES}${key}` : pathName(path);
    return names.get(place) ?? places.get(place) ?? pathName(path);
  };
}

/**
 * The request that flags and files stand for, unchecked; `host` is the machine that has the files, and relative folders count
 * from `cwd`.
 */
export function requestFromFlags(
  options: IngestOptions,
  sources: readonly string[],
  { kind, host, cwd }: { kind: PlatformKind | undefined; host: string | undefined; cwd: string },
): unknown {
  const request: Record<string, unknown> = {};
  const ofFile: Record<string, unknown> = {};
  for (const flag of given(flagsFor(kind), options)) {
    const value = valueOf(flag, options, cwd);
    if (flag.path.startsWith(OF_FILES)) set(ofFile, flag.path.slice(OF_FILES.length).split('.'), value);
    else set(request, flag.path.split('.'), value);
  }
  return withHost({ ...request, files: sources.map((source) => ({ source, ...ofFile })) }, host);
}

function flagsFor(kind: PlatformKind | undefined): readonly RequestFlag[] {
  return kind === undefined ? COMMON_FLAGS : [...COMMON_FLAGS, ...flagsOf(kind).flags];
}

function given(flags: readonly RequestFlag[], options: IngestOptions): RequestFlag[] {
  return flags.filter((flag) => options[optionOf(flag)] !== undefined);
}

/** What is wrong with the text of flags that take keys with values: what is made of them could not tell. */
export function labelProblems(options: IngestOptions): RequestProblem[] {
  return given(COMMON_FLAGS, options)
    .filter(({ type }) => type === 'labels')
    .flatMap((flag) => {
      const path = [nameOfFlag(flag)];
      const keys = new Set<string>();
      return textsOf(flag, options).flatMap((text): RequestProblem[] => {
        const [key] = splitLabel(text) ?? [];
        if (key === undefined) return [{ path, message: say('must be KEY=VALUE, not {text}', { text }) }];
        if (keys.has(key)) return [{ path, message: say('has the key {key} twice', { key }) }];
        keys.add(key);
        return [];
      });
    });
}

function textsOf(flag: RequestFlag, options: IngestOptions): string[] {
  const value = options[optionOf(flag)];
  return Array.isArray(value) ? value.map(String) : [];
}

/** A value may have an equals sign in it; a key has none. */
function splitLabel(text: string): readonly [key: string, value: string] | undefined {
  const at = text.indexOf('=');
  return at < 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}

/** Text that is no integer stays text: the request's check then quotes it. */
function valueOf(flag: RequestFlag, options: IngestOptions, cwd: string): unknown {
  if (flag.type === 'labels') {
    return Object.fromEntries(
      textsOf(flag, options)
        .map(splitLabel)
        .filter((label) => label !== undefined),
    );
  }
  const value = options[optionOf(flag)];
  if (flag.type === 'folder' && typeof value === 'string' && value !== '') return resolve(cwd, value);
  return flag.type === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
}

function set(target: Record<string, unknown>, [key, ...rest]: string[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key] ?? {};
  target[key] = inner;
  set(inner as Record<string, unknown>, rest, value); // as: made here, for a longer place
}
