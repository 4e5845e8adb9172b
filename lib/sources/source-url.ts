import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { isUrl } from '../../contracts/source-path.ts';
import { toWellFormed } from '../../contracts/well-formed.ts';

/** An address of HTTP that may be a source, as far as its text tells. */
export interface HttpAddress {
  /** Without fragment. */
  url: URL;
  /** The host as it was written, without port. */
  host: string;
}

const HTTP_FORM = /^https?:\/\/([^/?#]*)/i;
/** A URL parser drops some of these and turns others, so that the host that it finds is not the one that is read. */
const UNSAFE = /[\s\\\p{Cc}]/u;

/** Reads an address; answers what is wrong with one that cannot be a source, as the end of a sentence. */
export function parseHttpAddress(text: string): HttpAddress | { problem: string } {
  const authority = HTTP_FORM.exec(text)?.[1];
  if (authority === undefined) {
    return {
      problem:
        'is no source: there are absolute paths of a disk, addresses of http and https, s3://BUCKET/KEY and iuap://PLATFORM/FILEPATH',
    };
  }
  if (UNSAFE.test(text)) return { problem: 'has a blank, a control character or a backslash: percent-encode it' };
  if (authority.includes('@')) return { problem: 'has a user in it: an address with user info is no source' };
  const host = authority.replace(/:\d*$/, '');
  if (host === '' || !URL.canParse(text)) return { problem: 'is not a URL' };
  const url = new URL(text);
  url.hash = '';
  return { url, host };
}

/** What is wrong with the text of a source, `shown` as messages name it; `problem` is the end of a sentence. */
export function problemOf(shown: string, problem: string): Sentence {
  return sentenceOf('{path} {problem}', { path: shown, problem: { text: problem, filling: {} } });
}

/** An object of a bucket, or, with a key that is empty or ends with a slash, all below it. */
export interface S3Source {
  bucket: string;
  key: string;
}

/** True for `s3://…`, whose key stands there as it is: nothing in it is encoded, and it has no query. */
export function isS3Source(source: string): boolean {
  return source.startsWith('s3://');
}

/** Reads `s3://BUCKET/KEY`; without a bucket or a slash behind it both are empty. */
export function parseS3Source(source: string): S3Source {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/\s]+)\/(.*)$/s.exec(source) ?? [];
  return { bucket, key };
}

/** True for a source that stands for all objects below a prefix. */
export function isS3Prefix(source: string): boolean {
  const { bucket, key } = parseS3Source(source);
  return bucket !== '' && (key === '' || key.endsWith('/'));
}

const PLATFORM_START = 'iuap://';
/** What is said of a text that {@link parsePlatformSource} does not read, behind it. */
export const NO_PLATFORM_SOURCE = 'is no iuap://PLATFORM/FILEPATH[/GROUPNAME], each part percent-encoded';

/** True for `iuap://…`: what lies on a platform of the configuration. */
export function isPlatformSource(source: string): boolean {
  return source.startsWith(PLATFORM_START);
}

/** A file on a platform, `PLATFORM/DOCUMENT/GROUP/NAME`, or all of a document or group; each part is percent-encoded. */
export interface PlatformSource {
  platform: string;
  /** Decoded: document, group, name. */
  place: string[];
}

/** Reads `iuap://PLATFORM/…`; undefined where it is none. */
export function parsePlatformSource(source: string): PlatformSource | undefined {
  if (!isPlatformSource(source) || /[?#\s]/.test(source)) return undefined;
  try {
    const [platform = '', ...place] = source.slice(PLATFORM_START.length).split('/').map(decodeURIComponent);
    const isWhole = platform !== '' && place.length > 0 && place.length <= 3 && !place.includes('');
    return isWhole ? { platform, place } : undefined;
  } catch {
    // A percent sign that encodes nothing.
    return undefined;
  }
}

/** Writes a {@link PlatformSource}. */
export function platformSource({ platform, place }: PlatformSource): string {
  return PLATFORM_START + [platform, ...place].map((part) => encodeURIComponent(toWellFormed(part))).join('/');
}

/** True for a source that stands for all files of a place on a platform. */
export function isPlatformPlace(source: string): boolean {
  const place = parsePlatformSource(source)?.place;
  return place !== undefined && place.length < 3;
}

/** What is wrong with the text of a source that has a scheme, as the end of a sentence; undefined when nothing is. */
export function urlProblem(source: string): string | undefined {
  if (!isUrl(source)) return undefined;
  if (isS3Source(source)) {
    if (parseS3Source(source).bucket === '') return 'is no s3://BUCKET/KEY';
    return isS3Prefix(source) ? 'names no object but all below it, which the command line alone can list' : undefined;
  }
  if (isPlatformSource(source)) {
    if (parsePlatformSource(source) === undefined) return NO_PLATFORM_SOURCE;
    return isPlatformPlace(source)
      ? 'names no attachment but all of them, which the command line alone can list'
      : undefined;
  }
  const read = parseHttpAddress(source);
  return 'problem' in read ? read.problem : undefined;
}
