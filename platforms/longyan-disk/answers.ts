import { ModelrailError } from '../../lib/errors.ts';
import { parseJsonText, wordsOf } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { notJsonFailure, statusFailure, wrongShapeFailure } from '../../lib/http/failures.ts';
import { requestIdOf, retryAfterMs } from '../../lib/http/headers.ts';
import type { HttpAnswer } from '../../lib/http/http.ts';
import { textOf } from '../../lib/http/text.ts';

/** What an answer is. `isOwn`: the platform gave it, not a server before it. */
export type ReadAnswer =
  /** `body`: all of it, envelope and all. */
  | { kind: 'answered'; data: unknown; body: unknown }
  | { kind: 'refused'; error: ModelrailError; isOwn: boolean }
  | { kind: 'failed'; error: ModelrailError };

/** Statuses that say what they say, whatever comes with them. */
const OWN_MEANING = new Set([408, 429, 502, 503, 504]);

const IS_ABOUT_SIGNATURE = /鉴权|签名|认证|授权|apikey|authorization|signature|user-date|appkey|appid|token/i;
const IS_MISSING = /不存在|未找到|not exist|not found/i;
/** The server's own fault, without other words. */
const IS_INTERNAL =
  /^(系统|服务器|服务|内部|接口)*(内部)?(错误|异常|繁忙|开小差了?)(，?请?稍[后候](再试|重试)?)?$|^internal (server )?error$/i;

/**
 * Reads an answer: `result` "000000" is success, anything else a refusal in the words of `resultDesc` (reading 4), whatever the
 * HTTP status. `uploadify` answers without that envelope.
 */
export function readAnswer(answer: HttpAnswer, existsWords: readonly string[]): ReadAnswer {
  const { status, context, headers } = answer;
  const parsed = parse(answer);
  const envelope = envelopeOf(parsed);
  const requestId = requestIdOf(headers);
  if (status === 401) {
    const words = envelope?.words ?? wordsOf(answer, context.redact);
    const said = callSentence(context, `HTTP 401${words === '' ? '' : `: ${words}`}`, requestId);
    return { kind: 'refused', isOwn: true, error: new ModelrailError('Authentication', said, { refusal: words }) };
  }
  if (OWN_MEANING.has(status)) return { kind: 'failed', error: statusFailure(answer, context, 'baseUrl') };
  if (envelope !== undefined && !envelope.isSuccess) {
    const words = envelope.words === '' ? `refused without a reason (result ${envelope.result})` : envelope.words;
    const said = callSentence(context, status >= 400 ? `HTTP ${status}: ${words}` : words, requestId);
    if (IS_INTERNAL.test(words.replace(/[\s。.!！]+$/u, ''))) {
      const wait = retryAfterMs(headers, Date.now());
      const again = { isRetryable: true, outcomeUnknown: true, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
      return { kind: 'failed', error: new ModelrailError('PlatformUnavailable', said, again) };
    }
    const refusal = context.redact(words);
    return { kind: 'refused', isOwn: true, error: new ModelrailError(typeOf(words, existsWords), said, { refusal }) };
  }
  if (status < 200 || status > 299) {
    const error = statusFailure(answer, context, 'baseUrl');
    return error.isRetryable ? { kind: 'failed', error } : { kind: 'refused', error, isOwn: false };
  }
  if (envelope !== undefined) return { kind: 'answered', data: envelope.data, body: envelope.body };
  if (!parsed.isJson) return { kind: 'failed', error: notJsonFailure(answer, context) };
  if (isFields(parsed.value) && 'fid' in parsed.value)
    return { kind: 'answered', data: parsed.value, body: parsed.value };
  return { kind: 'failed', error: wrongShapeFailure(answer, context, 'result: is missing') };
}

function typeOf(
  words: string,
  existsWords: readonly string[],
): 'Authentication' | 'AlreadyExists' | 'NotFound' | 'PlatformRefused' {
  const folded = words.toLowerCase();
  if (IS_ABOUT_SIGNATURE.test(words)) return 'Authentication';
  if (existsWords.some((one) => folded.includes(one.toLowerCase()))) return 'AlreadyExists';
  return IS_MISSING.test(words) ? 'NotFound' : 'PlatformRefused';
}

interface Envelope {
  result: string;
  isSuccess: boolean;
  words: string;
  data: unknown;
  body: unknown;
}

function envelopeOf(parsed: ReturnType<typeof parse>): Envelope | undefined {
  if (!parsed.isJson || !isFields(parsed.value)) return undefined;
  const { result, resultDesc, data } = parsed.value;
  if (typeof result !== 'string' && typeof result !== 'number') return undefined;
  const words = typeof resultDesc === 'string' ? resultDesc.replace(/\s+/g, ' ').trim() : '';
  // As a number the code of success has lost its zeros.
  return { result: String(result), isSuccess: /^0+$/.test(String(result)), words, data, body: parsed.value };
}

/**
 * The JSON of an answer. The manual's answer of `uploadify` has a key without quotes (section 4.1), and ids are Java's
 * `Long`: more digits than a JavaScript number holds are read as text.
 */
function parse(answer: HttpAnswer): ReturnType<typeof parseJsonText> {
  const text = textOf(answer)
    .replace(/^\s*\{\s*fid\s*:/, '{"fid":')
    .replace(/"fid"\s*:\s*(\d{16,19})\b/g, '"fid":"$1"');
  return parseJsonText(text);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
