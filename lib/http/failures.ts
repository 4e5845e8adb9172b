import { errors } from 'undici';
import { englishOf, phraseOf, type Sentence } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { excerptOf, parseJsonText, wordsOf } from './body.ts';
import { StalledError } from './connect.ts';
import { callOf, callSentence, type RequestContext, sentence } from './context.ts';
import type { CompressionError } from './decompress.ts';
import { AnswerTooLongError, type ExchangeError, type WireAnswer } from './exchange.ts';
import { headerOf, requestIdOf, retryAfterMs } from './headers.ts';
import { codeOf, isConnectTimeout, networkSentence, proxySentence } from './network-words.ts';
import { textOf } from './text.ts';
import { ProxyRefusedError } from './tunnel.ts';

/** Statuses by which a server, or a proxy before it, says that it has too much to do, or does not answer in time. */
const OVERLOADS = new Set([408, 429, 503, 504]);

/** The failure of a request that got no whole answer: not sent, cut, timed out, or not HTTP. */
export function networkFailure(error: ExchangeError, context: RequestContext): ModelrailError {
  const cause = error.cause;
  const words = safely(context, networkSentence(callOf(context), error, context));
  if (codeOf(cause) === 'UND_ERR_INVALID_ARG') return new ModelrailError('InvalidRequest', words, { cause });
  if (cause instanceof ProxyRefusedError && context.proxy !== undefined) {
    return new ModelrailError('PlatformUnavailable', words, { isRetryable: true, cause });
  }
  if (!error.isSent) {
    const isOverload = isConnectTimeout(cause);
    return new ModelrailError('PlatformUnavailable', words, { isRetryable: true, isOverload, cause });
  }
  const lost = { isRetryable: true, outcomeUnknown: true, cause };
  if (cause instanceof StalledError) {
    return new ModelrailError('PlatformUnavailable', words, { ...lost, isOverload: true });
  }
  const isNoAnswer = cause instanceof AnswerTooLongError || cause instanceof errors.HTTPParserError;
  return new ModelrailError(isNoAnswer ? 'UnexpectedResponse' : 'PlatformUnavailable', words, lost);
}

/** A sentence about a call; one from which secrets had to be taken, or that had to be cut, in its mere words. */
function safely(context: RequestContext, said: Sentence): Sentence | string {
  const english = englishOf(said);
  const safe = sentence(context, english.slice(callOf(context).length + ': '.length));
  return safe === english ? said : safe;
}

/** A body that cannot be unpacked. One that is damaged may come whole at another try; an unknown way of packing stays. */
export function compressionFailure(error: CompressionError, context: RequestContext): ModelrailError {
  return new ModelrailError('UnexpectedResponse', callSentence(context, error.words), {
    isRetryable: error.isDamaged,
    outcomeUnknown: true,
    cause: error,
  });
}

/** A proxy wants credentials: nothing reached the platform. */
export function proxyFailure(context: RequestContext): ModelrailError {
  const words = safely(context, proxySentence(callOf(context), context));
  return new ModelrailError('PlatformUnavailable', words, { isRetryable: true });
}

/**
 * The failure that an answer with a status other than 2xx stands for; `addressSetting` names what a stray 404 may be due
 * to. A page or half an answer in place of JSON is not the platform's own word: a fault, which is retried, whatever the
 * status (reading 10).
 */
export function statusFailure(answer: WireAnswer, context: RequestContext, addressSetting: string): ModelrailError {
  const { status, headers } = answer;
  const own = wordsOf(answer, context.redact);
  const isJson = parseJsonText(textOf(answer)).isJson;
  const said = `HTTP ${status}${own === '' ? '' : `: ${own}`}`;
  const isStray = status === 404 && !isJson;
  const place = { said, origin: context.origin, setting: addressSetting };
  const stray = phraseOf('{said} (nothing is there at {origin}: check {setting})', place);
  const words = callSentence(context, isStray ? stray : said, requestIdOf(headers));
  const waitMs = retryAfterMs(headers, Date.now());
  const wait = { isOverload: OVERLOADS.has(status), ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  if (status >= 500 || status === 408) {
    return new ModelrailError('PlatformUnavailable', words, { isRetryable: true, outcomeUnknown: true, ...wait });
  }
  if (status === 429) return new ModelrailError('RateLimited', words, { isRetryable: true, ...wait });
  if (status === 401) return new ModelrailError('Authentication', words);
  if (status < 400) return redirectFailure(answer, context);
  if (own !== '' && !isJson) {
    return new ModelrailError('UnexpectedResponse', words, { isRetryable: true, outcomeUnknown: true, ...wait });
  }
  if (status === 403) return new ModelrailError('PermissionDenied', words);
  return new ModelrailError(status === 404 ? 'NotFound' : 'PlatformRefused', words);
}

/** A redirect: to a login most likely, for a while. Nothing was done, and it is not followed. */
function redirectFailure(answer: WireAnswer, context: RequestContext): ModelrailError {
  const { status, headers } = answer;
  const location = headerOf(headers, 'location')?.replace(/[?#].*$/s, '');
  const target = location === undefined ? undefined : excerptOf(location, context.redact);
  const redirects =
    target === undefined
      ? phraseOf('redirects, which is not followed (HTTP {status})', { status: `${status}` })
      : phraseOf('redirects to {target}, which is not followed (HTTP {status})', { target, status: `${status}` });
  const words = status >= 300 ? redirects : `HTTP ${status}`;
  return new ModelrailError('UnexpectedResponse', callSentence(context, words, requestIdOf(headers)), {
    isRetryable: true,
  });
}

/**
 * A 2xx answer whose body is not JSON: a proxy's page or half an answer. The server may have done what was asked. An
 * answer that holds a secret that is not known yet (a token) is quoted only when it is a page.
 */
export function notJsonFailure(answer: WireAnswer, context: RequestContext, holdsSecret = false): ModelrailError {
  const text = textOf(answer).trim();
  const isQuoted = !holdsSecret || text === '' || text.startsWith('<');
  const excerpt = isQuoted ? excerptOf(text, context.redact) : `${answer.body.length} bytes that may hold a secret`;
  const status = `${answer.status}`;
  const words =
    excerpt === ''
      ? phraseOf('HTTP {status}, but the answer is empty', { status })
      : phraseOf('HTTP {status}, but the answer is not JSON: {excerpt}', { status, excerpt });
  return new ModelrailError('UnexpectedResponse', callSentence(context, words, requestIdOf(answer.headers)), {
    isRetryable: true,
    outcomeUnknown: true,
  });
}

/**
 * An answer that is JSON but not of the expected shape: another version of the platform, most likely, so it is final,
 * although what was asked for may be done. No other failure is final with an unknown outcome.
 */
export function wrongShapeFailure(answer: WireAnswer, context: RequestContext, issue: string): ModelrailError {
  const words = phraseOf('the answer has an unexpected shape: {issue}', { issue });
  return new ModelrailError('UnexpectedResponse', callSentence(context, words, requestIdOf(answer.headers)), {
    outcomeUnknown: true,
  });
}
