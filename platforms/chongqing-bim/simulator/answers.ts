/**
 * The platform's two envelopes. Refusals come with HTTP 200 in both (platform reading 10); the words are of the kind that
 * the manual's one example of a refusal has (`项目工程不存在`).
 */

/** The envelope of the file server and of the converter (manual sections 1 to 6), or ABP's (the three create calls). */
export type Envelope = 'item' | 'abp';

/** One field that does not pass, as ABP lists it. */
export interface ValidationError {
  message: string;
  members: string[];
}

/** The platform says no: thrown by whatever part decides it, told in the envelope of the call. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly validationErrors: ValidationError[] | null;

  constructor(message: string, validationErrors: ValidationError[] | null = null) {
    super(message);
    this.validationErrors = validationErrors;
  }
}

/** Wraps what a call gives. */
export function successAnswer(envelope: Envelope, value: unknown): Record<string, unknown> {
  return envelope === 'item'
    ? { item: value ?? null, success: true, code: 200 }
    : { result: value ?? null, targetUrl: null, success: true, error: null, unAuthorizedRequest: false, __abp: true };
}

/** Wraps a refusal; the file server's envelope has a failing HTTP status as its code. */
export function refusalAnswer(envelope: Envelope, refusal: Refusal, status = 200): Record<string, unknown> {
  if (envelope === 'item') {
    return { item: null, success: false, code: status >= 400 ? status : 400, message: refusal.message };
  }
  const { message, validationErrors } = refusal;
  const details =
    validationErrors === null
      ? null
      : `验证过程中检测到以下错误\r\n${validationErrors.map((error) => ` - ${error.message}\r\n`).join('')}`;
  return abpError({ code: 0, message, details, validationErrors }, false);
}

/** What stands in a 401; ABP tells it by `unAuthorizedRequest` too. */
export function unauthorizedAnswer(envelope: Envelope): Record<string, unknown> {
  return envelope === 'item'
    ? { item: null, success: false, code: 401, message: '身份认证无效或已过期，请重新获取Token' }
    : abpError({ code: 0, message: '当前用户没有登录到系统！', details: null, validationErrors: null }, true);
}

function abpError(error: Record<string, unknown>, unAuthorizedRequest: boolean): Record<string, unknown> {
  return { result: null, targetUrl: null, success: false, error, unAuthorizedRequest, __abp: true };
}
