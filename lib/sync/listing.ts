import type { Sentence } from '../../contracts/sentences.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import type { ModelrailError } from '../errors.ts';
import type { Entry } from './digest.ts';

/** Paths from one on, up to another that is no more among them. */
export interface Interval {
  from: string;
  before?: string | undefined;
}

/** A file of a source, and when it was last seen to change, in milliseconds since the epoch of the source's clock. */
export interface ListedEntry extends Entry {
  changedAtMs: number;
  /** Where it is read, when that is not its path below the source. */
  source?: string;
  /** MD5 of the content, where the source tells it; lower-case hex. */
  md5?: string;
  /** Size and version are what the source says of the file, not what a look at it showed. A size of 0: it says none. */
  isTold?: true;
}

/** Told of what a listing leaves out. */
export interface ListingFindings {
  /** A file that is never taken, and why. */
  skipped(file: { path: string; reason: Sentence }): void;
  /** Something could not be listed: what is missing may be there. */
  problem(error: ModelrailError): void;
}

/** For a listing of what was told by another one. */
export const UNTOLD: ListingFindings = { skipped() {}, problem() {} };

/** A source of a sync, open to be listed. */
export interface Listing {
  /** By which the root is known again: an unmounted disk is another, empty folder. */
  identity: string;
  /** The files of an interval, sorted by path (`comparePaths`). */
  entries(within: Interval, findings: ListingFindings): AsyncIterable<ListedEntry>;
  /** False of a path that is left out whatever is there, as the patterns of the sync do. */
  takes(path: string): boolean;
  /** The present state of one file; undefined when it is not there. */
  look(path: string): Promise<ListedEntry | undefined>;
}

/** True for a path of the interval. */
export function isWithin(path: string, { from, before }: Interval): boolean {
  return comparePaths(path, from) >= 0 && isBefore(path, before);
}

/** True for a path before the end of an interval, where it has one. */
export function isBefore(path: string, before: string | undefined): boolean {
  return before === undefined || comparePaths(path, before) < 0;
}

/** All paths. */
export const EVERYTHING: Interval = { from: '' };

/** The interval behind a path. */
export function behind(path: string): string {
  // No path has this character.
  return `${path}\0`;
}
