import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { ModelrailError } from '../errors.ts';
import { headerOf } from '../http/headers.ts';
import { asLasting, persist } from '../sources/persist.ts';
import { unexpected } from '../sources/remote-failures.ts';
import type { S3Client } from '../sources/s3-client.ts';
import { listS3Objects, type S3Entry } from '../sources/s3-listing.ts';
import { parseS3Source } from '../sources/source-url.ts';
import { type Interval, isBefore, type ListedEntry, type Listing, type ListingFindings } from './listing.ts';
import { createPathFilter, type PathFilterOptions } from './path-filter.ts';

/** Which objects of a bucket a sync takes. */
export interface BucketListingOptions extends PathFilterOptions {
  client: Pick<S3Client, 'get'>;
  /** `s3://BUCKET/PREFIX/`. */
  source: string;
  /** Of the bucket's service; undefined of a bucket that is not configured, which the client refuses. */
  endpoint: string | undefined;
  signal: AbortSignal;
}

/** Nothing sorts behind it that has a use in names. */
const LAST_CHARACTER = '\u{10FFFD}';

/**
 * The models below a prefix of a bucket, in the order of their keys, which is that of their paths. Nothing is taken that is
 * hidden, or empty. A page that cannot be had ends a listing with a problem. Errors when nothing can be listed at all: those of
 * `listS3Objects`, and `UnexpectedResponse` for a service that lists keys in another order.
 */
export async function openBucket(options: BucketListingOptions): Promise<Listing> {
  const { client, source, endpoint, signal } = options;
  const { bucket, key: prefix } = parseS3Source(source);
  const filter = createPathFilter(options);
  // What keeps everything from being listed is an error of the run, not of its listing.
  for await (const _page of pages({ pageObjects: 1 })) break;

  async function* pages(part: { startAfter?: string | undefined; pageObjects?: number }): AsyncGenerator<S3Entry[]> {
    try {
      yield* listS3Objects(client, { bucket, prefix, signal, ...part });
    } catch (error) {
      throw asLasting(error);
    }
  }

  async function* objects(within: Interval, findings: ListingFindings): AsyncGenerator<S3Entry> {
    const listed = pages({ startAfter: startAfter(prefix, within) });
    for (;;) {
      const page = await listed.next().catch((error: unknown) => {
        if (!(error instanceof ModelrailError)) throw error;
        findings.problem(error);
        return undefined;
      });
      if (page === undefined || page.done === true) return;
      yield* page.value;
    }
  }

  async function* entries(within: Interval, findings: ListingFindings): AsyncGenerator<ListedEntry> {
    let last: string | undefined;
    for await (const object of objects(within, findings)) {
      if (!object.key.startsWith(prefix)) throw unexpected(source, phraseOf('a listing has keys of another prefix'));
      const path = object.key.slice(prefix.length);
      // What a key of other bytes is read as is no key of the bucket, and no measure of its order.
      if (path.includes('\u{FFFD}')) {
        if (filter.takes(path)) findings.skipped({ path, reason: sentenceOf('its key is not UTF-8') });
        continue;
      }
      if (last !== undefined && comparePaths(last, path) >= 0) {
        throw unexpected(source, phraseOf('its service lists keys in another order than that of their bytes'));
      }
      last = path;
      if (comparePaths(path, within.from) < 0 || path === '') continue;
      if (!isBefore(path, within.before)) return;
      const entry = entryOf(path, object, findings);
      if (entry !== undefined) yield entry;
    }
  }

  function entryOf(path: string, object: S3Entry, findings: ListingFindings): ListedEntry | undefined {
    if (path.endsWith('/')) {
      if (!filter.isExcluded(path.slice(0, -1)))
        findings.skipped({ path, reason: sentenceOf('it stands for a folder') });
    } else if (filter.takes(path)) {
      if (object.size === 0) findings.skipped({ path, reason: sentenceOf('it is empty') });
      else return toEntry(path, object);
    }
    return undefined;
  }

  return {
    identity: `${endpoint ?? ''} s3://${bucket}/${prefix}`,
    entries,
    takes: filter.takes,
    async look(path) {
      const shown = source + path;
      const found = await persist(
        () => client.get({ method: 'HEAD', bucket, key: prefix + path, signal, shown }),
        signal,
      ).catch((error: unknown) => {
        if (error instanceof ModelrailError && error.type === 'SourceNotFound' && !error.isRetryable) return undefined;
        throw asLasting(error);
      });
      if (found === undefined) return undefined;
      found.body.destroy();
      const size = headerOf(found.headers, 'content-length');
      if (size === undefined) throw unexpected(shown, phraseOf('an answer to HEAD without a length'));
      const etag = headerOf(found.headers, 'etag');
      const modifiedAt = headerOf(found.headers, 'last-modified');
      return toEntry(path, { size: Number(size), etag, modifiedAt });
    },
  };
}

/** An object comes into being as a whole, so none is still being written. */
function toEntry(
  path: string,
  { size, etag, modifiedAt }: { size: number; etag?: string | undefined; modifiedAt?: string | undefined },
): ListedEntry {
  // The two forms of a time that listings and answers have agree on seconds.
  const version = etag?.trim().replace(/^"(.*)"$/, '$1') ?? String(Math.floor(Date.parse(modifiedAt ?? '') / 1_000));
  return { path, size, version, changedAtMs: 0 };
}

/** The last key that need not be listed for an interval: one that sorts just before its first path. */
function startAfter(prefix: string, { from }: Interval): string | undefined {
  const characters = [...from];
  const code = characters.pop()?.codePointAt(0);
  if (code === undefined) return undefined;
  const before = prefix + characters.join('');
  if (code === 0) return before;
  // Surrogates are no characters.
  const previous = code === 0xe000 ? 0xd7ff : code - 1;
  return before + String.fromCodePoint(previous) + LAST_CHARACTER;
}
