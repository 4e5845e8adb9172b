import { z } from 'zod';
import type { ErrorType } from '../../contracts/errors.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseJsonText, wordsOf } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { notJsonFailure, statusFailure, wrongShapeFailure } from '../../lib/http/failures.ts';
import { requestIdOf, retryAfterMs } from '../../lib/http/headers.ts';
import type { HttpAnswer } from '../../lib/http/http.ts';
import { textOf } from '../../lib/http/text.ts';

/** What the platform answers, with every success and every refusal. */
export interface Envelope {
  respCode: string;
  respMsg: string;
  /** Depends on the operation; of some there is none. */
  content?: unknown;
  /** Of a page: the number of all records. */
  count?: number | undefined;
  [name: string]: unknown;
}

/** What an answer is. `unauthorized`: the token is missing or has ended; the call had no effect. */
export type ReadAnswer =
  | { kind: 'answered'; envelope: Envelope }
  | { kind: 'unauthorized'; words: string }
  | { kind: 'refused' | 'failed'; error: ModelrailError };

/** Statuses that say what they say, whatever comes with them. */
const OWN_MEANING = new Set([408, 429, 502, 503, 504]);

const SUCCESS = '00000';
/** 访问未授权 (document, "网关响应码说明"). */
const UNAUTHORIZED = 'A0301';
/** 签名异常, Method Not Allowed: no other try changes them. */
const FINAL = new Set(['A0340', 'A0135']);

const EXISTS = /已存在|已经存在|重复|already exists|duplicate/i;
const IS_MISSING = /不存在|未找到|not exist|not found/i;
const IS_FORBIDDEN = /无权限|没有权限|权限不足|forbidden|permission denied/i;
/** The server's own fault, without other words. */
const IS_INTERNAL =
  /^(系统|服务器|服务|内部|接口)*(内部|执行)?(错误|异常|出错|繁忙|超时)(，?请?稍[后候](再试|重试)?)?$|^internal (server )?error$/i;

const envelope = z.looseObject({
  respCode: z.union([z.string(), z.number()]).transform(String),
  respMsg: z
    .string()
    .nullish()
    .transform((words) => words ?? ''),
  count: z.preprocess((value) => (value === null ? undefined : value), z.coerce.number().optional()),
});

/** Reads an answer: `respCode` "00000" alone is success (document, "业务响应body说明"), whatever the HTTP status. */
export function readAnswer(answer: HttpAnswer): ReadAnswer {
  const { status, context, headers } = answer;
  if (OWN_MEANING.has(status)) return { kind: 'failed', error: statusFailure(answer, context, 'baseUrl') };
  const parsed = parseJsonText(textOf(answer));
  const read = envelope.safeParse(parsed.isJson ? parsed.value : undefined);
  if (!read.success) {
    if (status === 401) return { kind: 'unauthorized', words: `HTTP 401 ${wordsOf(answer, context.redact)}`.trim() };
    if (status < 200 || status > 299) return failed(statusFailure(answer, context, 'baseUrl'));
    if (!parsed.isJson) return failed(notJsonFailure(answer, context));
    return failed(wrongShapeFailure(answer, context, 'respCode: is missing'));
  }
  const { respCode, respMsg } = read.data;
  if (respCode === SUCCESS) {
    if (status < 200 || status > 299) return failed(statusFailure(answer, context, 'baseUrl'));
    return { kind: 'answered', envelope: read.data };
  }
  const said = respMsg.replace(/\s+/g, ' ').trim();
  const words = said === '' ? `refused without a reason (respCode ${respCode})` : said;
  if (respCode === UNAUTHORIZED) return { kind: 'unauthorized', words };
  const told = callSentence(context, `${words} (${respCode})`, requestIdOf(headers));
  if (!FINAL.has(respCode) && IS_INTERNAL.test(words.replace(/[\s。.!！]+$/u, ''))) {
    const wait = retryAfterMs(headers, Date.now());
    const again = { isRetryable: true, outcomeUnknown: true, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    return failed(new ModelrailError('PlatformUnavailable', told, again));
  }
  const type = FINAL.has(respCode) ? 'PlatformRefused' : typeOf(words);
  return { kind: 'refused', error: new ModelrailError(type, told, { refusal: context.redact(words) }) };
}

function failed(error: ModelrailError): ReadAnswer {
  return { kind: error.isRetryable ? 'failed' : 'refused', error };
}

function typeOf(words: string): ErrorType {
  if (EXISTS.test(words)) return 'AlreadyExists';
  if (IS_FORBIDDEN.test(words)) return 'PermissionDenied';
  return IS_MISSING.test(words) ? 'NotFound' : 'PlatformRefused';
}
