import { extname } from 'node:path';
import pLimit from 'p-limit';
import { sentenceOf } from '../../../contracts/sentences.ts';
import { shownSource } from '../../../contracts/source-path.ts';
import { comparePaths } from '../../../contracts/sync/path-order.ts';
import { ModelrailError } from '../../errors.ts';
import { headerOf } from '../../http/headers.ts';
import { asLasting, persist } from '../../sources/persist.ts';
import type { RemoteAnswer, RemoteHttp } from '../../sources/remote-http.ts';
import { type Told, toldOf } from '../../words/words.ts';
import { isBefore, type ListedEntry, type Listing, type ListingFindings } from '../listing.ts';
import { createPathFilter, type PathFilterOptions } from '../path-filter.ts';
import { besideManifest } from './manifest-line.ts';
import type { ManifestStore } from './manifest-store.ts';
import type { StoredRecord } from './records.ts';

/** Which files of a manifest a sync takes. */
export interface ManifestListingOptions extends PathFilterOptions {
  store: ManifestStore;
  http: Pick<RemoteHttp, 'get'>;
  /** Address of the manifest. */
  source: string;
  extensions: readonly string[];
  signal: AbortSignal;
  /** See {@link ManifestStore.open}. */
  goesOn?: boolean;
}

type Taken = ListedEntry | undefined;

/** A file, and whether it is known to be empty. */
interface Found {
  entry: ListedEntry;
  isEmpty: boolean;
}

/** Files that are looked at at a time, since their lines do not tell a change. */
const LOOKS_AT_A_TIME = 8;

/**
 * The models that a manifest lists, sorted by path: with the MD5 or the version of their lines, else with the size and ETag that
 * their server tells. Errors of the manifest itself: those of {@link ManifestStore.open}, none of which is worth another try now.
 */
export async function openManifest(options: ManifestListingOptions): Promise<Listing> {
  const { store, http, source, extensions, signal, goesOn, ...patterns } = options;
  const filter = createPathFilter(patterns);
  const manifest = await persist(() => store.open(source, signal, goesOn), signal).catch((error: unknown) => {
    throw asLasting(error);
  });
  const limit = pLimit(LOOKS_AT_A_TIME);
  const beside = besideManifest(source);

  /** A file as its line tells it or, where that does not tell a change, as its server does. */
  function find({ path, rest }: StoredRecord): Found | Promise<Found> {
    // as: what the store wrote.
    const [url, size, version, md5] = JSON.parse(rest) as [string | null, number | null, string | null, string | null];
    const from = url ?? beside(path);
    const told = {
      path,
      size: size ?? 0,
      version: md5 ?? version ?? '',
      changedAtMs: 0,
      source: from,
      isTold: true,
    } as const;
    if (md5 !== null) return { entry: { ...told, md5 }, isEmpty: size === 0 };
    if (told.version !== '' || size === 0) return { entry: told, isEmpty: size === 0 };
    return limit(() => lookAt(http, from, signal)).then((looked) => {
      const bytes = size ?? looked.size;
      return { entry: { ...told, size: bytes ?? 0, version: looked.version }, isEmpty: bytes === 0 };
    });
  }

  function hasOwnExtension(path: string): boolean {
    return extensions.includes(extname(path).slice(1).toLowerCase());
  }

  /** Undefined of what is left out, and of a file that its server does not tell of. */
  function take(record: StoredRecord, findings: ListingFindings): Promise<Taken> | Taken {
    const { path, line } = record;
    if (!filter.takes(path)) return undefined;
    if (!hasOwnExtension(path)) {
      findings.skipped({ path, reason: sentenceOf('sources.extensions does not have its extension') });
      return undefined;
    }
    const withoutEmpty = ({ entry, isEmpty }: Found): Taken => {
      if (!isEmpty) return entry;
      findings.skipped({ path, reason: sentenceOf('it is empty') });
      return undefined;
    };
    const found = find(record);
    if (!(found instanceof Promise)) return withoutEmpty(found);
    return found.then(withoutEmpty, (error: unknown) => {
      if (!(error instanceof ModelrailError)) throw error;
      findings.problem(new ModelrailError(error.type, ofLine(line, error)));
      return undefined;
    });
  }

  function ofLine(line: number, { told, message }: ModelrailError): Told {
    return toldOf('{source}: line {line}: {error}', { source: shownSource(source), line, error: told ?? message });
  }

  return {
    identity: shownSource(source),
    takes: (path) => filter.takes(path) && hasOwnExtension(path),
    async *entries({ from, before }, findings) {
      for (const problem of manifest.problems) findings.problem(problem);
      for await (const block of manifest.records(from)) {
        const within = block.filter(({ path }) => comparePaths(path, from) >= 0 && isBefore(path, before));
        const taken = within.map((record) => take(record, findings));
        for (const entry of taken.every(isThere)
          ? taken
          : await Promise.all(taken.map((one) => Promise.resolve(one)))) {
          if (entry !== undefined) yield entry;
        }
        const last = block.at(-1);
        if (last !== undefined && !isBefore(last.path, before)) return;
      }
    },
    async look(path) {
      for await (const block of manifest.records(path)) {
        const record = block.find((one) => one.path === path);
        if (record !== undefined) return (await find(record)).entry;
        const last = block.at(-1);
        if (last !== undefined && comparePaths(last.path, path) > 0) return undefined;
      }
      return undefined;
    },
  };
}

function isThere(taken: Taken | Promise<Taken>): taken is Taken {
  return !(taken instanceof Promise);
}

/** What a server tells of a file without sending it; some answer HEAD with a refusal, since a signature is for one method. */
async function lookAt(
  http: Pick<RemoteHttp, 'get'>,
  source: string,
  signal: AbortSignal,
): Promise<{ size: number | undefined; version: string }> {
  const byHead = await http.get(source, { method: 'HEAD', signal }).catch((error: unknown) => {
    if (error instanceof ModelrailError && (error.type !== 'SourceNotFound' || error.isRetryable)) return undefined;
    throw error;
  });
  const answer = byHead ?? (await persist(() => http.get(source, { headers: { range: 'bytes=0-0' }, signal }), signal));
  answer.body.destroy();
  const version = headerOf(answer.headers, 'etag') ?? headerOf(answer.headers, 'last-modified') ?? '';
  return { size: sizeOf(answer), version: version.trim() };
}

function sizeOf({ status, headers }: RemoteAnswer): number | undefined {
  const length = headerOf(headers, 'content-length');
  const text = status === 206 ? /\/(\d+)$/.exec(headerOf(headers, 'content-range') ?? '')?.[1] : length;
  return text === undefined ? undefined : Number(text);
}
