import { realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { KeptError } from '../../contracts/errors.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { Hasher } from '../hashing/hasher.ts';
import { toSourceError } from '../sources/source-error.ts';
import { bytesToRead, type ComparedFile, compareWithPaper, type Digests } from './compare.ts';
import { type FoundFile, listFolder } from './listing.ts';
import { type Paper, REPORT_FORMATS } from './paper.ts';
import { readPaper } from './read-paper.ts';

/** A comparison to make. */
export interface CheckRequest {
  paper: Paper;
  /** Where the paper lies: it is not one too many itself. */
  paperPath: string;
  folder: string;
  hasher: Hasher;
  signal: AbortSignal;
  /** Bytes read, of about so many. */
  onProgress(bytes: number, total: number): void;
}

/** How a folder stands to a paper. */
export interface FolderCheck {
  /** Files of the paper in its order, then those of the folder alone. */
  files: ComparedFile[];
  /** Links to folders: what is behind them was not looked at. */
  links: string[];
  /** Further reports that lie in the folder: they are not counted as models. */
  papers: string[];
}

/** Compares a folder with a paper, reading one file after the other. Errors: the signal's reason; those of folders. */
export async function checkFolder(request: CheckRequest): Promise<FolderCheck> {
  const { paper, folder, signal, onProgress } = request;
  const listing = await listFolder(folder);
  const files = await without(listing.files, folder, request.paperPath);
  const total = bytesToRead(paper.files, { ...listing, files });
  let bytesBefore = 0;
  const compared = await compareWithPaper(paper.files, { ...listing, files }, async (file, withSha256) => {
    signal.throwIfAborted();
    const digests = await digestsOf(request, file, withSha256, (bytes) => onProgress(bytesBefore + bytes, total));
    bytesBefore += file.size;
    return digests;
  });
  const papers = await papersAmong(folder, compared);
  return {
    files: compared.filter(({ state, path }) => state !== 'extra' || path === undefined || !papers.includes(path)),
    links: listing.links,
    papers,
  };
}

async function without(files: readonly FoundFile[], folder: string, paperPath: string): Promise<FoundFile[]> {
  const own = await realpath(paperPath);
  const kept: FoundFile[] = [];
  for (const file of files) if ((await realpath(join(folder, file.path))) !== own) kept.push(file);
  return kept;
}

async function digestsOf(
  { folder, hasher, signal }: CheckRequest,
  { path, size }: FoundFile,
  withSha256: boolean,
  onProgress: (bytes: number) => void,
): Promise<Digests | { error: KeptError }> {
  try {
    const digest = await hasher.hash({
      source: path,
      path: join(folder, path),
      size,
      // The checksums of chunks are not needed: of one chunk there is one.
      chunkSizeBytes: Math.max(1, size),
      signal,
      withSha256,
      onProgress,
    });
    const { md5, sha256 } = digest;
    return { size, md5, ...(sha256 === undefined ? {} : { sha256 }) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ModelrailError) return { error: error.toKept() };
    throw error;
  }
}

/** A report is not made for the files of a folder alone: it may lie there in other formats. */
async function papersAmong(folder: string, compared: readonly ComparedFile[]): Promise<string[]> {
  const papers: string[] = [];
  for (const { state, path } of compared) {
    if (state !== 'extra' || path === undefined || !isNamedAsPaper(path)) continue;
    try {
      await readPaper(join(folder, path), path);
      papers.push(path);
    } catch {
      // Anything else of such a name is a file as any other.
    }
  }
  return papers;
}

function isNamedAsPaper(path: string): boolean {
  return REPORT_FORMATS.some((format) => extname(path).toLowerCase() === `.${format}`);
}

/** Asserts that a path is a folder. Errors: `SourceNotFound`, `InvalidRequest`, `SourceNotAllowed`. */
export async function assertFolder(path: string, shown: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    throw toSourceError(shown, error);
  });
  if (!stats.isDirectory())
    throw new ModelrailError('InvalidRequest', sentenceOf('{path} is no folder', { path: shown }));
}
