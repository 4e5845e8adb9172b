import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { escapePath, glob, isDynamicPattern } from 'tinyglobby';
import { didYouMean } from '../../lib/config/nearest.ts';
import { isUrl } from '../../lib/requests/ingest-request.ts';
import { guardedFileSystem } from './guarded-fs.ts';

/** What the arguments `FILE…` stand for. */
export interface ExpandedFiles {
  /** Absolute, each once, in the order of the arguments, those of a folder or glob sorted. */
  sources: string[];
  /** Links that were left out. */
  warnings: string[];
  /** Arguments that give nothing. */
  problems: FileProblem[];
}

/** An argument that cannot be taken. */
export interface FileProblem {
  type: 'InvalidRequest' | 'SourceNotFound' | 'SourceNotAllowed';
  message: string;
}

/** What a walk may take. */
export interface ExpandOptions {
  /** Folder that relative arguments count from. */
  cwd: string;
  /** Folders, absolute and without links, that links must not lead out of. */
  roots: readonly string[];
  /** Extensions, lower case without dot, that a folder or glob gives. */
  extensions: readonly string[];
}

/**
 * Turns paths, globs and folders into files. A path that exists is taken literally first: `[1].ifc` is a fine name.
 * Only what a folder or glob gives is chosen by extension.
 */
export async function expandFiles(args: readonly string[], options: ExpandOptions): Promise<ExpandedFiles> {
  const expanded: ExpandedFiles = { sources: [], warnings: [], problems: [] };
  for (const arg of args) {
    const part = await expandOne(arg, options);
    expanded.sources.push(...part.sources);
    expanded.warnings.push(...part.warnings);
    expanded.problems.push(...part.problems);
  }
  const once = [...new Set(expanded.sources)];
  const repeated = expanded.sources.length - once.length;
  if (repeated > 0) expanded.warnings.push(`${repeated} of the files named more than once are taken once`);
  return { ...expanded, sources: once };
}

async function expandOne(arg: string, options: ExpandOptions): Promise<ExpandedFiles> {
  if (isUrl(arg)) {
    return problem('InvalidRequest', `${arg}: URLs are not supported by this version, only files of local disks`);
  }
  const path = resolve(options.cwd, arg);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return expandFolder(arg, path, options);
  if (found !== undefined) return { sources: [path], warnings: [], problems: [] };
  if (isDynamicPattern(arg)) return expandGlob(arg, options);
  return problem('SourceNotFound', `${arg} does not exist${await nameHint(arg, path)}`);
}

async function expandFolder(arg: string, path: string, options: ExpandOptions): Promise<ExpandedFiles> {
  const found = await find(`${escapePath(path)}/**`, options);
  if (found.sources.length > 0 || found.problems.length > 0) return found;
  const empty = problem('InvalidRequest', `folder ${arg} holds no model (${extensionList(options)})`);
  return { ...empty, warnings: found.warnings };
}

async function expandGlob(arg: string, options: ExpandOptions): Promise<ExpandedFiles> {
  const found = await find(arg, options);
  if (found.sources.length > 0 || found.problems.length > 0) return found;
  const empty =
    found.matches === 0
      ? problem('SourceNotFound', `nothing matches ${arg}`)
      : problem('InvalidRequest', `no model matches ${arg} (${extensionList(options)})`);
  return { ...empty, warnings: found.warnings };
}

/** The models that match a pattern, and how many files did in all. */
async function find(pattern: string, options: ExpandOptions): Promise<ExpandedFiles & { matches: number }> {
  const warnings: string[] = [];
  const problems: FileProblem[] = [];
  const foreign = new Map<string, string>();
  // Without `**` a pattern walks nowhere: links beside what it matches are none of its business.
  const isWalk = pattern.includes('**');
  const matches = await glob(pattern, {
    cwd: options.cwd,
    absolute: true,
    expandDirectories: false,
    fs: guardedFileSystem(options.roots, {
      leftOut: (path, reason) => isWalk && warnings.push(`left out: ${path} ${reason}`),
      foreignFile: (path, reason) => foreign.set(resolve(path), reason),
      unreadable: (path, { code = 'unknown error' }) =>
        problems.push({ type: 'SourceNotAllowed', message: `folder ${path} cannot be read (${code})` }),
    }),
  });
  const models = matches.filter((path) => hasExtension(path, options)).sort(byCodeUnits);
  for (const path of models) {
    const reason = foreign.get(path);
    if (reason !== undefined) warnings.push(`left out: ${path} ${reason}`);
  }
  const sources = models.filter((path) => !foreign.has(path));
  return { sources, matches: matches.length, warnings: warnings.sort(byCodeUnits), problems };
}

function hasExtension(path: string, options: ExpandOptions): boolean {
  return options.extensions.includes(extname(path).slice(1).toLowerCase());
}

function extensionList(options: ExpandOptions): string {
  return `sources.extensions: ${options.extensions.join(', ')}`;
}

/** The file beside it that was most likely meant, written as the argument was. */
async function nameHint(arg: string, path: string): Promise<string> {
  const siblings = await readdir(dirname(path)).catch(() => []);
  return didYouMean(
    arg,
    siblings.map((name) => join(dirname(arg), name)),
  );
}

function problem(type: FileProblem['type'], message: string): ExpandedFiles {
  return { sources: [], warnings: [], problems: [{ type, message }] };
}

// The same order on every machine, whatever its language.
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
