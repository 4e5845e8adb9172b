import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { namesOf, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { ModelrailError } from '../errors.ts';
import { hasCode, toSourceError } from '../sources/source-error.ts';
import { isBelow, isHidden } from '../sources/where.ts';
import { type Interval, isBefore, isWithin, type ListedEntry, type Listing, type ListingFindings } from './listing.ts';
import { createPathFilter, type PathFilterOptions } from './path-filter.ts';

/** Which files of a folder a sync takes. */
export interface FolderListingOptions extends PathFilterOptions {
  /** Absolute. */
  folder: string;
  extensions: readonly string[];
  /** Folders, absolute and without links, that nothing leads out of. */
  roots: readonly string[];
  /** Files and folders that are never read. */
  never: readonly string[];
}

/** Looks at so many files at a time: a network disk answers many at once. */
const LOOKS_AT_A_TIME = 64;

interface Folder {
  /** With a slash at its end, or empty. */
  prefix: string;
  /** Real paths of this folder and of those the walk came through. */
  through: readonly string[];
}

interface Child {
  path: string;
  real: string;
  /** What it is sorted by: the path of everything below a folder begins with its name and a slash. */
  key: string;
  isFolder: boolean;
}

/**
 * The models below a folder, in the order of their paths. Nothing hidden is taken, no empty file, and nothing that links
 * lead out of the roots for. Errors of the folder itself: `SourceNotFound`, `SourceNotAllowed`.
 */
export async function openFolder(options: FolderListingOptions): Promise<Listing> {
  const { folder, roots, never } = options;
  const real = await realpath(folder).catch((error: unknown) => {
    throw toSourceError(folder, error);
  });
  if (!isBelow(real, roots)) {
    const outside = sentenceOf('{path} is outside sources.roots: {roots}', { path: folder, roots: namesOf(roots) });
    throw new ModelrailError('SourceNotAllowed', outside);
  }
  if (isHidden(real, roots) || isBelow(real, never)) {
    const refused = sentenceOf('{path} is never a source: {reason}', {
      path: folder,
      reason: phraseOf("it is hidden, or modelrail's own"),
    });
    throw new ModelrailError('SourceNotAllowed', refused);
  }
  const [looked, system] = await Promise.all([stat(real, { bigint: true }), statfs(real)]);
  if (!looked.isDirectory())
    throw new ModelrailError('InvalidRequest', sentenceOf('{path} is no folder', { path: folder }));
  const { isExcluded, isWanted, takes } = createPathFilter(options);

  async function* visit(
    { prefix, through }: Folder,
    within: Interval,
    findings: ListingFindings,
  ): AsyncGenerator<ListedEntry> {
    const children = await childrenOf(prefix, through, findings);
    for (let at = 0; at < children.length; ) {
      const child = children[at];
      if (child === undefined) return;
      if (child.isFolder) {
        at += 1;
        if (!touches(child.key, within)) continue;
        yield* visit({ prefix: child.key, through: [...through, child.real] }, within, findings);
        continue;
      }
      const files: Child[] = [];
      for (; at < children.length && files.length < LOOKS_AT_A_TIME; at += 1) {
        const next = children[at];
        if (next === undefined || next.isFolder) break;
        if (isWithin(next.path, within)) files.push(next);
      }
      for (const entry of await Promise.all(files.map((file) => look(file, findings)))) {
        if (entry !== undefined) yield entry;
      }
    }
  }

  async function childrenOf(
    prefix: string,
    through: readonly string[],
    findings: ListingFindings,
  ): Promise<readonly Child[]> {
    const folderPath = through.at(-1) ?? real;
    let entries: Dirent[];
    try {
      entries = await readdir(folderPath, { withFileTypes: true });
    } catch (error) {
      findings.problem(toSourceError(join(folder, prefix), error));
      return [];
    }
    const children: Child[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      try {
        const child = await childOf(entry, prefix, folderPath, through, findings);
        if (child !== undefined) children.push(child);
      } catch (error) {
        findings.problem(toSourceError(join(folder, prefix, entry.name), error));
      }
    }
    return children.sort((a, b) => comparePaths(a.key, b.key));
  }

  async function childOf(
    entry: Dirent,
    prefix: string,
    folderPath: string,
    through: readonly string[],
    findings: ListingFindings,
  ): Promise<Child | undefined> {
    const path = prefix + entry.name;
    const own = join(folderPath, entry.name);
    let isFolder = entry.isDirectory();
    let isFile = entry.isFile();
    let target = own;
    if (entry.isSymbolicLink()) {
      if (isExcluded(path)) return undefined;
      const led = await followLink(own, roots);
      if ('text' in led) {
        findings.skipped({ path, reason: led });
        return undefined;
      }
      ({ isFolder, isFile, target } = led);
      if (isFolder && through.some((passed) => isBelow(passed, [target]))) return undefined;
    }
    if (!isFolder && !isFile) return undefined;
    if (isFile && !isWanted(path)) return undefined;
    if (isExcluded(path) || isBelow(target, never)) return undefined;
    if (await isMisread(own)) {
      findings.skipped({ path, reason: sentenceOf('its name is not UTF-8') });
      return undefined;
    }
    return { path, real: target, key: isFolder ? `${path}/` : path, isFolder };
  }

  async function look({ path, real: target }: Child, findings: ListingFindings): Promise<ListedEntry | undefined> {
    try {
      const stats = await lstat(target, { bigint: true });
      if (stats.size > 0n) return toEntry(path, stats);
      findings.skipped({ path, reason: sentenceOf('it is empty') });
    } catch (error) {
      // Between two looks a file may vanish: then it is not there.
      if (!hasCode(error, 'ENOENT', 'ENOTDIR')) findings.problem(toSourceError(join(folder, path), error));
    }
    return undefined;
  }

  return {
    identity: rootIdentity(looked, system.type),
    entries: (within, findings) => visit({ prefix: '', through: [real] }, within, findings),
    takes,
    async look(path) {
      const stats = await stat(join(folder, path), { bigint: true }).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw toSourceError(join(folder, path), error);
      });
      return stats?.isFile() === true ? toEntry(path, stats) : undefined;
    },
  };
}

/**
 * By which the root of a folder is known again: when it was made, where the file system tells that. Disks of one kind give
 * their roots the same inode, and some give another one at each look.
 */
export function rootIdentity({ ino, birthtimeNs }: Pick<BigIntStats, 'ino' | 'birthtimeNs'>, type: bigint | number) {
  const own = birthtimeNs > 0n ? `made ${birthtimeNs}` : `${ino}`;
  return `${own}:${type.toString(16)}`;
}

function toEntry(path: string, { size, mtimeNs, mtimeMs, ctimeMs }: BigIntStats): ListedEntry {
  const changedAtMs = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs);
  return { path, size: Number(size), version: String(mtimeNs), changedAtMs };
}

/** Where a link leads, or why it is left out. Error: that of a disk that fails. */
async function followLink(
  path: string,
  roots: readonly string[],
): Promise<Sentence | { target: string; isFolder: boolean; isFile: boolean }> {
  const led = await ifThere(async () => {
    const target = await realpath(path);
    return { target, found: await stat(target) };
  });
  if (led === undefined) return sentenceOf('it is a link whose target does not exist');
  const { target, found } = led;
  if (!isBelow(target, roots)) return sentenceOf('it is a link out of sources.roots');
  if (isHidden(target, roots)) return sentenceOf('it is a link to what is hidden');
  return { target, isFolder: found.isDirectory(), isFile: found.isFile() };
}

/** Bytes that are no UTF-8 arrive as U+FFFD: there is no file of the name that has them then. */
async function isMisread(path: string): Promise<boolean> {
  return path.includes('\u{FFFD}') && (await ifThere(() => lstat(path))) === undefined;
}

/** Undefined for what is not there; a disk that fails is an error. */
async function ifThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  }
}

/** False of a folder all of whose paths lie outside. */
function touches(prefix: string, { from, before }: Interval): boolean {
  return (comparePaths(prefix, from) >= 0 || from.startsWith(prefix)) && isBefore(prefix, before);
}
