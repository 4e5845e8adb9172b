import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Behaviour } from './options.ts';

/** A call whose time is further from the platform's is refused. */
const WINDOW_MS = 5 * 60_000;

/** What is wrong with the three headers of a call (manual sections 2.1.2 and 2.2); undefined when they are right. */
export function headerProblem(headers: IncomingHttpHeaders, behaviour: Behaviour): string | undefined {
  const date = one(headers['user-date']);
  const params = one(headers['user-params']);
  const authorization = one(headers['authorization']);
  if (authorization === undefined) return '鉴权失败：缺少authorization';
  if (date === undefined || params === undefined) return '鉴权失败：缺少user-date或user-params';
  const [prefix, apiKey, signature, ...rest] = authorization.split(':');
  if (prefix !== 'dc' || signature === undefined || rest.length > 0) return '鉴权失败：authorization格式错误';
  if (apiKey !== behaviour.apiKey) return '鉴权失败：apikey无效';
  const at = momentOf(date);
  if (at === undefined) return '鉴权失败：user-date格式错误';
  if (Math.abs(at - (Date.now() + behaviour.clockOffsetMs)) > WINDOW_MS) return '鉴权失败：user-date超出允许的时间范围';
  return isSame(signature, signatureOf(params, date, behaviour)) ? undefined : '鉴权失败：签名错误';
}

/** The text that `user-params` stands for; undefined where it is not encoded as a form is. */
export function decodeParams(headers: IncomingHttpHeaders): string | undefined {
  const params = one(headers['user-params']) ?? '';
  // What a form's encoding leaves alone, and what it escapes.
  if (!/^(?:[\w*.+-]|%[0-9A-F]{2})*$/.test(params)) return undefined;
  try {
    return decodeURIComponent(params.replaceAll('+', '%20'));
  } catch {
    // Bytes that are no UTF-8.
    return undefined;
  }
}

function signatureOf(params: string, date: string, { secretKey, signatureEncoding }: Behaviour): string {
  const mac = createHmac('sha1', secretKey);
  mac.update(params).update('\n').update(date).update('\n');
  if (signatureEncoding === 'raw') return mac.digest('base64');
  return Buffer.from(mac.digest('hex').toUpperCase(), 'ascii').toString('base64');
}

/** The moment of a `yyyyMMddHHmmssSSS` in Shanghai. */
function momentOf(date: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(date)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = parts;
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59;
  return isReal ? Date.UTC(year, month - 1, day, hour - 8, minute, second, milli) : undefined;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
