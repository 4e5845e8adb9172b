import type { ErrorInfo, ErrorType } from './errors.ts';
import { FIRST_KIND, KINDS, kindFacts } from './kinds.ts';
import type { IngestProgress, Waiting } from './progress.ts';
import { type Sentence, sentencesIn } from './sentences.ts';

/** What to do about an error: one sentence for each type of the closed list. A kind of platform may say more. */
const ADVICE: Record<ErrorType, string> = {
  InvalidRequest: 'correct the problem in the message and start again: nothing was done',
  NotFound:
    'the platform does not know it: check the ids in the request, and baseUrl of the platform, then start again',
  SourceNotFound: 'put the file back to its path, or start again with the path where it is now',
  SourceChanged: 'the file was written to while it was read: let the writer finish, then retry',
  SourceNotAllowed:
    'move the file below a folder of sources.roots, or add its folder there (of an address: its host to sources.allowHosts) and restart the worker; an address that has expired is replaced by `modelrail retry ID --source NAME=URL`',
  Authentication:
    'check the credentials of the platform in the configuration (`modelrail doctor` tries them), restart the worker, then retry',
  PermissionDenied: "check the account's rights on the platform, restart the worker, then retry",
  RateLimited: 'the platform asks to slow down: retry later, or with a lower --concurrency',
  PlatformRefused: 'the message has the reason: correct it on the platform or in the request, then retry',
  PlatformUnavailable: 'the platform did not answer: once it does (`modelrail doctor`), retry',
  UnexpectedResponse:
    'the answer of the platform does not match its manual: check baseUrl and any proxy in between, then retry',
  ConversionFailed:
    'the platform could not convert the model: open it in its own program, save it anew, then retry or send the new file',
  ConversionTimeout: 'the platform took longer than the configuration allows: give it more time there, then retry',
  AlreadyExists: 'it exists already: use its id, or another name, code or id',
  Cancelled: 'it was cancelled: retry resumes it',
  TemporalUnavailable: 'start Temporal (`modelrail dev`), or set its address (TEMPORAL_ADDRESS)',
  Internal: 'unexpected: run it with --verbose, and report the output',
};

/**
 * What to do about an error of a type, as a sentence without a full stop. `kind`: of the platform, where it is known; else it is
 * taken for the first kind. An unknown kind has no advice of its own.
 */
export function adviceFor(type: ErrorType, kind?: string): string {
  const facts = kind === undefined ? KINDS[FIRST_KIND] : kindFacts(kind);
  return facts?.advice?.[type] ?? ADVICE[type];
}

const OTHER_CONTENT =
  'this is not the content that is meant: check the file, or correct its md5 in the request, then start again';
const OTHER_BUCKET =
  'write the bucket into sources.s3 with its endpoint and keys (of the worker and of the gateway), restart these, then retry';

/** What to do about messages for which the advice of their type is wrong, by the text of their sentence. */
const OF_TEXT: Readonly<Record<string, string>> = {
  'the content has the MD5 {hash}, and is to have {wanted}': OTHER_CONTENT,
  '{path} has the MD5 {md5}, and is to have {wanted}': OTHER_CONTENT,
  '{folder} is outside of results.roots: {roots}':
    'save in a folder below results.roots, or add this one there, restart the worker, then retry',
  '{folder} may not be written to by this user: give the right to it, or save in another folder, then retry':
    'give the right to the folder to the user of the worker, or save in another one',
  '{path} is in a bucket that is not in sources.s3: {bucket} (it has none)': OTHER_BUCKET,
  '{path} is in a bucket that is not in sources.s3: {bucket} (it has {known})': OTHER_BUCKET,
};

/**
 * What to do about one error, as {@link adviceFor} says it of its type, unless what happened wants another answer. `kind`: of the platform.
 * `told`: the sentences of the ingestion that it is of, by which that is known.
 */
export function adviceOn(
  { type, message }: ErrorInfo,
  { kind, told = [] }: { kind?: string; told?: readonly Sentence[] },
): string {
  const [ofText] = sentencesIn(told, [message]).flatMap(({ text }) => OF_TEXT[text] ?? []);
  return ofText ?? adviceFor(type, kind);
}

/** True when doing the same again after the advice can help, without a new request. */
export function isWorthRetrying(type: ErrorType): boolean {
  return type !== 'InvalidRequest' && type !== 'NotFound' && type !== 'AlreadyExists';
}

/** The command that does again what failed in an ended ingestion; that of a sync is left to a run of it. */
export function retryCommand({ id, sync }: Pick<IngestProgress, 'id' | 'sync'>): string {
  return sync === undefined ? `modelrail retry ${id}` : `modelrail sync trigger ${sync}`;
}

/** A text with blanks such as `{id}`, and what they are filled in with: said in English, or in a translation of the text. */
export interface Advice {
  text: string;
  filling: Readonly<Record<string, string>>;
}

/** What to do about an ingestion that waits, as a sentence without a full stop. */
export function waitingAdvice(waiting: Waiting, id: string): string {
  return adviceText(waitingAdviceOf(waiting, id));
}

/** The same as a text and its blanks. */
export function waitingAdviceOf({ for: what, host }: Waiting, id: string): Advice {
  if (what === 'host' && host !== undefined) return { text: ON_HOST, filling: { host } };
  return { text: WAITING[what], filling: { id } };
}

const ON_HOST = 'start a worker on host {host} (`modelrail worker`), and check that the files can be read there';

const WAITING: Record<Waiting['for'], string> = {
  platform:
    'it is retried automatically; check whether the platform is up (`modelrail doctor`), `modelrail retry {id}` cuts the wait short',
  rate: 'it resumes by itself when the platform allows; `modelrail set {id} --concurrency N` makes fewer requests at a time, `modelrail retry {id}` cuts the wait short',
  host: 'check that the files can be read where the worker runs, and that their servers answer; `modelrail retry {id}` cuts the wait short',
  ingestion:
    'it resumes by itself when the other ingestion has sent the content, or ends; `modelrail show` with the other id shows its progress',
  worker: 'start a worker (`modelrail worker`), or read the log of the running one',
};

function adviceText({ text, filling }: Advice): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) => filling[name] ?? blank);
}

/** What ends a pause, as a sentence without a full stop. */
export function pausedAdvice(id: string): string {
  return adviceText(pausedAdviceOf(id));
}

/** The same as a text and its blanks. */
export function pausedAdviceOf(id: string): Advice {
  return { text: '`modelrail resume {id}` lets it go on', filling: { id } };
}

/** How to get a worker going. `what`: goes on then. */
export function workerAdvice(taskQueue: string, what: 'ingestion' | 'run' = 'ingestion'): Advice {
  return { text: NO_WORKER[what], filling: { taskQueue } };
}

const NO_WORKER = {
  ingestion:
    'no worker listens on task queue "{taskQueue}": start one with `modelrail worker` (or `modelrail dev`); the ingestion then goes on',
  run: 'no worker listens on task queue "{taskQueue}": start one with `modelrail worker` (or `modelrail dev`); the run then goes on',
};
