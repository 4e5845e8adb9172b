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
  return `${context.method} ${context.path}: ${foreignWords(words, context.redact)}${id}`;
}
