import { hasRequestShape } from '../input-shapes.ts';
import type { Substitutes } from '../kind-facts.ts';
import { HOST_PATTERN } from '../names.ts';
import type { IngestRequest } from '../request.ts';
import { isCount, isText, listOf, matching, oneOf, optional, shaped } from '../shapes.ts';
import { isWindowsPath, lastSegment, shownSource } from '../source-path.ts';
import { TIMING_KEYS, type Timing } from './timing.ts';

/**
 * What a user declares of a recurring sync: where the files are, when a run is made, and how they are delivered, in the
 * words of a request to the platform. Durations are texts with their unit, such as `90m`.
 */
export interface SyncDeclaration extends Omit<IngestRequest, 'files'>, Timing {
  /** An absolute path of a folder on `host`. */
  source: string;
  /** The host whose disk holds a local source; absent when every worker sees the same disk. */
  host?: string;
  /** Patterns, below the source, of the files that are taken. Default: all. */
  include?: string[];
  /** Patterns of files and folders that are left out. */
  exclude?: string[];
  /** Failures with the same content after which a file is set aside. Default: 3. */
  retries?: number;
  /** What becomes on the platform of files that are gone from the source: told (default), or removed there. */
  onRemoved?: 'report' | 'delete';
  /** Of `delete`, the most that one run removes: so many files, so many percent of those remembered, or both. Default: `10,10%`. */
  deleteBudget?: string;
}

/** Input of the workflow `syncRun`, which a schedule of Temporal starts. */
export interface SyncInput {
  name: string;
  declaration: SyncDeclaration;
  /** What was remembered of another source or target is being forgotten, and is still there: no run is made of it. */
  isBeingReset?: true;
}

/** What a request says of how files are delivered, and not where to. */
const HOW_KEYS = new Set(['group', 'options', 'labels']);

/**
 * The part of a declaration that what is remembered belongs to: where files come from, and where they go. The host is none
 * of it: the same folder seen by another machine has the same files, and is compared with what is remembered.
 */
export function memoryPart(declaration: SyncDeclaration): Record<string, unknown> {
  const own = new Set<string>(SYNC_KEYS);
  const isWhere = ([key]: [string, unknown]) => key === 'source' || !(own.has(key) || HOW_KEYS.has(key));
  // A manifest under another signature is the same one.
  const shown = { ...declaration, source: shownSource(declaration.source) };
  return Object.fromEntries(Object.entries(shown).filter(isWhere));
}

/** Failures with the same content after which a file is set aside, where the declaration does not say. */
export const DEFAULT_RETRIES = 3;

/** The most that one run removes, where the declaration does not say. */
export const DEFAULT_DELETE_BUDGET = '10,10%';

/** The name of a sync: a part of the ids of its runs and ingestions, and of addresses, in which dots alone lead elsewhere. */
export const SYNC_NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** The keys of a declaration that are not the request's. */
export const SYNC_KEYS = [
  'source',
  'host',
  'include',
  'exclude',
  ...TIMING_KEYS,
  'retries',
  'onRemoved',
  'deleteBudget',
] as const satisfies readonly (keyof SyncDeclaration)[];

/** A key of a declaration that is not the request's. */
export type SyncKey = (typeof SYNC_KEYS)[number];

/** The source of a file of a sync: `path` is relative, with slashes, to the sync's own source. */
export function sourceOfPath(source: string, path: string): string {
  if (!isWindowsPath(source)) return source.endsWith('/') ? source + path : `${source}/${path}`;
  const below = path.replaceAll('/', '\\');
  return /[\\/]$/.test(source) ? source + below : `${source}\\${below}`;
}

/** A file of a sync, as it is asked for. */
interface SyncFile {
  path: string;
  source?: string;
  md5?: string;
  replaces?: string;
}

/** The request by which some files of a sync are delivered. `substitutes`: what was made before, in place of what is asked for. */
export function requestOfSync(
  declaration: SyncDeclaration,
  found: readonly SyncFile[],
  substitutes: Substitutes = {},
): IngestRequest {
  const { source, host } = declaration;
  const own = new Set<string>(SYNC_KEYS);
  const asked = Object.entries(declaration).filter(([key]) => !own.has(key));
  const given = asked.flatMap(([key]) => Object.entries(substitutes[key] ?? {}));
  const request = Object.fromEntries([...asked.filter(([key]) => substitutes[key] === undefined), ...given]);
  const ofHost = host === undefined ? {} : { host };
  const files = found.map(({ path, source: own, md5, replaces }) => ({
    ...(own === undefined
      ? { source: sourceOfPath(source, path), ...ofHost }
      : { source: own, name: lastSegment(path), ...(md5 === undefined ? {} : { md5 }) }),
    ...(replaces === undefined ? {} : { replaces }),
  }));
  return { ...request, files } as IngestRequest; // as: a declaration is a request but for the keys that were left out
}

const hasDeclarationShape = shaped<Pick<SyncDeclaration, 'platform' | SyncKey>>({
  platform: isText,
  source: isText,
  host: optional(matching(HOST_PATTERN)),
  include: optional(listOf(isText)),
  exclude: optional(listOf(isText)),
  every: optional(isText),
  cron: optional(isText),
  timezone: optional(isText),
  jitter: optional(isText),
  overlap: optional(oneOf(['skip', 'queue'])),
  catchUp: optional(isText),
  retries: optional(isCount),
  onRemoved: optional(oneOf(['report', 'delete'])),
  deleteBudget: optional(isText),
});

/** True for the input of a run, as far as a workflow has to know it; any client of Temporal may start one with anything. */
export function isSyncInput(value: unknown): value is SyncInput {
  const isInput = shaped<SyncInput>({
    name: matching(SYNC_NAME_PATTERN),
    declaration: hasDeclarationShape,
    isBeingReset: optional(oneOf([true])),
  });
  return isInput(value) && hasRequestShape(requestOfSync(value.declaration, []));
}
