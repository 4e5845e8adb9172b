import { type ErrorInfo, type KeptError, shownError } from '../../contracts/errors.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import { lastSegment } from '../../contracts/source-path.ts';
import { groupBy } from '../group-by.ts';
import type { FolderListing, FoundFile } from './listing.ts';
import type { PaperFile } from './paper.ts';

/**
 * How a file stands to a paper. `same`: as the paper says. `altered`: of the same name, with another content. `missing`: on the paper as
 * delivered, and not in the folder. `extra`: in the folder alone. `unchecked`: the paper has no checksum of it. `unreadable`: it is there
 * and could not be read.
 */
export const COMPARISON_STATES = ['same', 'unchecked', 'unreadable', 'altered', 'missing', 'extra'] as const;
/** One of {@link COMPARISON_STATES}. */
export type ComparisonState = (typeof COMPARISON_STATES)[number];

/** A file of the paper, of the folder, or of both. */
export interface ComparedFile {
  state: ComparisonState;
  /** As the paper names it; of an extra file its own name. */
  name: string;
  /** Where it lies below the folder, with `/`; absent when it is missing. */
  path?: string;
  /** What the paper says of it. */
  expected?: Digests;
  /** What was found. */
  found?: Digests;
  /** Of a missing file: where its content lies under another name. */
  foundAs?: string;
  /** Of an extra file: the missing one whose content it has. */
  contentOf?: string;
  error?: ErrorInfo;
  /** By which the error is said in other languages. */
  told?: Sentence[];
}

/** What of a content is compared. */
export interface Digests {
  /** Bytes. */
  size?: number;
  md5?: string;
  sha256?: string;
}

/** Reads the digests of a file of the folder. Errors come as they are told. */
export type ReadDigests = (file: FoundFile, withSha256: boolean) => Promise<Digests | { error: KeptError }>;

/** The files that may have to be read: those whose size is that of a file on the paper. For a bar. */
export function bytesToRead(files: readonly PaperFile[], listing: FolderListing): number {
  const sizes = new Set(files.map(({ size }) => size));
  return listing.files.reduce((total, { size }) => total + (sizes.has(size) ? size : 0), 0);
}

/**
 * Compares a folder with a paper. A file is found by its name, as the paper or its source has it, wherever it lies in the folder; of
 * several of one name each is judged by its content. A file is read once at most, one after the other.
 */
export async function compareWithPaper(
  files: readonly PaperFile[],
  listing: FolderListing,
  read: ReadDigests,
): Promise<ComparedFile[]> {
  const byName = groupBy(listing.files, ({ path }) => keyOf(lastSegment(path)));
  const groups = groupBy(files.entries(), ([, file]) => nameInFolder(file, byName));
  const results = new Map<number, ComparedFile>();
  const taken = new Set<FoundFile>();
  for (const [name, entries] of groups) {
    const found = byName.get(name) ?? [];
    for (const file of await compareGroup({ entries, found, results }, read)) taken.add(file);
  }
  const extra = listing.files.filter((file) => !taken.has(file));
  const others = await contentsElsewhere(files, results, extra, read);
  const ordered = [...results].sort(([one], [other]) => one - other).map(([, result]) => result);
  return [...ordered, ...others];
}

/** The same name is written in two ways by different systems. */
function keyOf(name: string): string {
  return name.normalize('NFC');
}

function nameInFolder({ name, source }: PaperFile, byName: ReadonlyMap<string, readonly FoundFile[]>): string {
  const names = [keyOf(name), keyOf(lastSegment(source))];
  return names.find((key) => byName.has(key)) ?? keyOf(name);
}

interface Group {
  /** With their places on the paper. */
  entries: readonly (readonly [index: number, file: PaperFile])[];
  /** Files of this name. */
  found: readonly FoundFile[];
  /** By places on the paper. */
  results: Map<number, ComparedFile>;
}

/** Judges the files of one name; answers those of the folder that are on the paper. */
async function compareGroup({ entries, found, results }: Group, read: ReadDigests): Promise<FoundFile[]> {
  const taken: FoundFile[] = [];
  const left: { file: FoundFile; digests: Digests | { error: KeptError } }[] = [];
  const withSha256 = entries.some(([, { sha256 }]) => sha256 !== undefined);
  for (const file of found) {
    const mayBe = entries.some(([, entry]) => hasDigest(entry) && (entry.size ?? file.size) === file.size);
    const digests = mayBe ? await read(file, withSha256) : { size: file.size };
    const known = 'error' in digests ? {} : digests;
    const fitting = entries.filter(([, entry]) => isOf(known, entry));
    for (const [index, entry] of fitting) results.set(index, result('same', entry, file, known));
    if (fitting.length > 0) taken.push(file);
    else left.push({ file, digests });
  }
  for (const [index, entry] of entries) {
    if (results.has(index)) continue;
    const at = nearestPlace(entry, left);
    const [pair] = at < 0 ? [] : left.splice(at, 1);
    if (pair !== undefined) {
      taken.push(pair.file);
      results.set(index, judge(entry, pair.file, pair.digests));
    } else if (entry.isDelivered) {
      results.set(index, { state: 'missing', name: entry.name, expected: digestsOf(entry) });
    }
  }
  return taken;
}

function judge(entry: PaperFile, file: FoundFile, digests: Digests | { error: KeptError }): ComparedFile {
  if ('error' in digests) {
    const { told } = digests.error;
    const unreadable = { ...result('unreadable', entry, file, { size: file.size }), error: shownError(digests.error) };
    return told === undefined ? unreadable : { ...unreadable, told };
  }
  const isKnown = hasDigest(entry) || (entry.size !== undefined && entry.size !== file.size);
  return result(isKnown ? 'altered' : 'unchecked', entry, file, digests);
}

function result(state: ComparisonState, entry: PaperFile, { path }: FoundFile, found: Digests): ComparedFile {
  return { state, name: entry.name, path, expected: digestsOf(entry), found };
}

function digestsOf({ size, md5, sha256 }: PaperFile): Digests {
  return {
    ...(size === undefined ? {} : { size }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

function hasDigest({ md5, sha256 }: Digests): boolean {
  return md5 !== undefined || sha256 !== undefined;
}

/** True when everything that the paper says of a content holds, and it says a digest. */
function isOf(found: Digests, entry: PaperFile): boolean {
  if (!hasDigest(entry) || !hasDigest(found)) return false;
  return (['size', 'md5', 'sha256'] as const).every((key) => entry[key] === undefined || entry[key] === found[key]);
}

/** The file whose path has most of the source's last parts; -1 without any. */
function nearestPlace({ source }: PaperFile, left: readonly { file: FoundFile }[]): number {
  if (left.length < 2) return left.length - 1;
  const parts = partsOf(source);
  const scores = left.map(({ file }) => {
    const own = partsOf(file.path);
    const differs = own.findIndex((part, at) => part !== parts[at]);
    return differs < 0 ? own.length : differs;
  });
  return scores.indexOf(Math.max(...scores));
}

/** Parts of a path, the last first. */
function partsOf(path: string): string[] {
  return path.normalize('NFC').split(/[\\/]/).toReversed();
}

/** What is in the folder alone; where a missing file has been renamed, both are told of it. */
async function contentsElsewhere(
  files: readonly PaperFile[],
  results: ReadonlyMap<number, ComparedFile>,
  extra: readonly FoundFile[],
  read: ReadDigests,
): Promise<ComparedFile[]> {
  const missing = [...results].flatMap(([index, compared]) => {
    const file = files[index];
    return compared.state === 'missing' && file !== undefined && hasDigest(file) ? [{ file, compared }] : [];
  });
  const others: ComparedFile[] = [];
  for (const file of extra) {
    const compared: ComparedFile = {
      state: 'extra',
      name: lastSegment(file.path),
      path: file.path,
      found: { size: file.size },
    };
    others.push(compared);
    const candidates = missing.filter(({ file: { size } }) => (size ?? file.size) === file.size);
    if (candidates.length === 0) continue;
    const digests = await read(
      file,
      candidates.some(({ file: { sha256 } }) => sha256 !== undefined),
    );
    // Whether it can be read matters for its content alone.
    const same = 'error' in digests ? undefined : candidates.find((one) => isOf(digests, one.file));
    if (same === undefined) continue;
    compared.contentOf = same.file.name;
    same.compared.foundAs ??= file.path;
  }
  return others;
}
