import { extname } from 'node:path';
import { matchesPath, parseBelowGlob, type Segment } from '../sources/glob-pattern.ts';

/** Which paths below a source a sync takes. */
export interface PathFilterOptions {
  include?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
  /** Lower case, without dot. Absent: any. */
  extensions?: readonly string[];
}

/** Tells by their paths alone what is taken of a source. */
export interface PathFilter {
  /** True for a file that is taken, as far as its folders are. */
  isWanted(path: string): boolean;
  /** True for a file or folder that a pattern leaves out, with all below it. */
  isExcluded(path: string): boolean;
  /** True for a file that is taken whose folders are not looked at one by one: none is hidden, none left out. */
  takes(path: string): boolean;
}

/** Reads the patterns. */
export function createPathFilter({ include, exclude, extensions }: PathFilterOptions): PathFilter {
  const includes = (include ?? ['**']).flatMap(parseBelowGlob);
  const excludes = (exclude ?? []).flatMap(parseBelowGlob);
  // The usual case, which needs no look at each name: what is hidden is sorted out before.
  const isAll = includes.some((pattern) => pattern.length === 1 && pattern[0] === '**');
  const isExcluded = (path: string) => excludes.length > 0 && matchesAny(excludes, path);
  const isWanted = (path: string) =>
    (extensions?.includes(extname(path).slice(1).toLowerCase()) ?? true) && (isAll || matchesAny(includes, path));

  return {
    isWanted,
    isExcluded,
    takes: (path) =>
      !/(?:^|\/)\./.test(path) && isWanted(path) && !(excludes.length > 0 && withFolders(path).some(isExcluded)),
  };
}

function matchesAny(patterns: readonly (readonly Segment[])[], path: string): boolean {
  return patterns.some((pattern) => matchesPath(pattern, path));
}

/** A path, and those of all folders that it lies in. */
function withFolders(path: string): string[] {
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
  return [...folders, path];
}
