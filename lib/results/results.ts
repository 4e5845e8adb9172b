import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { headerOf } from '../http/headers.ts';
import type { ProxySetting } from '../http/proxy.ts';
import { createRemoteHttp, type RemoteHttp } from '../sources/remote-http.ts';
import { hasCode } from '../sources/source-error.ts';

/** Where results may be saved, and which servers they may come from. */
export interface ResultsOptions {
  /** Absolute; made when something is saved. */
  roots: readonly string[];
  /** Hosts that may be reached although they are not public. */
  allowHosts: readonly string[];
}

/** A result to fetch and save. */
export interface ResultFile {
  /** Where it is for a while; its query is shown nowhere. */
  url: string;
  /** The platform that gave the address: its host may be reached, and its proxy is used. */
  platform: { baseUrl: string; proxy: ProxySetting };
  /** Absolute. */
  folder: string;
  /** Names in it, each a plain one, in the order in which they are tried: one that another content has is left alone. */
  names: readonly string[];
  signal: AbortSignal;
}

/** Results of platforms on this machine's disk. */
export interface Results {
  /**
   * Fetches a result and saves it whole; answers where it lies, also when it lay there already. Errors: `SourceNotAllowed` for a
   * folder outside of the roots and for a server that may not be reached; `AlreadyExists` when each name has another content;
   * `UnexpectedResponse` when fewer bytes came than were declared.
   */
  save(file: ResultFile): Promise<string>;
  close(): Promise<void>;
}

/** Makes the store of a worker. */
export function createResults({ roots, allowHosts }: ResultsOptions): Results {
  const servers = new Map<string, RemoteHttp>();

  function serverOf({ baseUrl, proxy }: ResultFile['platform']): RemoteHttp {
    const { hostname } = new URL(baseUrl);
    const known = servers.get(baseUrl);
    if (known !== undefined) return known;
    const server = createRemoteHttp({ allowHosts: [...allowHosts, hostname], proxy });
    servers.set(baseUrl, server);
    return server;
  }

  return {
    async save(file) {
      const folder = await openFolder(file.folder, roots);
      const temporary = join(folder, `.modelrail-${digestOf(file.names)}.part`);
      try {
        const md5 = await fetchInto(temporary, file, serverOf(file.platform));
        for (const name of file.names) {
          const path = join(folder, name);
          if (await takePlace(temporary, path, md5)) return path;
        }
      } finally {
        await rm(temporary, { force: true });
      }
      const names = file.names.join(' and ');
      throw new ModelrailError(
        'AlreadyExists',
        `another content lies as ${names} in ${folder}: move it away, then retry`,
      );
    },
    async close() {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

/** Makes the folder where it is missing; answers it without links. Error: `SourceNotAllowed`. */
async function openFolder(folder: string, roots: readonly string[]): Promise<string> {
  const path = resolve(folder);
  const root = roots.find((one) => isWithin(path, resolve(one)));
  if (root === undefined) throw outside(folder, roots);
  await mkdir(root, { recursive: true });
  const realRoot = await realpath(root);
  // A link on the way may lead elsewhere: what is there already is looked at before anything is made.
  if (!isWithin(await realpath(await existingPart(path)), realRoot)) throw outside(folder, roots);
  await mkdir(path, { recursive: true });
  const real = await realpath(path);
  if (!isWithin(real, realRoot)) throw outside(folder, roots);
  return real;
}

async function existingPart(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : existingPart(dirname(path));
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

function outside(folder: string, roots: readonly string[]): ModelrailError {
  return new ModelrailError('SourceNotAllowed', `${folder} is outside of results.roots: ${roots.join(', ')}`);
}

/** Fetches all bytes into a file of its own, and answers their MD5. */
async function fetchInto(path: string, { url, signal }: ResultFile, server: RemoteHttp): Promise<string> {
  const answer = await server.get(url, { signal }).catch((error: unknown) => {
    throw asResultError(error);
  });
  const declared = headerOf(answer.headers, 'content-length');
  const hash = createHash('md5');
  let bytes = 0;
  await rm(path, { force: true });
  const file: FileHandle = await open(path, 'wx', 0o644);
  try {
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      await file.write(piece);
      hash.update(piece);
      bytes += piece.length;
    }
    if (declared !== undefined && String(bytes) !== declared) {
      const words = `${shownSource(url)} gave ${bytes} of ${declared} bytes`;
      throw new ModelrailError('UnexpectedResponse', words, { isRetryable: true });
    }
    await file.sync();
  } catch (error) {
    throw signal.aborted ? signal.reason : asResultError(answer.failureOf(error));
  } finally {
    answer.body.destroy();
    await file.close();
  }
  return hash.digest('hex');
}

/** A result that is not there is no source that is not there. */
function asResultError(error: unknown): unknown {
  if (!(error instanceof ModelrailError) || error.type !== 'SourceNotFound') return error;
  const { message, isRetryable, retryAfterMs: waitMs } = error;
  return new ModelrailError(isRetryable ? 'PlatformUnavailable' : 'NotFound', message, {
    isRetryable,
    cause: error,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** Gives the whole file its name, unless something else has it; false then. */
async function takePlace(temporary: string, path: string, md5: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return (await md5Of(path)) === md5;
    // A file system without links.
    if (await isTaken(path)) return (await md5Of(path)) === md5;
    await rename(temporary, path);
    return true;
  }
}

async function isTaken(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Undefined of what is no file that can be read. */
async function md5Of(path: string): Promise<string | undefined> {
  const hash = createHash('md5');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer); // as: without an encoding it gives bytes
    return hash.digest('hex');
  } catch {
    // A folder of that name, or a file of somebody else: something else lies there.
    return undefined;
  }
}

/** The same for all attempts at one result, so that none leaves anything behind. */
function digestOf(names: readonly string[]): string {
  return createHash('sha256')
    .update(names.map((name) => basename(name)).join('\n'))
    .digest('hex')
    .slice(0, 24);
}
