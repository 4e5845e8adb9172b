import { isUrl } from '../../contracts/source-path.ts';
import { isWellFormed } from '../../contracts/well-formed.ts';
import { didYouMean } from '../config/nearest.ts';
import { say, translated } from '../words/say.ts';
import { type Row, withSuperseded } from './rows.ts';

/** What a sync remembers of one file, as it is written out. */
export interface RememberedFile extends Omit<Row, 'aside'> {
  /** It is not tried again with this content. */
  setAside?: true;
}

const MAX_PATH_BYTES = 4_096;
const MAX_TEXT = 1_000;

/** A row as it is written out. */
export function toRemembered({ aside, ...row }: Row): RememberedFile {
  return { ...row, ...(aside === undefined ? {} : { setAside: aside }) };
}

/** What is wrong with each key that a remembered file may have, as the end of a sentence in the language of the command; undefined when nothing is. */
const CHECKS: Readonly<Record<Exclude<keyof RememberedFile, 'path'>, (value: unknown) => string | undefined>> = {
  size: (value) => countProblem(value),
  version: (value) => (value === undefined ? undefined : textProblem(value)),
  md5: (value) =>
    typeof value === 'string' && /^(?:[0-9a-f]{32})?$/.test(value)
      ? undefined
      : say('must be an MD5 of 32 lower-case hex digits, or empty before anything was delivered'),
  id: (value) => (value === undefined ? undefined : textProblem(value)),
  superseded: (value) =>
    value === undefined || (Array.isArray(value) && value.every((id) => textProblem(id) === undefined))
      ? undefined
      : say('must be a list of ids'),
  supersededBefore: (value) => (value === undefined ? undefined : countProblem(value)),
  failures: (value) => (value === undefined ? undefined : countProblem(value)),
  setAside: flagProblem,
  gone: flagProblem,
  removing: flagProblem,
};

/**
 * Reads what is remembered of a file of a source, of unknown origin: the row, or everything that is wrong with it, in the language of the command. The keys of
 * a bucket are any text; a path never leads out of a folder.
 */
export function parseRemembered(value: unknown, source: string): Row | string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [say('must be an object')];
  const given: Record<string, unknown> = { ...value };
  const path = (key: unknown) => pathProblem(key, isUrl(source));
  const checks = Object.entries({ path, ...CHECKS });
  const known = checks.map(([key]) => key);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  const problems = [
    ...checks.flatMap(([key, check]) => {
      const problem = given[key] === undefined && isRequired(key) ? say('is missing') : check(given[key]);
      return problem === undefined ? [] : [`${key} ${problem}`];
    }),
    ...unknown.map((key) => `${key} ${say('is an unknown key')}${didYouMean(key, known)}`),
  ];
  if (problems.length > 0) return problems;
  const file = value as RememberedFile; // as: checked a moment ago, but for what may be missing
  const { size, md5, superseded = [], supersededBefore, failures = 0, setAside, gone, removing } = file;
  const row: Row = {
    path: file.path,
    size,
    version: given['version'] === undefined ? '' : file.version,
    md5,
    id: given['id'] === undefined ? '' : file.id,
    ...(failures === 0 ? {} : { failures }),
    ...(setAside === true ? { aside: true } : {}),
    ...(gone === true ? { gone: true } : {}),
    ...(removing === true ? { removing: true } : {}),
  };
  return withSuperseded(row, superseded, supersededBefore);
}

function isRequired(key: string): boolean {
  return key === 'path' || key === 'size' || key === 'md5';
}

function pathProblem(value: unknown, isKey: boolean): string | undefined {
  if (typeof value !== 'string' || value === '') return say('must be a text');
  if (!isWellFormed(value) || value.includes('\0')) return translated('has a character that no path can have');
  if (Buffer.byteLength(value) > MAX_PATH_BYTES) return say('has more than {count} bytes', { count: MAX_PATH_BYTES });
  const isRelative =
    isKey || value.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return isRelative ? undefined : say('must be relative to the source, with slashes, without . and ..');
}

function textProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return say('must be a text');
  if (!isWellFormed(value)) return say('has half of a character');
  return value.length > MAX_TEXT ? say('has more than {count} characters', { count: MAX_TEXT }) : undefined;
}

function countProblem(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? undefined
    : say('must be a whole number');
}

function flagProblem(value: unknown): string | undefined {
  return value === undefined || typeof value === 'boolean' ? undefined : say('must be true or false');
}
