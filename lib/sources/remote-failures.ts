import type { Readable } from 'node:stream';
import { englishOf, type Phrase, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { wordsOf } from '../http/body.ts';
import type { RequestContext } from '../http/context.ts';
import type { DownloadAnswer } from '../http/download.ts';
import type { ExchangeError } from '../http/exchange.ts';
import { requestIdOf, retryAfterMs } from '../http/headers.ts';
import { networkSentence } from '../http/network-words.ts';
import { boundedWords, foreignWords, redactSecrets } from '../http/words.ts';
import { hostRefusal, RefusedAddressError } from './address-guard.ts';

/** What a message may say of a request for a source. */
export interface RemoteContext extends Pick<RequestContext, 'origin' | 'proxy'> {
  /** The source without its query. */
  shown: string;
  /** The host as it was written. */
  host: string;
  /** Values that no message may contain. */
  secrets: readonly string[];
  /** What the body of a refusal says; undefined, or without it: as of any server. */
  wordsOf?(body: string): string | undefined;
}

/** Of the body of an answer that is a failure so much is read: for its words. */
const MAX_FAILURE_BYTES = 16 * 1024;
const MAX_REQUEST_ID_LENGTH = 100;

/** The failure of a request that got no whole answer: worth another try, unless the address may not be reached. */
export function unansweredFailure(error: ExchangeError, context: RemoteContext): ModelrailError {
  const { cause } = error;
  if (cause instanceof RefusedAddressError) return addressFailure(cause, context);
  return unavailable(networkSentence(context.shown, error, context), { cause });
}

/** The failure of a name that resolves to what is not public. */
export function addressFailure(cause: RefusedAddressError, { shown, host }: RemoteContext): ModelrailError {
  return new ModelrailError('SourceNotAllowed', hostRefusal(shown, host, cause.where), { cause });
}

/** The failure of a source that does not answer as it should: another try may find it there. */
export function unavailable(
  message: Sentence,
  options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
): ModelrailError {
  const { cause, retryAfterMs: waitMs } = options;
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  return new ModelrailError('SourceNotFound', message, { isRetryable: true, cause, ...wait });
}

/** An answer that is none to a request for bytes; asking again changes nothing. */
export function unexpected(shown: string, words: Phrase): ModelrailError {
  return new ModelrailError('UnexpectedResponse', about(shown, words), { isConclusive: true });
}

/** `SOURCE: words`. */
export function about(shown: string, words: string | Phrase): Sentence {
  return sentenceOf('{call}: {words}', { call: shown, words });
}

/** The failure that an answer with a status of 400 and above stands for, in the words of its body. */
export async function refusedFailure(answer: DownloadAnswer, context: RemoteContext): Promise<ModelrailError> {
  const { status, headers } = answer;
  const redact = (text: string) => redactSecrets(text, context.secrets);
  const body = await beginningOf(answer.body);
  const words = context.wordsOf?.(body.toString('utf8'));
  const own = words === undefined ? wordsOf({ status, headers, body }, redact) : foreignWords(words, redact);
  const id = requestIdOf(headers);
  const said = `HTTP ${status}${own === '' ? '' : `: ${own}`}`;
  const message =
    id === undefined
      ? about(context.shown, said)
      : sentenceOf('{call}: {words} (request id {id})', {
          call: context.shown,
          words: said,
          id: boundedWords(redact(id), MAX_REQUEST_ID_LENGTH),
        });
  const waitMs = retryAfterMs(headers, Date.now());
  if (status >= 500 || status === 408 || status === 425) return unavailable(message, { retryAfterMs: waitMs });
  if (status === 429) {
    const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
    return new ModelrailError('RateLimited', message, { isRetryable: true, ...wait });
  }
  // What `If-Match` named is not there any more.
  if (status === 412) {
    const changed = sentenceOf('{refusal}: it changed after it was looked at', { refusal: englishOf(message) });
    return new ModelrailError('SourceChanged', changed);
  }
  if (status === 404 || status === 410) return new ModelrailError('SourceNotFound', message);
  if (status === 401 || status === 403) return new ModelrailError('SourceNotAllowed', message);
  return new ModelrailError('UnexpectedResponse', message, { isConclusive: true });
}

/** The beginning of a body, as far as it comes: a failure whose words are cut is one all the same. */
async function beginningOf(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= MAX_FAILURE_BYTES) break;
    }
  } catch {
    // What came before tells as much as there is.
  }
  return Buffer.concat(pieces);
}
