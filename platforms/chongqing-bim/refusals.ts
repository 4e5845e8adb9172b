import type { z } from 'zod';
import { ModelrailError } from '../../lib/errors.ts';
import { type RequestContext, sentence } from '../../lib/http/context.ts';
import { refusal } from './endpoints.ts';

/** A refusal in either envelope. */
export type WireRefusal = z.output<typeof refusal>;

/** The refusal that a body is, or undefined for any other body. */
export function parseRefusal(body: unknown): WireRefusal | undefined {
  const parsed = refusal.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/** The refusal is about the token, not about the request: ABP says so in a field, the file server by the code of its envelope. */
export function isAboutToken(found: WireRefusal): boolean {
  return found.unAuthorizedRequest === true || found.code === 401;
}

/** What the server says, in its own words: message, details and each validation error with the fields it is about. */
export function refusalWords(found: WireRefusal): string {
  const { error } = found;
  const invalid = error?.validationErrors ?? [];
  // ABP writes the validation errors out in its details as well, without their fields.
  const isRepeated = invalid.length > 0 && invalid.every((one) => error?.details?.includes(one.message ?? '') === true);
  const said = [found.message, found.msg, error?.message, isRepeated ? undefined : error?.details];
  for (const { message, members } of invalid) {
    const about = (members ?? []).join(', ');
    said.push(about === '' ? message : `${message ?? 'invalid'} (${about})`);
  }
  const words = said.map((one) => (one ?? '').replace(/\s+/g, ' ').trim()).filter((one) => one !== '');
  if (words.length > 0) return [...new Set(words)].join(': ');
  const code = error?.code ?? found.code;
  return code === undefined || code === null ? 'refused without a reason' : `refused without a reason (code ${code})`;
}

const EXISTS = /已存在|已经存在|已被占用|已被使用|already exists|already in use|in use already/i;
const MISSING = /不存在|not exist|not found/i;

/** The error that a refusal stands for: `AlreadyExists`, `NotFound` or `PlatformRefused`, all of them final. */
export function refusalFailure(found: WireRefusal, context: RequestContext, requestId?: string): ModelrailError {
  const words = refusalWords(found);
  const type = EXISTS.test(words) ? 'AlreadyExists' : MISSING.test(words) ? 'NotFound' : 'PlatformRefused';
  return new ModelrailError(type, sentence(context, words, requestId));
}
