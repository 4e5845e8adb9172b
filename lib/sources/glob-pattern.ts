/** One segment of a path pattern: `**` for any number of folders, else a test of one name. */
export type Segment = '**' | { isDotExplicit: boolean; matches(name: string): boolean };

/** A pattern below a folder, walked one name at a time. */
export interface GlobPattern {
  /** The part before the first wildcard, as it was written. */
  base: string;
  segments: readonly Segment[];
}

/** Where in a pattern a walk stands: the segments that the next name may match. */
export type PatternPlaces = ReadonlySet<number>;

/** The place before the first name. */
export const PATTERN_START: PatternPlaces = new Set([0]);

/** Everything below a folder. */
export const ALL_BELOW: readonly Segment[] = ['**'];

const WILDCARD = /[*?]|\[[^\]]+\]|\{[^}]*,[^}]*\}/;

/** True for a text with wildcards. */
export function isGlob(text: string): boolean {
  return WILDCARD.test(text);
}

/** Reads `*`, `?`, `[a-z]`, `[!a-z]`, `{a,b}`, `**` and `\` as a shell does: one pattern for each alternative. */
export function parseGlob(text: string): GlobPattern[] {
  return alternatives(text).map((one) => {
    const parts = one.split('/');
    const first = parts.findIndex(isGlob);
    // Without a wildcard of its own an alternative still is looked for, not taken as given.
    const end = first < 0 ? parts.length - 1 : first;
    const base = parts.slice(0, end).join('/').replace(/\\(.)/g, '$1');
    const names = parts.slice(end).filter((part) => part !== '' && part !== '.');
    return { base: base === '' && one.startsWith('/') ? '/' : base, segments: names.map(toSegment) };
  });
}

/** What a name leads to: whether it matches the whole pattern, and where the names below it go on. */
export function advance(
  segments: readonly Segment[],
  places: PatternPlaces,
  name: string,
  isHiddenWanted: boolean,
): { isMatch: boolean; places: PatternPlaces } {
  const isShown = isHiddenWanted || !name.startsWith('.');
  const next = new Set<number>();
  let isMatch = false;
  for (const place of withSkippedFolders(segments, places)) {
    const segment = segments[place];
    if (segment === undefined) continue;
    const isTaken = segment === '**' ? isShown : (isShown || segment.isDotExplicit) && segment.matches(name);
    if (!isTaken) continue;
    if (segment === '**') next.add(place);
    if (place === segments.length - 1) isMatch = true;
    else if (segment !== '**') next.add(place + 1);
  }
  return { isMatch, places: next };
}

/** `**` stands for no folder at all as well. */
function withSkippedFolders(segments: readonly Segment[], places: PatternPlaces): Set<number> {
  const all = new Set(places);
  // A set is walked in the order in which it grows.
  for (const place of all) if (segments[place] === '**') all.add(place + 1);
  return all;
}

/** The texts that `{a,b}` stands for, inner ones included. */
function alternatives(text: string): string[] {
  for (const { index: open } of text.matchAll(/(?<!\\)\{/g)) {
    const commas: number[] = [];
    let depth = 0;
    for (let at = open; at < text.length; at += 1) {
      const character = text[at];
      if (character === '\\') at += 1;
      else if (character === '{') depth += 1;
      else if (character === ',' && depth === 1) commas.push(at);
      else if (character === '}') depth -= 1;
      if (depth > 0) continue;
      if (commas.length === 0) break;
      const ends = [...commas, at];
      const parts = ends.map((end, index) => text.slice((index === 0 ? open : (ends[index - 1] ?? open)) + 1, end));
      return parts.flatMap((part) => alternatives(text.slice(0, open) + part + text.slice(at + 1)));
    }
  }
  return [text];
}

function toSegment(text: string): Segment {
  if (text === '**') return '**';
  const name = expressionOf(text);
  return { isDotExplicit: /^\\?\./.test(text), matches: (tested) => name.test(tested) };
}

/** A name may hold line breaks, so that `.` has to stand for them too. */
function expressionOf(text: string): RegExp {
  const source = text.replace(
    /\\(.)|\[([!^]?)((?:[^\]\\]|\\.)+)\]|([*?])|([^*?])/gsu,
    (_whole, escaped?: string, negation?: string, members?: string, wildcard?: string, character?: string) => {
      if (members !== undefined) return `[${negation === '' ? '' : '^'}${membersOf(members)}]`;
      if (wildcard !== undefined) return wildcard === '*' ? '.*' : '.';
      return quoted(escaped ?? character ?? '');
    },
  );
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    // A class that no shell would take either, such as `[z-a]`: its characters stand for themselves.
    return new RegExp(`^${quoted(text)}$`, 'su');
  }
}

function membersOf(text: string): string {
  return text.replace(/\\(.)|[[\]^]/gsu, (character: string, escaped?: string) => quoted(escaped ?? character));
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** A pattern for paths below a folder, all of whose segments are tested: one list of segments for each alternative. */
export function parseBelowGlob(text: string): (readonly Segment[])[] {
  return alternatives(text).map((one) =>
    one
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .map(toSegment),
  );
}

/** True for a path, with slashes, that matches the whole pattern. */
export function matchesPath(segments: readonly Segment[], path: string): boolean {
  let places = PATTERN_START;
  let isMatch = false;
  for (const name of path.split('/')) ({ isMatch, places } = advance(segments, places, name, false));
  return isMatch;
}
