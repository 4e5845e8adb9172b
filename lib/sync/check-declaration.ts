import { sentenceOf } from '../../contracts/sentences.ts';
import { isAbsoluteSomewhere, isUrl } from '../../contracts/source-path.ts';
import { SYNC_NAME_PATTERN, type SyncDeclaration, type SyncKey } from '../../contracts/sync/declaration.ts';
import { isMirror, type MirrorDeclaration, type RecurringDeclaration } from '../../contracts/sync/mirror.ts';
import type { Timing } from '../../contracts/sync/timing.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { ModelrailError } from '../errors.ts';
import { parseDuration } from '../quantities.ts';
import { joinLines, lineOf, pathName, RequestError, type RequestProblem, requestError } from '../requests/problems.ts';
import {
  isPlatformPlace,
  isPlatformSource,
  isS3Prefix,
  isS3Source,
  NO_PLATFORM_SOURCE,
  parseHttpAddress,
  parsePlatformSource,
  parseS3Source,
} from '../sources/source-url.ts';
import { say } from '../words/say.ts';
import { saidBefore } from '../words/words.ts';
import { cronProblem } from './cron.ts';
import { parseDeleteBudget } from './delete-budget.ts';
import { isTimeZone } from './time-zones.ts';

/** The shortest time between two runs, and the longest jitter: what Temporal counts in. */
const SECOND = 1_000;
const YEAR = 366 * 24 * 60 * 60 * SECOND;
/** Temporal takes no shorter catch-up window. */
const SHORTEST_CATCH_UP = 10 * SECOND;

/** Characters that are told of a name that is none. */
const MAX_TOLD_NAME = 200;

/** What a declaration says of the sync itself; a key may be there and say nothing. */
type OwnPart = { [Key in SyncKey]?: SyncDeclaration[Key] | undefined } & Pick<SyncDeclaration, 'source'>;

/** When runs are made; a key may be there and say nothing. */
type PartialTiming = { [Key in keyof Timing]?: Timing[Key] | undefined };

/** A duration of a declaration that was checked, in milliseconds. */
export function milliseconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new ModelrailError('InvalidRequest', sentenceOf('"{text}" is no duration such as 30s, 15m or 1h', { text }));
  }
  return ms;
}

/** What is wrong with the name of a sync; undefined of one that it can have. */
export function syncNameProblem(name: string): string | undefined {
  if (SYNC_NAME_PATTERN.test(name)) return undefined;
  return say('a sync is named by 1 to 100 letters, digits and . _ - (and not by . or .. alone), not by "{name}"', {
    name: cutText(name, MAX_TOLD_NAME),
  });
}

/** What is wrong with what a declaration says of the sync itself; the rest of it is a request of its platform. */
export function declarationProblems(declaration: OwnPart): RequestProblem[] {
  const { source, host, every, cron, timezone, jitter, catchUp, retries, onRemoved, deleteBudget } = declaration;
  const problems: RequestProblem[] = [];
  const wrong = (key: string, message: string) => problems.push({ path: [key], message });
  const duration = (key: string, text: string | undefined, shortest: number) => {
    if (text === undefined) return;
    const ms = parseDuration(text);
    if (ms === undefined) wrong(key, say('must be a duration such as 30s, 15m or 1h, not "{text}"', { text }));
    else if (ms < shortest || ms > YEAR) {
      wrong(key, say('must be between {shortest}s and 366d, not {text}', { shortest: shortest / SECOND, text }));
    } else if (ms % SECOND !== 0) wrong(key, say('must be whole seconds, not {text}', { text }));
  };
  const sourceWords = sourceProblem(source);
  if (sourceWords !== undefined) wrong('source', sourceWords);
  if (host === '') wrong('host', 'must not be empty');
  else if (host !== undefined && isUrl(source)) wrong('host', 'is for folders: any worker reads what has an address');
  if ((every === undefined) === (cron === undefined)) wrong('every', 'or `cron` is needed, one of the two');
  duration('every', every, SECOND);
  duration('jitter', jitter, 0);
  duration('catchUp', catchUp, SHORTEST_CATCH_UP);
  const cronWords = cron === undefined ? undefined : cronProblem(cron);
  if (cronWords !== undefined) wrong('cron', `${say('{place} ', { place: JSON.stringify(cron) })}${cronWords}`);
  if (timezone !== undefined && cron === undefined) wrong('timezone', 'is for `cron` only');
  else if (timezone !== undefined && !isTimeZone(timezone))
    wrong('timezone', say('is unknown: "{value}"', { value: timezone }));
  if (retries !== undefined && (!Number.isSafeInteger(retries) || retries < 1)) wrong('retries', 'must be 1 or more');
  if (deleteBudget !== undefined && onRemoved !== 'delete') wrong('deleteBudget', 'is for `onRemoved: delete` only');
  else if (deleteBudget !== undefined && parseDeleteBudget(deleteBudget) === undefined) {
    const text = 'must be a number of files, a percentage, or both, such as 10,10%, not "{value}"';
    wrong('deleteBudget', say(text, { value: deleteBudget }));
  }
  return problems;
}

/** What is wrong with when the runs of a mirror are made. */
export function mirrorProblems({ every, cron, timezone, jitter, catchUp }: PartialTiming): RequestProblem[] {
  // Any place will do: a mirror has none.
  return declarationProblems({ source: '/', every, cron, timezone, jitter, catchUp });
}

/** The same of whatever recurs. */
function recurringProblems(declaration: OwnPart | MirrorDeclaration): RequestProblem[] {
  return isMirror(declaration) ? mirrorProblems(declaration) : declarationProblems(declaration);
}

/** What is wrong with the text of a sync's source, as the end of a sentence. */
function sourceProblem(source: string): string | undefined {
  if (isS3Source(source)) {
    if (parseS3Source(source).bucket === '') return 'is no s3://BUCKET/PREFIX/';
    return isS3Prefix(source) ? undefined : 'has to end with a slash: all below it is synced';
  }
  if (isPlatformSource(source)) {
    if (parsePlatformSource(source) === undefined) return NO_PLATFORM_SOURCE;
    return isPlatformPlace(source)
      ? undefined
      : 'names one attachment, where a sync takes those of a document or a group';
  }
  if (isUrl(source)) {
    const address = parseHttpAddress(source);
    return 'problem' in address ? address.problem : undefined;
  }
  return isAbsoluteSomewhere(source) ? undefined : say('must be an absolute path, not "{source}"', { source });
}

/** Refuses with `InvalidRequest` declarations that no run could be made of, and names that no sync can have; all at once. */
export function checkDeclarations(declarations: Readonly<Record<string, OwnPart | MirrorDeclaration>>): void {
  const all = Object.entries(declarations);
  const names = all.flatMap(([name]) => syncNameProblem(name) ?? []);
  const problems = all.flatMap(([name, declaration]) =>
    recurringProblems(declaration).map(({ path, message }) => ({ path: [name, ...path], message })),
  );
  if (names.length === 0 && problems.length === 0) return;
  const lines = problems.map(({ path, message }) => lineOf(pathName(path), message));
  throw new RequestError(joinLines([...names, ...lines]), problems);
}

/** The same of one declaration. */
export function checkDeclaration(name: string, declaration: RecurringDeclaration): void {
  const wrongName = syncNameProblem(name);
  if (wrongName !== undefined) throw new ModelrailError('InvalidRequest', saidBefore(wrongName));
  const problems = recurringProblems(declaration);
  if (problems.length > 0) throw requestError(problems);
}
