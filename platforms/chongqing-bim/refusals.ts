import { ModelrailError } from '../../lib/errors.ts';
import { callSentence, type RequestContext } from '../../lib/http/context.ts';

/** What a refusal says, out of either envelope (reading 10). */
export interface WireRefusal {
  /** In the server's own words; empty when it gives none. */
  words: string;
  /** As a number, where it is one. */
  code: number | undefined;
  /** A code that is text. */
  codeName: string | undefined;
  /** The refusal is about the token, not about the request. */
  isAboutToken: boolean;
  /** ABP's words for an exception that it does not explain: the server failed, it did not refuse. */
  isInternalError: boolean;
  /** The envelope has `success: false`; else only its code says that it is a refusal. */
  isExplicit: boolean;
}

type Fields = Record<string, unknown>;

/**
 * The refusal that a body is, or undefined for any other body. Fields of unexpected shape are passed over: what is
 * readable of a refusal is its reason.
 */
export function parseRefusal(body: unknown): WireRefusal | undefined {
  if (!isFields(body)) return undefined;
  const isExplicit = body['success'] === false;
  const code = numberOf(body['code']);
  const isAboutToken = body['unAuthorizedRequest'] === true || (body['success'] !== true && code === 401);
  const isByCode = (body['success'] === undefined || body['success'] === null) && code !== undefined && code >= 400;
  if (!isExplicit && !isByCode && !isAboutToken) return undefined;
  const error = isFields(body['error']) ? body['error'] : {};
  const said = wordsIn(body, error);
  return {
    words: [...new Set(said)].join(': '),
    code: code ?? numberOf(error['code']),
    codeName: nameOf(error['code']) ?? nameOf(body['code']),
    isAboutToken,
    isInternalError: said.length > 0 && said.every((one) => INTERNAL_ERROR.test(one.replace(/[\s\p{P}]/gu, ''))),
    isExplicit,
  };
}

/** Message, details and each validation error with the fields it is about. */
function wordsIn(body: Fields, error: Fields): string[] {
  const invalid = Array.isArray(error['validationErrors']) ? error['validationErrors'].filter(isFields) : [];
  const details = textOf(error['details']);
  // ABP writes the validation errors out in its details as well, without their fields.
  const isRepeated = invalid.length > 0 && invalid.every((one) => details.includes(textOf(one['message'])));
  const plain = typeof body['error'] === 'string' ? body['error'] : undefined;
  const said = [body['message'], body['msg'], plain, error['message'], isRepeated ? undefined : details].map(textOf);
  for (const one of invalid) {
    const message = textOf(one['message']);
    const members = Array.isArray(one['members']) ? one['members'].map(textOf).filter((name) => name !== '') : [];
    said.push(members.length === 0 ? message : `${message || 'invalid'} (${members.join(', ')})`);
  }
  return said.filter((one) => one !== '');
}

/** ABP's words in both languages and their like, without blanks and punctuation. */
const INTERNAL_ERROR = new RegExp(
  [
    '^(an)?internal(server)?error((has)?occurred)?(duringyourrequest)?$',
    '^(对不起|抱歉)?(在?处理[你您]的请求(期间|时|过程中)?)?(产生|发生|出现)?了?(一个)?(服务器|系统|内部|服务器内部|系统内部|内部服务器)(错误|异常)$',
  ].join('|'),
  'iu',
);

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value).replace(/\s+/g, ' ').trim();
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && numberOf(value) === undefined ? textOf(value) : undefined;
}

/** What the server says, or at least its code. */
export function refusalWords({ words, code, codeName }: WireRefusal): string {
  if (words !== '') return codeName === undefined ? words : `${words} (code ${codeName})`;
  const named = codeName ?? code;
  return named === undefined ? 'refused without a reason' : `refused without a reason (code ${named})`;
}

const MISSING = /不存在|not exist|not found/i;

/** How a refusal is read. */
export interface RefusalReading {
  /** Words that say that a record exists, in any case (setting `existsWords`). */
  existsWords: readonly string[];
  /** HTTP status of the answer. */
  status: number;
  requestId: string | undefined;
}

/** The error that a refusal stands for: `AlreadyExists`, `NotFound` or `PlatformRefused`, all of them final. */
export function refusalFailure(found: WireRefusal, context: RequestContext, reading: RefusalReading): ModelrailError {
  const words = refusalWords(found);
  const folded = words.toLowerCase();
  const says = (one: string): boolean => folded.includes(one.toLowerCase());
  const type = reading.existsWords.some(says)
    ? 'AlreadyExists'
    : MISSING.test(words) || reading.status === 404
      ? 'NotFound'
      : 'PlatformRefused';
  return new ModelrailError(type, callSentence(context, words, reading.requestId), { refusal: context.redact(words) });
}
