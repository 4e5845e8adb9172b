import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { LeftOutSource } from '../../contracts/progress.ts';
import { englishOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { FileProblem } from '../../lib/requests/file-problem.ts';
import { advance, type GlobPattern, PATTERN_START, type PatternPlaces } from '../../lib/sources/glob-pattern.ts';
import { isHidden as isHiddenBelow } from '../../lib/sources/where.ts';
import { say } from '../../lib/words/say.ts';
import { ifThere } from './if-there.ts';

/** Why an empty file is left out. */
export const IS_EMPTY = sentenceOf('it is empty');

/** What a walk may take. */
export interface WalkOptions {
  /** Folders, absolute and without links, that the walk and its links must not lead out of. */
  roots: readonly string[];
  /** Extensions, lower case without dot, of the files that are models. */
  extensions: readonly string[];
}

/** What a walk found, and what it left out. */
export interface Walked {
  /** Models that match. */
  models: string[];
  /** Files that match and are no models. */
  others: number;
  /** Models that would match, were they and their folders not hidden. */
  hidden: string[];
  /** Models and links that were left out. */
  skipped: LeftOutSource[];
  /** What keeps the walk from being complete. */
  problems: FileProblem[];
}

/** Where a walk begins: a folder as it is called, and without links. */
export interface WalkBase {
  path: string;
  real: string;
}

interface Folder {
  path: string;
  places: PatternPlaces;
  isHidden: boolean;
  /** Real paths of this folder and of those the walk came through. */
  through: readonly string[];
}

/** One name in a folder, and what the pattern makes of it. */
interface Step extends Pick<Folder, 'path' | 'places' | 'isHidden'> {
  isMatch: boolean;
  isModel: boolean;
}

/**
 * The files below `base` that match a pattern, as far as they are models. Links are followed within the roots only, and
 * never to a folder that the walk is in; nothing hidden is taken unless the pattern names its dot.
 */
export async function walk(base: WalkBase, segments: GlobPattern['segments'], options: WalkOptions): Promise<Walked> {
  const walked: Walked = { models: [], others: 0, hidden: [], skipped: [], problems: [] };

  async function visit(folder: Folder): Promise<void> {
    for (const entry of await entriesOf(folder)) await visitEntry(folder, entry);
  }

  async function entriesOf({ path, isHidden }: Folder): Promise<Dirent[]> {
    try {
      return await readdir(path, { withFileTypes: true });
    } catch (error) {
      if (!isHidden)
        refuse(
          'SourceNotAllowed',
          say('{path} cannot be read ({code})', { path: say('folder {path}', { path }), code: codeOf(error) }),
        );
      return [];
    }
  }

  async function visitEntry(folder: Folder, entry: Dirent): Promise<void> {
    const { name } = entry;
    const path = join(folder.path, name);
    const shown = advance(segments, folder.places, name, folder.isHidden);
    const isUntaken = !shown.isMatch && shown.places.size === 0;
    const isHidden = folder.isHidden || (name.startsWith('.') && isUntaken);
    const { isMatch, places } = isHidden ? advance(segments, folder.places, name, true) : shown;
    const step: Step = { path, places, isHidden, isMatch, isModel: isMatch && hasExtension(name, options) };
    if (entry.isSymbolicLink()) return await visitLink(folder, step);
    const isConcerned = entry.isDirectory() ? places.size > 0 : entry.isFile() && isMatch;
    if (!isConcerned) return;
    if ((entry.isDirectory() || step.isModel) && (await isMisread(path))) {
      if (!isHidden) skip(path, sentenceOf('its name is not UTF-8'));
    } else if (entry.isDirectory()) {
      await visit({ path, places, isHidden, through: [...folder.through, join(folder.through.at(-1) ?? '', name)] });
    } else await addFile(step);
  }

  async function visitLink({ through }: Folder, step: Step): Promise<void> {
    const { path, places, isMatch, isModel, isHidden } = step;
    if (isHidden) {
      if (isModel) walked.hidden.push(path);
      return;
    }
    const isWay = places.size > 0;
    const target = await ifThere(realpath(path));
    const found = target === undefined ? undefined : await ifThere(stat(target));
    if (target === undefined || found === undefined) {
      if (isModel || isWay) skip(path, sentenceOf('it is a link whose target does not exist'));
    } else if (!isInRoots(target, options.roots)) {
      const isConcerned = found.isDirectory() ? isWay : isModel;
      if (isConcerned) skip(path, sentenceOf('it is a link out of sources.roots, to {target}', { target }));
    } else if (isHiddenBelow(target, options.roots)) {
      const isConcerned = found.isDirectory() ? isWay : isModel;
      if (isConcerned) skip(path, sentenceOf('it is a link to what is hidden, {target}', { target }));
    } else if (found.isDirectory()) {
      const isRound = through.some((passed) => isBelow(passed, target));
      if (isWay && !isRound) await visit({ path, places, isHidden, through: [...through, target] });
    } else if (found.isFile() && isMatch) await addFile(step);
  }

  async function addFile({ path, isModel, isHidden }: Step): Promise<void> {
    if (!isModel) walked.others += isHidden ? 0 : 1;
    else if (isHidden) walked.hidden.push(path);
    else if ((await ifThere(stat(path)))?.size === 0) skip(path, IS_EMPTY);
    else walked.models.push(path);
  }

  function skip(source: string, told: Sentence): void {
    walked.skipped.push({ source, reason: englishOf(told), told });
  }

  function refuse(type: FileProblem['type'], message: string): void {
    walked.problems.push({ type, message });
  }

  await visit({ path: base.path, places: PATTERN_START, isHidden: false, through: [base.real] });
  return walked;
}

/** True for a path without links that lies in one of the roots. */
export function isInRoots(real: string, roots: readonly string[]): boolean {
  return roots.some((root) => isBelow(real, root));
}

/** True for a name that is one of a model. */
export function hasExtension(name: string, options: Pick<WalkOptions, 'extensions'>): boolean {
  return options.extensions.includes(extname(name).slice(1).toLowerCase());
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Bytes that are no UTF-8 arrive as U+FFFD: there is no file of the name that has them then. */
async function isMisread(path: string): Promise<boolean> {
  if (!path.includes('\u{FFFD}')) return false;
  return (await ifThere(lstat(path))) === undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
