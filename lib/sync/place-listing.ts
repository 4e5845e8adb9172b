import { sentenceOf } from '../../contracts/sentences.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { asLasting, persist } from '../sources/persist.ts';
import type { ListedFile } from '../sources/platform-files.ts';
import { parsePlatformSource, platformSource } from '../sources/source-url.ts';
import { type Interval, isWithin, type ListedEntry, type Listing, type ListingFindings } from './listing.ts';
import { createPathFilter, type PathFilterOptions } from './path-filter.ts';

/** Which files of a place on a platform a sync takes. */
export interface PlaceListingOptions extends PathFilterOptions {
  /** Lists all files of a place. */
  list(source: string, signal: AbortSignal): Promise<readonly ListedFile[]>;
  /** `iuap://PLATFORM/FILEPATH[/GROUPNAME]`. */
  source: string;
  signal: AbortSignal;
}

/** Why a file cannot be told by a path below its place. */
const NO_PATH = sentenceOf('its group and name are no path');

/**
 * The models that are attached to a document or to a group of it, sorted by path: `GROUPNAME/NAME` below a document, `NAME` below a
 * group. Another content is known by what the platform says of it. Errors, none of which is worth another try now: those of `list`.
 */
export async function openPlace({ list, source, signal, ...patterns }: PlaceListingOptions): Promise<Listing> {
  const filter = createPathFilter(patterns);
  const depth = parsePlatformSource(source)?.place.length ?? 0;
  const read = (place: string) =>
    persist(() => list(place, signal), signal).catch((error: unknown) => {
      throw asLasting(error);
    });
  const pathOf = ({ place }: ListedFile) => place.slice(depth).join('/');
  const listed = [...(await read(source))].sort((a, b) => comparePaths(pathOf(a), pathOf(b)));

  function entryOf(file: ListedFile, findings: ListingFindings): ListedEntry | undefined {
    const path = pathOf(file);
    if (!filter.takes(path)) return undefined;
    const reason = file.size === 0 ? sentenceOf('it is empty') : isPath(file, path) ? undefined : NO_PATH;
    if (reason === undefined) return toEntry(path, file);
    findings.skipped({ path, reason });
    return undefined;
  }

  async function* entries(within: Interval, findings: ListingFindings): AsyncGenerator<ListedEntry> {
    let last: string | undefined;
    for (const file of listed) {
      const path = pathOf(file);
      if (!isWithin(path, within)) continue;
      const entry = path === last ? undefined : entryOf(file, findings);
      if (path === last && filter.takes(path))
        findings.skipped({ path, reason: sentenceOf('its name is there twice') });
      last = path;
      if (entry !== undefined) yield entry;
    }
  }

  return {
    identity: source,
    entries,
    takes: filter.takes,
    async look(path) {
      const found = (await read(groupOf(source, path))).find((file) => pathOf(file) === path);
      return found === undefined ? undefined : toEntry(path, found);
    },
  };
}

/** A file is attached as a whole, so none is still being written. What its bytes are is known when they are fetched. */
function toEntry(path: string, { size = 0, version, source }: ListedFile): ListedEntry {
  return { path, size, version, changedAtMs: 0, source, isTold: true };
}

/** True of a file whose path tells its group and its name, and no other folder than they do. */
function isPath({ name }: ListedFile, path: string): boolean {
  return !name.includes('/') && path.split('/').every((part) => part !== '');
}

/** The group that a path lies in. */
function groupOf(source: string, path: string): string {
  const parsed = parsePlatformSource(source);
  if (parsed === undefined || parsed.place.length > 1) return source;
  return platformSource({ ...parsed, place: [...parsed.place, path.slice(0, path.lastIndexOf('/'))] });
}
