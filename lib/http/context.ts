/** What a message may say about a request: method and address, never its query, headers or body. */
export interface RequestContext {
  method: string;
  /** `http://host:port`. */
  origin: string;
  /** The address below the origin, without its query. */
  path: string;
  /** Takes secrets out of words that came from the other side. */
  redact(text: string): string;
}

/** Shorter values are left alone: replacing them would make gibberish of ordinary words. */
const MIN_SECRET_LENGTH = 4;

/** Replaces every occurrence of the given secrets, also as they stand in an encoded form, by `***`. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const value of secrets) {
    if (value.length < MIN_SECRET_LENGTH) continue;
    for (const form of new Set([value, new URLSearchParams([['', value]]).toString().slice(1)])) {
      redacted = redacted.replaceAll(form, '***');
    }
  }
  return redacted;
}

/** `METHOD /path: words (request id …)`, with the secrets taken out of the words. */
export function sentence(context: RequestContext, words: string, requestId?: string): string {
  const id = requestId === undefined ? '' : ` (request id ${context.redact(requestId)})`;
  return `${context.method} ${context.path}: ${context.redact(words)}${id}`;
}
