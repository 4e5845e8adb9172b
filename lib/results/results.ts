import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { headerOf } from '../http/headers.ts';
import type { ProxySetting } from '../http/proxy.ts';
import { createRemoteHttp, type RemoteHttp } from '../sources/remote-http.ts';
import { type PartFile, partPathIn, removeAbandoned, writePart } from './part-files.ts';
import { toResultsError } from './results-error.ts';
import { openFolder } from './results-folder.ts';
import { takePlace } from './take-place.ts';

/** Where results may be saved, and which servers they may come from. */
export interface ResultsOptions {
  /** Absolute; made when something is saved. */
  roots: readonly string[];
  /** Hosts that may be reached although they are not public. */
  allowHosts: readonly string[];
}

/** A result to fetch and save. */
export interface ResultFile {
  /** Where it is for a while, perhaps below the platform's own address; its query is shown nowhere. */
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
   * folder outside of the roots or one that may not be written to, and for a server that may not be reached; `AlreadyExists`
   * when each name has another content, or something else lies on the way of the folder; `InvalidRequest` for a folder that
   * cannot be; `UnexpectedResponse` when fewer bytes came than were declared, and, conclusive, for an address that is none;
   * `Internal`, retryable, for a disk that is full or fails.
   */
  save(file: ResultFile): Promise<string>;
  close(): Promise<void>;
}

/** Folders whose abandoned parts are looked for again only after a while: so many are known. */
const MAX_FOLDERS_KNOWN = 1_000;
const LOOK_AGAIN_AFTER_MS = 3_600_000;

/** Makes the store of a worker. */
export function createResults({ roots, allowHosts }: ResultsOptions): Results {
  const servers = new Map<string, RemoteHttp>();
  /** When parts that were left in a folder were looked for last. */
  const tidied = new Map<string, number>();

  function serverOf({ baseUrl, proxy }: ResultFile['platform']): RemoteHttp {
    const key = JSON.stringify([baseUrl, proxy]);
    const known = servers.get(key);
    if (known !== undefined) return known;
    const server = createRemoteHttp({ allowHosts: [...allowHosts, new URL(baseUrl).hostname], proxy });
    servers.set(key, server);
    return server;
  }

  async function tidy(folder: string): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - (tidied.get(folder) ?? Number.NEGATIVE_INFINITY) < LOOK_AGAIN_AFTER_MS) return;
    if (tidied.size >= MAX_FOLDERS_KNOWN) tidied.clear();
    tidied.set(folder, nowMs);
    await removeAbandoned(folder);
  }

  async function saveIn(folder: string, url: string, file: ResultFile): Promise<string> {
    await tidy(folder);
    const temporary = partPathIn(folder);
    try {
      const part = await fetchInto(temporary, url, file, serverOf(file.platform));
      for (const name of file.names) {
        const path = join(folder, name);
        if (await takePlace(part, path)) return path;
      }
    } finally {
      await rm(temporary, { force: true });
    }
    throw new ModelrailError('AlreadyExists', takenSentence(file.names, folder));
  }

  return {
    async save(file) {
      const url = addressOf(file);
      try {
        return await saveIn(await openFolder(file.folder, roots), url, file);
      } catch (error) {
        throw file.signal.aborted ? file.signal.reason : toResultsError(file.folder, error);
      }
    },
    async close() {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

function takenSentence([first = '', ...others]: readonly string[], folder: string): Sentence {
  return others.length === 0
    ? sentenceOf('another content lies as {name} in {folder}: move it away, then retry', { name: first, folder })
    : sentenceOf('another content lies as {name} and {other} in {folder}: move it away, then retry', {
        name: first,
        other: others.join(' and '),
        folder,
      });
}

/** The address as it is asked for. */
function addressOf({ url, platform }: ResultFile): string {
  const address = URL.canParse(url, platform.baseUrl) ? new URL(url, platform.baseUrl) : undefined;
  if (address !== undefined && /^https?:$/.test(address.protocol)) return address.href;
  const words = sentenceOf('the platform gives an address for the result that is none of http or https');
  throw new ModelrailError('UnexpectedResponse', words, { isConclusive: true });
}

/** Fetches all bytes into a file of its own. */
async function fetchInto(path: string, url: string, { signal }: ResultFile, server: RemoteHttp): Promise<PartFile> {
  const answer = await server.get(url, { signal }).catch((error: unknown) => {
    throw asResultError(error);
  });
  const declared = headerOf(answer.headers, 'content-length');

  async function* pieces(): AsyncGenerator<Buffer> {
    let bytes = 0;
    try {
      for await (const piece of answer.body as AsyncIterable<Buffer>) {
        signal.throwIfAborted();
        bytes += piece.length;
        yield piece;
      }
    } catch (error) {
      throw asResultError(answer.failureOf(error));
    }
    if (declared === undefined || String(bytes) === declared) return;
    const words = sentenceOf('{address} gave {bytes} of {declared} bytes', {
      address: shownSource(url),
      bytes,
      declared,
    });
    throw new ModelrailError('UnexpectedResponse', words, { isRetryable: true });
  }

  try {
    return await writePart(path, pieces());
  } finally {
    answer.body.destroy();
  }
}

/** A result that is not there is no source that is not there. */
function asResultError(error: unknown): unknown {
  if (!(error instanceof ModelrailError) || error.type !== 'SourceNotFound') return error;
  const { message, told, isRetryable, retryAfterMs: waitMs } = error;
  return new ModelrailError(isRetryable ? 'PlatformUnavailable' : 'NotFound', told ?? message, {
    isRetryable,
    cause: error,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}
