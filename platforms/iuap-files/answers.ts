import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { isPage, parseJsonText, wordsOf } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { notJsonFailure, statusFailure, wrongShapeFailure } from '../../lib/http/failures.ts';
import { requestIdOf, retryAfterMs } from '../../lib/http/headers.ts';
import type { HttpAnswer } from '../../lib/http/http.ts';
import { textOf } from '../../lib/http/text.ts';
import type { Reading } from './endpoints.ts';

/** Statuses that say what they say, whatever comes with them. */
const OWN_MEANING = new Set([408, 429, 502, 503, 504]);

/** Of `query`, where nothing is attached (section 6). */
const IS_EMPTY = /没有查询到相关数据/;
const IS_MISSING = /没有(找到|查询到)|不存在|not exist|not found/i;
const EXISTS = /已经?存在|重复|already exists|duplicate/i;
/** The server's own fault, without other words. */
const IS_INTERNAL =
  /^(系统|服务器|服务|内部|接口)*(内部)?(错误|异常|繁忙|开小差了?)(，?请?稍[后候](再试|重试)?)?$|^internal (server )?error$/i;

/** An answer that is no refusal. */
export interface ReadAnswer {
  /** What is under `data`; of a call without a return value whatever came. */
  data: unknown;
  /** All of it, envelope and all; undefined where it is no JSON. */
  body: unknown;
}

/**
 * Reads the answer of a success. Throws what a refusal (`status` 0), or anything else, stands for. An envelope counts whatever
 * the HTTP status.
 */
export function readAnswer(
  answer: HttpAnswer,
  { isValueless = false, isEmptyList = false, holdsSecret = false }: Reading = {},
): ReadAnswer {
  const { status, context, headers } = answer;
  const text = textOf(answer);
  const parsed = parseJsonText(text);
  const body = parsed.isJson ? parsed.value : undefined;
  const envelope = envelopeOf(body);
  if (status === 401) {
    const words = envelope?.words || wordsOf(answer, context.redact);
    const said = callSentence(context, `HTTP 401${words === '' ? '' : `: ${words}`}`, requestIdOf(headers));
    throw new ModelrailError('Authentication', said, { refusal: context.redact(words) });
  }
  if (OWN_MEANING.has(status)) throw statusFailure(answer, context, 'baseUrl');
  if (envelope !== undefined && !envelope.isSuccess) {
    if (!isEmptyList || !IS_EMPTY.test(envelope.words)) throw refusalOf(answer, envelope.words);
    return { data: [], body: Object.assign({}, body, { data: [] }) };
  }
  if (status < 200 || status > 299) throw statusFailure(answer, context, 'baseUrl');
  if (isValueless) {
    const isCut = !parsed.isJson && /^\s*[{[]/.test(text);
    // Of a proxy before the service, or half of what may be a refusal.
    if (isPage(answer, text) || isCut) throw notJsonFailure(answer, context, holdsSecret);
    return { data: envelope?.data ?? body, body };
  }
  if (!parsed.isJson) throw notJsonFailure(answer, context, holdsSecret);
  if (envelope === undefined) throw wrongShapeFailure(answer, context, 'status: is not 0 or 1');
  return { data: envelope.data, body };
}

function refusalOf({ status, context, headers }: HttpAnswer, given: string): ModelrailError {
  const words = given === '' ? 'refused without a reason (status 0)' : given;
  const foreign = status >= 400 ? `HTTP ${status}: ${words}` : words;
  const said = callSentence(context, given === '' ? wordless(status) : foreign, requestIdOf(headers));
  if (IS_INTERNAL.test(words.replace(/[\s。.!！]+$/u, ''))) {
    const wait = retryAfterMs(headers, Date.now());
    const again = { isRetryable: true, outcomeUnknown: true, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    return new ModelrailError('PlatformUnavailable', said, again);
  }
  return new ModelrailError(typeOf(words), said, { refusal: context.redact(words) });
}

function wordless(status: number): Phrase {
  return status >= 400
    ? phraseOf('HTTP {status}: refused without a reason (status 0)', { status: `${status}` })
    : phraseOf('refused without a reason (status 0)');
}

function typeOf(words: string): 'AlreadyExists' | 'NotFound' | 'PlatformRefused' {
  if (EXISTS.test(words)) return 'AlreadyExists';
  return IS_MISSING.test(words) ? 'NotFound' : 'PlatformRefused';
}

/** `{data, message, status}`, where `status` is 1 for a success and 0 for a refusal; both may come as text. */
interface Envelope {
  isSuccess: boolean;
  words: string;
  data: unknown;
}

/** The service's envelope; undefined of anything else. */
export function envelopeOf(value: unknown): Envelope | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { status, message, data } = value as Record<string, unknown>; // as: an object
  const code = String(status);
  if (code !== '0' && code !== '1') return undefined;
  const words = typeof message === 'string' ? message.replace(/\s+/g, ' ').trim() : '';
  return { isSuccess: code === '1', words, data };
}
