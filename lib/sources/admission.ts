import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import { namesOf, type Phrase, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { toSourceError } from './source-error.ts';
import { claimedFile } from './spooled-file.ts';
import { isBelow, isHidden, lookAtRoots, whereItWouldLie } from './where.ts';

/** Which local files may be read. */
export interface ReadableFiles {
  /** Absolute paths. */
  roots: readonly string[];
  /** Folder of files that were sent to the gateway, of which those with a claim are read; absolute. It need not exist. */
  spool?: string;
  /** Files that are never read, by whatever path, and folders below which none is, save the spool. Absolute. */
  never?: readonly string[];
}

/** How long what was seen of modelrail's own files holds: they are looked at for thousands of sources. */
const LOOK_AGAIN_MS = 1_000;

const OWN_FILE = phraseOf('it belongs to modelrail itself');

/** A file that may be read: its path without links, and what the file system says of it. */
export interface AdmittedFile {
  path: string;
  stats: BigIntStats;
}

/**
 * Decides which files may be read: below the roots, links followed first, and there nothing that is hidden or that
 * belongs to modelrail itself. What is outside the roots is refused in the same words whether it is there or not.
 * Errors: `SourceNotAllowed`, `SourceNotFound`, `InvalidRequest`.
 */
export function createAdmission(options: ReadableFiles): (source: string) => Promise<AdmittedFile> {
  const { roots, spool, never = [] } = options;
  const own = keptFor(LOOK_AGAIN_MS, () => lookAtOwn(never));
  const realSpool = keptFor(LOOK_AGAIN_MS, lookForSpool);

  /** The spool's path without links, where it is there. */
  async function lookForSpool(): Promise<string | undefined> {
    return spool === undefined ? undefined : await realpath(spool).catch(() => undefined);
  }

  /** The root paths that hold `path`. Error: the refusal when there are none. */
  async function rootsOf(path: string, source: string): Promise<readonly string[]> {
    // A path without links that begins with a root as written lies below it: to follow the roots' own links costs more
    // than all the rest.
    if (isBelow(path, roots)) return roots;
    const { real, failures } = await lookAtRoots(roots);
    if (isBelow(path, real)) return real;
    // A disk that fails for a moment may be the one that holds the file.
    const passing = failures.find((failure) => failure.isRetryable);
    if (passing !== undefined) throw passing;
    const all = namesOf(roots);
    const told = sentenceOf('{path} is outside sources.roots: {roots}', {
      path: source,
      roots:
        failures.length === 0
          ? all
          : phraseOf('{all} (of these, {failures})', { all, failures: namesOf(failures.map((one) => one.toPart())) }),
    });
    throw new ModelrailError('SourceNotAllowed', told);
  }

  /** The spool's path that holds `path`. `isFresh`: also of a spool that was made within the last second. */
  async function spoolHolds(path: string, isFresh = false): Promise<string | undefined> {
    if (spool === undefined) return undefined;
    if (isBelow(path, [spool])) return spool;
    const real = await (isFresh ? lookForSpool() : realSpool());
    return real !== undefined && isBelow(path, [real]) ? real : undefined;
  }

  /** Error: the refusal of a path that is never a source, whether there is a file or not. */
  async function assertPath(path: string, source: string): Promise<void> {
    const folder = await spoolHolds(path);
    if (folder !== undefined) return await claimedFile(path, folder, source);
    try {
      await assertBelowRoots(path, source);
    } catch (refusal) {
      const made = await spoolHolds(path, true);
      if (made === undefined) throw refusal;
      await claimedFile(path, made, source);
    }
  }

  async function assertBelowRoots(path: string, source: string): Promise<void> {
    const holding = await rootsOf(path, source);
    if (isHidden(path, holding)) {
      throw neverSource(source, phraseOf('what is hidden (a name with a leading dot) is not'));
    }
    if (isBelow(path, never)) throw neverSource(source, OWN_FILE);
  }

  /** Error: the refusal of another name of a file that is never a source. */
  async function assertIdentity({ path, stats }: AdmittedFile, source: string): Promise<void> {
    const { ids, real } = await own();
    if (ids.has(idOf(stats))) throw neverSource(source, OWN_FILE);
    // A folder of the list may be a link: then only its path without links tells what lies below it.
    if (isBelow(path, real) && (await spoolHolds(path)) === undefined) {
      throw neverSource(source, OWN_FILE);
    }
  }

  return async (source) => {
    if (!isAbsolute(source)) {
      throw new ModelrailError('InvalidRequest', sentenceOf('{path} is not an absolute path', { path: source }));
    }
    let admitted: AdmittedFile;
    try {
      // `..` as text: asked of the disk, `/outside/../root/a.ifc` would show whether `/outside` is there.
      const path = await realpath(normalize(source));
      await assertPath(path, source);
      admitted = { path, stats: await stat(path, { bigint: true }) };
    } catch (error) {
      if (error instanceof ModelrailError) throw error;
      await assertPath(await whereItWouldLie(source), source);
      throw toSourceError(source, error);
    }
    if (never.length > 0) await assertIdentity(admitted, source);
    return admitted;
  };
}

function neverSource(source: string, reason: Phrase): ModelrailError {
  const refusal = sentenceOf('{path} is never a source: {reason}', { path: source, reason });
  return new ModelrailError('SourceNotAllowed', refusal);
}

/** Identities and paths without links of modelrail's own files and folders, as far as they are there. */
async function lookAtOwn(never: readonly string[]): Promise<{ ids: Set<string>; real: string[] }> {
  const stats = await Promise.all(never.map((path) => stat(path, { bigint: true }).catch(() => undefined)));
  const real = await Promise.all(never.map((path) => realpath(path).catch(() => path)));
  return { ids: new Set(stats.flatMap((each) => (each === undefined ? [] : [idOf(each)]))), real };
}

function idOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** The same answer for a while; callers that come meanwhile share it. */
function keptFor<T>(ms: number, make: () => Promise<T>): () => Promise<T> {
  let kept: { value: Promise<T>; untilMs: number } | undefined;
  return () => {
    if (kept === undefined || performance.now() > kept.untilMs)
      kept = { value: make(), untilMs: performance.now() + ms };
    return kept.value;
  };
}
