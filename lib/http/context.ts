import { englishOf, type Phrase, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { Proxy } from './proxy.ts';
import { boundedWords, foreignWords } from './words.ts';

/** What a message may say about a request: method and address, never its query, headers or body. */
export interface RequestContext {
  method: string;
  /** `http://host:port`. */
  origin: string;
  /** The address below the origin, without its query. */
  path: string;
  /** The proxy that the request went through. */
  proxy?: Proxy | undefined;
  /** Takes secrets out of words that came from the other side. */
  redact(text: string): string;
}

const MAX_REQUEST_ID_LENGTH = 100;

/** `METHOD /path: words (request id …)`, with the secrets taken out of the words, and those bounded. */
export function sentence(context: RequestContext, words: string, requestId?: string): string {
  const id =
    requestId === undefined ? '' : ` (request id ${boundedWords(context.redact(requestId), MAX_REQUEST_ID_LENGTH)})`;
  return `${callOf(context)}: ${foreignWords(words, context.redact)}${id}`;
}

/**
 * The same, as it is said in other languages too. Words from which secrets had to be taken, and those that had to be cut, are said as
 * they are.
 */
export function callSentence(context: RequestContext, words: string | Phrase, requestId?: string): Sentence {
  const english = typeof words === 'string' ? words : englishOf(words);
  const safe = foreignWords(english, context.redact);
  const filling = { call: callOf(context), words: safe === english ? words : safe };
  if (requestId === undefined) return sentenceOf('{call}: {words}', filling);
  const id = boundedWords(context.redact(requestId), MAX_REQUEST_ID_LENGTH);
  return sentenceOf('{call}: {words} (request id {id})', { ...filling, id });
}

/** The method and the address of a request, as messages name it. */
export function callOf({ method, path }: Pick<RequestContext, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
