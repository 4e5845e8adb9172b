import { ModelrailError } from '../../lib/errors.ts';
import { isPage, parseJsonText, wordsOf } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { notJsonFailure, statusFailure } from '../../lib/http/failures.ts';
import { requestIdOf, retryAfterMs } from '../../lib/http/headers.ts';
import type { HttpAnswer } from '../../lib/http/http.ts';
import { textOf } from '../../lib/http/text.ts';
import { parseRefusal, refusalFailure, refusalWords, type WireRefusal } from './refusals.ts';
import type { ChongqingBimSettings } from './settings.ts';

/** Statuses that say what they say, whatever envelope comes with them (reading 10); 401 is one more. */
const OWN_MEANING = new Set([408, 429, 502, 503, 504]);

/** What an answer is. */
export type ReadAnswer =
  | { kind: 'answered'; body: unknown }
  /** The token is not taken. */
  | { kind: 'unauthorized'; words: string }
  /** A page or a redirect in place of an answer: the token may have ended, or a gateway has a fault. */
  | { kind: 'diverted'; error: ModelrailError }
  | { kind: 'refused'; words: string; error: ModelrailError }
  | { kind: 'failed'; error: ModelrailError };

/**
 * Reads an answer by reading 10: an envelope counts whatever the HTTP status, but for 401 and for those that a gateway
 * gives. `addressSetting` names what a stray 404 may be due to; `holdsSecret` keeps a body unquoted.
 */
export function readAnswer(
  answer: HttpAnswer,
  { existsWords }: Pick<ChongqingBimSettings, 'existsWords'>,
  { addressSetting = 'baseUrl', holdsSecret = false } = {},
): ReadAnswer {
  const { status, context } = answer;
  const requestId = requestIdOf(answer.headers);
  const text = textOf(answer);
  const parsed = parseJsonText(text);
  const found = parsed.isJson ? parseRefusal(parsed.value) : undefined;
  if (status === 401) {
    const words = found === undefined || found.words === '' ? wordsOf(answer, context.redact) : found.words;
    return { kind: 'unauthorized', words: `HTTP 401${words === '' ? '' : `: ${words}`}` };
  }
  // Whatever the status: with ABP's envelope an ended token may be a 403 or a 500 as well.
  if (found?.isAboutToken === true) return { kind: 'unauthorized', words: refusalWords(found) };
  if (OWN_MEANING.has(status)) return { kind: 'failed', error: statusFailure(answer, context, addressSetting) };
  if (found !== undefined) {
    const fault = faultOf(found, answer);
    if (fault !== undefined) return { kind: 'failed', error: fault };
    const error = refusalFailure(found, context, { existsWords, status, requestId });
    return { kind: 'refused', words: refusalWords(found), error };
  }
  if (status >= 300 && status <= 399) {
    return { kind: 'diverted', error: statusFailure(answer, context, addressSetting) };
  }
  if (status < 200 || status > 299) return { kind: 'failed', error: statusFailure(answer, context, addressSetting) };
  if (parsed.isJson) return { kind: 'answered', body: parsed.value };
  const error = notJsonFailure(answer, context, holdsSecret);
  return { kind: isPage(answer, text) ? 'diverted' : 'failed', error };
}

/** The server's own fault that an envelope tells: ABP's internal error, or a code that asks for another try. */
function faultOf(found: WireRefusal, { status, context, headers }: HttpAnswer): ModelrailError | undefined {
  const code = found.isExplicit ? undefined : found.code;
  const said = `${status >= 400 ? `HTTP ${status}: ` : ''}${refusalWords(found)}`;
  const words = callSentence(context, said, requestIdOf(headers));
  const waitMs = retryAfterMs(headers, Date.now());
  const again = { isRetryable: true, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  if (code === 429) return new ModelrailError('RateLimited', words, { ...again, isOverload: true });
  const lost = { ...again, outcomeUnknown: true };
  if (code === 408 || (code !== undefined && code >= 500)) {
    return new ModelrailError('PlatformUnavailable', words, lost);
  }
  return found.isInternalError ? new InternalPlatformError('PlatformUnavailable', words, lost) : undefined;
}

/** The server answered that it failed within: it may have done the work, or fail for ever at work that is done. */
export class InternalPlatformError extends ModelrailError {
  override readonly name = 'InternalPlatformError';
}
