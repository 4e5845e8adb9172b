import type { Readable } from 'node:stream';
import { phraseOf } from '../../contracts/sentences.ts';
import { persist } from './persist.ts';
import { about, unavailable, unexpected } from './remote-failures.ts';
import type { S3Client } from './s3-client.ts';
import { type S3Page, s3PageOf } from './s3-xml.ts';

/** An object of a bucket, as a listing tells it. */
export interface S3Entry {
  key: string;
  /** Bytes. */
  size: number;
  /** Changes with the content; absent where a service tells none. */
  etag?: string;
  /** ISO 8601. */
  modifiedAt?: string;
}

/** What is listed. */
export interface S3Listing {
  bucket: string;
  /** Empty: the whole bucket. */
  prefix: string;
  /** Keys behind this one alone. */
  startAfter?: string | undefined;
  signal: AbortSignal;
  /** Objects of a page. Default: a thousand, the most that services give. */
  pageObjects?: number;
}

/** A page has a thousand objects, whose keys have a kibibyte each, encoded at most three. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * All objects of a bucket whose keys begin with `prefix`, in the service's order, page by page: no more than one page is held.
 * A page that fails in passing is asked for again a few times. Errors: those of {@link S3Client.get}; `UnexpectedResponse` for
 * an answer that is no listing.
 */
export async function* listS3Objects(client: Pick<S3Client, 'get'>, listing: S3Listing): AsyncGenerator<S3Entry[]> {
  const { bucket, prefix, startAfter, signal } = listing;
  const shown = `s3://${bucket}/${prefix}`;
  let token: string | undefined;
  do {
    const from = token === undefined ? { 'start-after': startAfter } : { 'continuation-token': token };
    const page = await persist(() => readPage(client, listing, from, shown), signal);
    yield entriesOf(page);
    const next = page.IsTruncated === 'true' ? page.NextContinuationToken : undefined;
    // A listing that is cut short would be taken for all there is.
    if (page.IsTruncated === 'true' && (next === undefined || next === token)) {
      throw unexpected(shown, phraseOf('a listing that does not end, without its next page'));
    }
    token = next;
  } while (token !== undefined);
}

async function readPage(
  client: Pick<S3Client, 'get'>,
  { bucket, prefix, signal, pageObjects = 1_000 }: S3Listing,
  from: Readonly<Record<string, string | undefined>>,
  shown: string,
): Promise<S3Page> {
  const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': String(pageObjects), prefix, ...from };
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const answer = await client.get({ bucket, key: '', query: Object.fromEntries(given), signal, shown });
  const text = await textOf(answer.body, shown).catch((error: unknown) => {
    throw answer.failureOf(error);
  });
  const page = s3PageOf(text);
  if (answer.status !== 200 || page === undefined)
    throw unexpected(shown, phraseOf('HTTP {status}, and no listing', { status: `${answer.status}` }));
  return page;
}

function entriesOf({ Contents: contents, EncodingType: encoding }: S3Page): S3Entry[] {
  return contents.map(({ Key: key, Size: size, ETag: etag, LastModified: modifiedAt }) => ({
    key: encoding === 'url' ? decodedKey(key) : key,
    size,
    ...(etag === undefined ? {} : { etag }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  }));
}

/** Bytes of a key that are no UTF-8 become U+FFFD. */
function decodedKey(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    const bytes = spaced.replace(/%([0-9A-Fa-f]{2})/g, (_whole, hex: string) =>
      String.fromCharCode(Number(`0x${hex}`)),
    );
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }
}

async function textOf(body: Readable, shown: string): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // as: a body is of bytes.
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_PAGE_BYTES)
      throw unexpected(
        shown,
        phraseOf('a page of a listing has more than {bytes} bytes', { bytes: `${MAX_PAGE_BYTES}` }),
      );
    pieces.push(piece);
  }
  if (bytes === 0) throw unavailable(about(shown, phraseOf('an empty answer')));
  return Buffer.concat(pieces).toString('utf8');
}
