import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { LeftOutSource } from '../../contracts/progress.ts';
import { englishOf } from '../../contracts/sentences.ts';
import { isUrl, shownSource } from '../../contracts/source-path.ts';
import { nearest } from '../../lib/config/nearest.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { toProblem } from '../../lib/requests/check-files.ts';
import type { FileProblem } from '../../lib/requests/file-problem.ts';
import { ALL_BELOW, type GlobPattern, isGlob, parseGlob } from '../../lib/sources/glob-pattern.ts';
import type { ListedFile } from '../../lib/sources/platform-files.ts';
import type { S3Entry } from '../../lib/sources/s3-listing.ts';
import { toSourceError } from '../../lib/sources/source-error.ts';
import { isPlatformPlace, isS3Prefix, parseS3Source, urlProblem } from '../../lib/sources/source-url.ts';
import { listed, say, translated } from '../../lib/words/say.ts';
import { count } from '../render/units.ts';
import { ifThere } from './if-there.ts';
import { hasExtension, IS_EMPTY, isInRoots, type Walked, type WalkOptions, walk } from './walk.ts';

/** What the arguments `FILE…` stand for. */
export interface ExpandedFiles {
  /** Absolute, each once, in the order of the arguments, those of a folder or glob sorted. */
  sources: string[];
  /** Those of them that a folder, glob or prefix gave, and no argument names. */
  walked: Set<string>;
  /** Models that a walk left out, and links; each once. */
  skipped: LeftOutSource[];
  /** What else is to be known. */
  warnings: string[];
  /** Arguments that give nothing. */
  problems: FileProblem[];
}

/** What arguments may stand for. */
export interface ExpandOptions extends WalkOptions {
  /** Folder that relative arguments count from. */
  cwd: string;
  /** Lists what lies in a bucket below a prefix, page by page. */
  listObjects(bucket: string, prefix: string): AsyncIterable<readonly S3Entry[]>;
  /** Lists the files of a place on a platform. */
  listPlatform(source: string): Promise<readonly ListedFile[]>;
}

/**
 * Turns paths, globs and folders into files. A path that exists is taken literally first: `[1].ifc` is a fine name.
 * Only what a folder or glob gives is chosen by extension.
 */
export async function expandFiles(args: readonly string[], options: ExpandOptions): Promise<ExpandedFiles> {
  const expanded: ExpandedFiles = only([]);
  const named = new Set<string>();
  for (const arg of args) {
    const part = await expandOne(arg, options).catch((error: unknown) => unreadable(arg, error));
    expanded.sources.push(...part.sources);
    for (const source of part.sources) (part.walked.has(source) ? expanded.walked : named).add(source);
    expanded.skipped.push(...part.skipped);
    expanded.warnings.push(...part.warnings);
    expanded.problems.push(...part.problems);
  }
  const once = [...new Set(expanded.sources)];
  const repeated = expanded.sources.length - once.length;
  if (repeated > 0)
    expanded.warnings.push(say('{count} of the files named more than once are taken once', { count: repeated }));
  for (const source of named) expanded.walked.delete(source);
  return { ...expanded, sources: once, skipped: eachOnce(expanded.skipped) };
}

async function expandOne(arg: string, options: ExpandOptions): Promise<ExpandedFiles> {
  if (isS3Prefix(arg)) return await expandPrefix(arg, options);
  if (isPlatformPlace(arg)) return await expandPlace(arg, options);
  if (isUrl(arg)) {
    const wrong = urlProblem(arg);
    if (wrong !== undefined) return problem('InvalidRequest', `${shownSource(arg)} ${translated(wrong)}`);
    return only([arg]);
  }
  const path = resolve(options.cwd, arg);
  // A glob may be longer than a name can be.
  const found = await ifThere(stat(path)).catch((error: unknown) => {
    if (isGlob(arg)) return undefined;
    throw error;
  });
  if (found?.isDirectory() === true) return expandFolder(arg, path, options);
  if (found !== undefined) return only([path]);
  if (isGlob(arg)) return expandGlob(arg, options);
  if ((await ifThere(lstat(path))) !== undefined) {
    return problem('SourceNotFound', say('{path} is a link whose target does not exist', { path: arg }));
  }
  // The system hands us names as UTF-8; of any other bytes only U+FFFD is left.
  const hint = arg.includes('\u{FFFD}')
    ? say(': a name that is not UTF-8 has to be changed first')
    : await nameHint(arg, path);
  return problem('SourceNotFound', `${say('{path} does not exist', { path: arg })}${hint}`);
}

async function expandFolder(arg: string, path: string, options: ExpandOptions): Promise<ExpandedFiles> {
  const found = await find(arg, [{ base: path, segments: ALL_BELOW }], options);
  if (found.sources.length > 0 || found.problems.length > 0) return found;
  const empty = problem(
    'InvalidRequest',
    say('folder {path} holds no model ({extensions})', { path: arg, extensions: extensionList(options) }),
  );
  return { ...empty, skipped: found.skipped, warnings: found.warnings };
}

/** The models below a prefix of a bucket. Its service orders them. */
async function expandPrefix(arg: string, options: ExpandOptions): Promise<ExpandedFiles> {
  const { bucket, key: prefix } = parseS3Source(arg);
  const sources: string[] = [];
  const skipped: LeftOutSource[] = [];
  try {
    for await (const page of options.listObjects(bucket, prefix)) {
      for (const { key, size } of page) {
        const source = `s3://${bucket}/${key}`;
        if (!hasExtension(key, options)) continue;
        if (size > 0) sources.push(source);
        else skipped.push(emptySource(source));
      }
    }
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    const { type, message } = toProblem(arg, error);
    return problem(type, message);
  }
  if (sources.length > 0) return { ...only(sources), walked: new Set(sources), skipped };
  return {
    ...problem(
      'InvalidRequest',
      say('{path} holds no model ({extensions})', { path: arg, extensions: extensionList(options) }),
    ),
    skipped,
  };
}

/** The models that are attached to a document. */
async function expandPlace(arg: string, options: ExpandOptions): Promise<ExpandedFiles> {
  const files = await options.listPlatform(arg).catch((error: unknown) => {
    if (error instanceof ModelrailError) return toProblem(arg, error);
    throw error;
  });
  if ('type' in files) return problem(files.type, files.message);
  const models = files.filter(({ name }) => hasExtension(name, options));
  const sources = models.filter(({ size }) => size !== 0).map(({ source }) => source);
  const empty = models.filter(({ size }) => size === 0);
  const skipped = empty.map(({ source }) => emptySource(source));
  if (sources.length > 0) return { ...only(sources), walked: new Set(sources), skipped };
  return {
    ...problem(
      'InvalidRequest',
      say('{path} holds no model ({extensions})', { path: arg, extensions: extensionList(options) }),
    ),
    skipped,
  };
}

async function expandGlob(arg: string, options: ExpandOptions): Promise<ExpandedFiles> {
  const found = await find(arg, parseGlob(arg), options);
  if (found.sources.length > 0 || found.problems.length > 0) return found;
  const empty =
    found.others === 0
      ? problem('SourceNotFound', say('nothing matches {glob}', { glob: arg }))
      : problem(
          'InvalidRequest',
          say('no model matches {glob} ({extensions})', { glob: arg, extensions: extensionList(options) }),
        );
  return { ...empty, skipped: found.skipped, warnings: found.warnings };
}

/** The models that one of the patterns matches, and how many other files did. */
async function find(
  arg: string,
  patterns: readonly GlobPattern[],
  options: ExpandOptions,
): Promise<ExpandedFiles & { others: number }> {
  const walks: Walked[] = [];
  for (const { base, segments } of patterns) {
    const path = resolve(options.cwd, base);
    const real = await ifThere(realpath(path));
    if (real === undefined) continue;
    // Before the walk: of a whole disk it would take minutes, only for all that it finds to be refused.
    if (!isInRoots(real, options.roots)) return { ...outside(arg, path, real, options), others: 0 };
    walks.push(await walk({ path, real }, segments, options));
  }
  const all = <Part>(part: (walked: Walked) => Part[]) => [...new Set(walks.flatMap(part))];
  const sources = all(({ models }) => models).sort(byCodeUnits);
  return {
    sources,
    walked: new Set(sources),
    skipped: eachOnce(walks.flatMap(({ skipped }) => skipped)).sort((a, b) => byCodeUnits(a.source, b.source)),
    warnings: hiddenText(all(({ hidden }) => hidden)),
    problems: all(({ problems }) => problems),
    others: walks.reduce((sum, { others }) => sum + others, 0),
  };
}

function outside(arg: string, path: string, real: string, { roots }: ExpandOptions): ExpandedFiles {
  const target = path === real ? '' : say(' (it leads to {real})', { real });
  return problem(
    'SourceNotAllowed',
    say('{path} is outside sources.roots: {roots}', { path: `${arg}${target}`, roots: listed(roots) }),
  );
}

function hiddenText(hidden: readonly string[]): string[] {
  const [first] = hidden.toSorted(byCodeUnits);
  if (first === undefined) return [];
  return [
    say('left out: {models} in hidden files and folders, e.g. {first}: what is hidden is never a source', {
      models: count(hidden.length, 'model'),
      first,
    }),
  ];
}

function extensionList(options: ExpandOptions): string {
  return `sources.extensions: ${listed(options.extensions)}`;
}

/** The file beside it that was most likely meant, written as the argument was. */
async function nameHint(arg: string, path: string): Promise<string> {
  const siblings = (await ifThere(readdir(dirname(path)))) ?? [];
  const near = nearest(
    arg,
    siblings.map((name) => join(dirname(arg), name)),
  );
  return near === undefined ? '' : say('; did you mean "{near}"?', { near });
}

/** A path at which the system says no. Any other error is thrown. */
function unreadable(arg: string, error: unknown): ExpandedFiles {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  const { type, message } = toProblem(arg, toSourceError(arg, error));
  return problem(type, message);
}

function problem(type: FileProblem['type'], message: string): ExpandedFiles {
  return { ...only([]), problems: [{ type, message }] };
}

function only(sources: string[]): ExpandedFiles {
  return { sources, walked: new Set(), skipped: [], warnings: [], problems: [] };
}

function emptySource(source: string): LeftOutSource {
  return { source, reason: englishOf(IS_EMPTY), told: IS_EMPTY };
}

function eachOnce(skipped: readonly LeftOutSource[]): LeftOutSource[] {
  return [...new Map(skipped.map((one) => [one.source, one])).values()];
}

// The same order on every machine, whatever its language.
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
