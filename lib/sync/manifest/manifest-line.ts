import { createHash } from 'node:crypto';
import { type Phrase, phraseOf } from '../../../contracts/sentences.ts';
import { isWindowsPath, lastSegment } from '../../../contracts/source-path.ts';
import { isWellFormed } from '../../../contracts/well-formed.ts';
import { isRefusedHost } from '../../sources/address-guard.ts';
import { parseHttpAddress } from '../../sources/source-url.ts';

/** What a line of a manifest says of a file. */
export interface ManifestFile {
  path: string;
  /** Absent: it lies beside the manifest. */
  url?: string;
  size?: number;
  /** Any text; a long one stands as its digest. */
  version?: string;
  /** Lower-case hex. */
  md5?: string;
}

/** What a line is read with. */
export interface ManifestReading {
  /** Address of the manifest. */
  source: string;
  /** Hosts that may be reached although they are not public. */
  allowHosts: readonly string[];
}

const MAX_PATH_BYTES = 1_024;
/** What a request takes for a file's name, and for its source. */
const MAX_NAME_LENGTH = 255;
const MAX_URL_LENGTH = 4_096;
const MAX_VERSION_LENGTH = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a line: a file, what is wrong with it as the end of a sentence, or undefined of a blank one. */
export function readManifestLine(line: Buffer, reading: ManifestReading): ManifestFile | Phrase | undefined {
  const given = jsonOf(line);
  if (given === undefined || 'wrong' in given) return given?.wrong;
  const { path, url, size, version, md5 } = given.given;
  const wrong = pathProblem(path) ?? urlProblem(url, reading) ?? sizeProblem(size) ?? versionProblem(version);
  if (wrong !== undefined) return wrong;
  if (isGiven(md5) && (typeof md5 !== 'string' || !/^[0-9a-f]{32}$/i.test(md5)))
    return phraseOf('has an `md5` that is none');
  return {
    path: String(path),
    ...(isGiven(url) ? { url: addressOf(String(url), reading.source) } : {}),
    ...(isGiven(size) ? { size: Number(size) } : {}),
    ...(isGiven(version) && version !== '' ? { version: shortened(String(version)) } : {}),
    ...(isGiven(md5) ? { md5: String(md5).toLowerCase() } : {}),
  };
}

/** Where files lie of which a manifest has no address: beside the manifest, which may be signed, while they are not. */
export function besideManifest(source: string): (path: string) => string {
  const base = addressOf('', source);
  return (path) => base + encodeURIComponent(path).replaceAll('%2F', '/');
}

function jsonOf(line: Buffer): { given: Record<string, unknown> } | { wrong: Phrase } | undefined {
  let text: string;
  try {
    text = utf8.decode(line).trim();
  } catch {
    return { wrong: phraseOf('is not UTF-8') };
  }
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    // as: of unknown values
    return isObject ? { given: value as Record<string, unknown> } : { wrong: phraseOf('is no JSON object') };
  } catch {
    return { wrong: phraseOf('is no JSON') };
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function pathProblem(path: unknown): Phrase | undefined {
  if (typeof path !== 'string' || path === '') return phraseOf('has no `path`');
  if (!isWellFormed(path) || path.includes('\0')) return phraseOf('has a `path` that no file can have');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES)
    return phraseOf('has a `path` of more than {bytes} bytes', { bytes: `${MAX_PATH_BYTES}` });
  if (path.startsWith('/') || isWindowsPath(path)) return phraseOf('has a `path` that is not relative');
  if (path.split(/[/\\]/).includes('..')) return phraseOf('has a `path` that leads out of its base');
  if (path.split('/').some((name) => name === '' || name === '.'))
    return phraseOf('has a `path` with an empty name in it');
  if ([...lastSegment(path)].length > MAX_NAME_LENGTH) {
    return phraseOf('has a `path` whose last part has more than {length} characters', { length: `${MAX_NAME_LENGTH}` });
  }
  return undefined;
}

function urlProblem(url: unknown, { source, allowHosts }: ManifestReading): Phrase | undefined {
  if (!isGiven(url)) return undefined;
  if (typeof url !== 'string' || url === '') return phraseOf('has a `url` that is no text');
  const whole = addressOf(url, source);
  if (whole.length > MAX_URL_LENGTH)
    return phraseOf('has a `url` of more than {length} characters', { length: `${MAX_URL_LENGTH}` });
  const address = parseHttpAddress(whole);
  if ('problem' in address) return phraseOf('has a `url` that {problem}', { problem: address.problem });
  if (!isRefusedHost(address, allowHosts)) return undefined;
  return phraseOf(
    'has a `url` whose host is on this machine or in a private network: sources.allowHosts has no "{host}"',
    { host: address.host },
  );
}

function sizeProblem(size: unknown): Phrase | undefined {
  const isSize = !isGiven(size) || (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0);
  return isSize ? undefined : phraseOf('has a `size` that is no number of bytes');
}

function versionProblem(version: unknown): Phrase | undefined {
  const isText =
    !isGiven(version) || typeof version === 'number' || (typeof version === 'string' && isWellFormed(version));
  return isText ? undefined : phraseOf('has a `version` that is no text');
}

/** An address as a manifest has it: absolute, or from the manifest's on, with the host as it is written there. */
function addressOf(url: string, source: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return url;
  const [, origin = '', path = ''] = /^([a-z]+:\/\/[^/?#]*)([^?#]*)/i.exec(source) ?? [];
  if (url.startsWith('/')) return origin + url;
  return `${origin}${path.replace(/[^/]*$/, '') || '/'}${url}`;
}

function shortened(version: string): string {
  return version.length <= MAX_VERSION_LENGTH ? version : createHash('sha256').update(version).digest('hex');
}
