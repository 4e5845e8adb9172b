import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { ContentDigest, StreamDigest } from '../hashing/stream-digest.ts';
import { showSize } from '../quantities.ts';
import { hasCode } from './source-error.ts';

/** Where a worker keeps contents that it cannot ask for twice. */
export interface SourceSpoolOptions {
  /** Absolute; made when it is first used. Several workers of a machine may share it. */
  folder: string;
  /** Bytes of all contents. */
  maxBytes: number;
  /** Begins the digest of a content. */
  digest(onFailure: (error: Error) => void): StreamDigest;
}

/** A body to keep. */
export interface SpooledBody {
  /** As messages name it. */
  shown: string;
  pieces: AsyncIterable<Buffer>;
  /** Its length, where it is known before it ends. */
  bytes: number | undefined;
  signal: AbortSignal;
  onBytes?: ((bytes: number) => void) | undefined;
}

/** A file, not there at first, that is gone when the work on it has ended. */
export interface Scratch {
  path: string;
  reserve(bytes: number): Promise<void>;
}

/** Contents by their MD5, the least recently used of which make room for others. */
export interface SourceSpool {
  /**
   * Keeps a whole body. Errors: `InvalidRequest` for one that is larger than the spool; `Internal`, retryable, while others
   * take the room, or the disk fails; what the pieces throw.
   */
  keep(body: SpooledBody): Promise<{ size: number; md5: string }>;
  /** Does what needs a file of its own for a while. `reserve` is to be called before the file grows to so many bytes. */
  scratch<T>(shown: string, work: (scratch: Scratch) => Promise<T>): Promise<T>;
  /** The path of a content; undefined when it is not there (any more). It is not removed for a while. */
  find(md5: string): Promise<string | undefined>;
}

/** Not used for so long: the ingestion it was for is over, or asks its server again. */
const UNUSED_MS = 24 * 3_600_000;
/** A body of unknown length takes its room in steps of so many bytes. */
const STEP_BYTES = 64 * 1024 * 1024;
const PART = '.part';

/** Makes a {@link SourceSpool}. */
export function createSourceSpool({ folder, maxBytes, digest }: SourceSpoolOptions): SourceSpool {
  /** Room that bodies under way have or will need, by the path of their part. */
  const claimed = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: each counts what the ones before it claimed. */
  function claim(path: string, bytes: number, shown: string): Promise<void> {
    if (bytes > maxBytes) throw tooLarge(shown, maxBytes);
    const claiming = turn.then(async () => {
      const before = claimed.get(path) ?? 0;
      claimed.set(path, Math.max(before, bytes));
      try {
        await makeRoom(shown);
      } catch (error) {
        claimed.set(path, before);
        throw error;
      }
    });
    turn = claiming.catch(() => {});
    return claiming;
  }

  async function makeRoom(shown: string): Promise<void> {
    const now = Date.now();
    const entries = (await entriesOf(folder)).filter(({ path }) => !claimed.has(path));
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const bytes of claimed.values()) total += bytes;
    // Parts of other processes stand for themselves, and are left alone while they grow.
    for (const { path, size, usedMs } of entries.sort((a, b) => a.usedMs - b.usedMs)) {
      const isUnused = now - usedMs > UNUSED_MS;
      const isInTheWay = total > maxBytes && !path.endsWith(PART);
      if (!isUnused && !isInTheWay) continue;
      await remove(path);
      total -= size;
    }
    if (total <= maxBytes) return;
    const message = sentenceOf('{path} has to wait: other contents take the room of sources.spool ({size})', {
      path: shown,
      size: showSize(maxBytes),
    });
    throw new ModelrailError('Internal', message, { isRetryable: true });
  }

  async function write(part: string, body: SpooledBody): Promise<{ size: number; digest: ContentDigest }> {
    const { shown, bytes, signal, onBytes } = body;
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const digesting = digest((error) =>
      stop.abort(new ModelrailError('Internal', error.message, { isRetryable: true })),
    );
    const file = await open(part, 'wx', 0o600);
    try {
      let size = 0;
      for await (const piece of body.pieces) {
        either.throwIfAborted();
        size += piece.length;
        if (bytes === undefined && size > (claimed.get(part) ?? 0)) {
          await claim(part, Math.max(size, Math.min(size + STEP_BYTES, maxBytes)), shown);
        }
        await Promise.all([file.writeFile(piece), digesting.add(piece, either)]);
        onBytes?.(size);
      }
      // What is read later is to be what was digested, also after the machine lost its power.
      await file.datasync();
      return { size, digest: await digesting.end() };
    } finally {
      digesting.close();
      await file.close();
    }
  }

  return {
    async keep(body) {
      const part = join(folder, `${randomUUID()}${PART}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await claim(part, body.bytes ?? Math.min(STEP_BYTES, maxBytes), body.shown);
        const { size, digest: found } = await write(part, body);
        await rename(part, join(folder, found.md5));
        return { size, md5: found.md5 };
      } catch (error) {
        await remove(part);
        throw toSpoolError(body.shown, error);
      } finally {
        claimed.delete(part);
      }
    },
    async scratch(shown, work) {
      const path = join(folder, `${randomUUID()}${PART}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return await work({ path, reserve: (bytes) => claim(path, bytes, shown) });
      } catch (error) {
        throw toSpoolError(shown, error);
      } finally {
        await remove(path);
        claimed.delete(path);
      }
    },
    async find(md5) {
      const path = join(folder, md5);
      const now = new Date();
      try {
        await utimes(path, now, now);
        return path;
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw toSpoolError('a content of sources.spool', error);
      }
    },
  };
}

/** What lies in the folder; what vanishes meanwhile is left out. */
async function entriesOf(folder: string): Promise<{ path: string; size: number; usedMs: number }[]> {
  const names = await readdir(folder);
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      return found?.isFile() === true ? [{ path, size: found.size, usedMs: found.mtimeMs }] : [];
    }),
  );
  return entries.flat();
}

/** Another process may have been quicker. */
async function remove(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  });
}

function tooLarge(shown: string, maxBytes: number): ModelrailError {
  return new ModelrailError(
    'InvalidRequest',
    sentenceOf("{path} has to be kept on the worker's disk, and is larger than sources.spool.maxSize ({size})", {
      path: shown,
      size: showSize(maxBytes),
    }),
  );
}

/** A disk that is full or fails is worth another try. */
function toSpoolError(shown: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof ModelrailError) return error;
  const words = sentenceOf('{path} cannot be kept in sources.spool: {reason}', { path: shown, reason: error.message });
  return new ModelrailError('Internal', words, { cause: error, isRetryable: true });
}
