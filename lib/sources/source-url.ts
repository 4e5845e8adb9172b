import { isUrl } from '../../contracts/source-path.ts';

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
    return { problem: 'is no source: there are absolute paths of a disk, and addresses of http and https' };
  }
  if (UNSAFE.test(text)) return { problem: 'has a blank, a control character or a backslash: percent-encode it' };
  if (authority.includes('@')) return { problem: 'has a user in it: an address with user info is no source' };
  const host = authority.replace(/:\d*$/, '');
  if (host === '' || !URL.canParse(text)) return { problem: 'is not a URL' };
  const url = new URL(text);
  url.hash = '';
  return { url, host };
}

/** What is wrong with the text of a source that has a scheme, as the end of a sentence; undefined when nothing is. */
export function urlProblem(source: string): string | undefined {
  if (!isUrl(source)) return undefined;
  const read = parseHttpAddress(source);
  return 'problem' in read ? read.problem : undefined;
}
