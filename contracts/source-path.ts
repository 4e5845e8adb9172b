/** `C:\models\a.rvt`, `C:/models/a.rvt` or `\\server\share\a.rvt`: a drive with a root, or a share. */
const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/])/;
/** A scheme has two letters at least: one letter is a drive. */
const URL_START = /^[A-Za-z][A-Za-z0-9+.-]+:\/\//;
const HTTP_START = /^https?:\/\//i;
/** Schemes whose paths are percent-encoded. */
const ENCODED_START = /^(?:https?|iuap):\/\//i;

/** Addresses of HTTP, and paths that some system has for absolute. */
const HTTP_OR_PATH =
  '[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\\\/?#@]+(?:[/?#][^\\s\\\\]*)?|(?:/|[A-Za-z]:[\\\\/]|\\\\\\\\[^\\\\/]+[\\\\/])[^\\u0000]*';

/** The sources that a file can have: absolute paths, the addresses of HTTP, objects of S3, and attachments. For a JSON schema. */
export const SOURCE_PATTERN = `^(?:s3://[^\\s/]+/(?:.*[^/])|iuap://[^\\s/?#]+(?:/[^\\s/?#]+){3}|${HTTP_OR_PATH})$`;

/** Those that a sync can have: folders, the addresses of manifests, what lies below a prefix of S3, and the attachments of a document. */
export const SYNC_SOURCE_PATTERN = `^(?:s3://[^\\s/]+/(?:.*/)?|iuap://[^\\s/?#]+(?:/[^\\s/?#]+){1,2}|${HTTP_OR_PATH})$`;

/** True for a path that is absolute by the rule of Windows and by that of no other system. */
export function isWindowsPath(path: string): boolean {
  return WINDOWS_PATH.test(path);
}

/** True for a path that is absolute on the system that it is of: which one that is, its host alone can say. */
export function isAbsoluteSomewhere(path: string): boolean {
  return path.startsWith('/') || isWindowsPath(path);
}

/** True for `http://…` and anything else with a scheme: not a path of a disk, and worked by any worker. */
export function isUrl(source: string): boolean {
  return URL_START.test(source);
}

/**
 * A source as people may see it. The query of an address may be a signature, with which anyone who has it reads the file, and
 * user info is a password: neither is ever shown.
 */
export function shownSource(source: string): string {
  if (!HTTP_START.test(source)) return source;
  return source.replace(/[?#].*$/s, '').replace(/^([^:]+:\/\/)[^/\\]*@/, '$1');
}

/**
 * The name of the file that a source leads to, by its own rule: only on Windows is a backslash no part of a name, and an
 * address is percent-encoded. Empty for an address that names no file.
 */
export function lastSegment(source: string): string {
  if (isUrl(source)) return lastSegmentOfUrl(source);
  const segments = source.split(isWindowsPath(source) ? /[\\/]/ : '/');
  return segments.findLast((segment) => segment !== '') ?? source;
}

function lastSegmentOfUrl(source: string): string {
  const path = shownSource(source).replace(/^[^:]+:\/\/[^/]*/, '');
  const last = path.split('/').findLast((segment) => segment !== '') ?? '';
  const name = ENCODED_START.test(source) ? decoded(last) : last;
  // Some stores have a whole path as one encoded segment.
  return name.split('/').findLast((segment) => segment !== '') ?? '';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A percent sign that stands for itself.
    return segment;
  }
}
