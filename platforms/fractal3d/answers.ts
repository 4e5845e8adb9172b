import type { z } from 'zod';
import { ModelrailError } from '../../lib/errors.ts';
import { wordsOf } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { headerOf, requestIdOf, retryAfterMs } from '../../lib/http/headers.ts';
import { type HttpAnswer, jsonOf, shapeOf } from '../../lib/http/http.ts';
import type { RateSample } from '../../lib/pacing/bucket-level.ts';

/** InstanceNotInitialized: what was asked for was not begun, and may be later (reading 5). */
const NOT_INITIALIZED = 428;

/** The answer of a call that succeeded. Throws what it stands for otherwise (接口错误一览表). */
export function readAnswer<S extends z.ZodType>(
  answer: HttpAnswer,
  schema: S,
  { holdsSecret = false } = {},
): z.output<S> {
  const { status, context, headers } = answer;
  if (status === NOT_INITIALIZED) {
    const own = wordsOf(answer, context.redact);
    const words = callSentence(context, `HTTP ${status}${own === '' ? '' : `: ${own}`}`, requestIdOf(headers));
    const waitMs = retryAfterMs(headers, Date.now());
    const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
    throw new ModelrailError('PlatformUnavailable', words, { isRetryable: true, ...wait });
  }
  if (status < 200 || status > 299) throw statusFailure(answer, context, 'baseUrl');
  const value = jsonOf(answer, { holdsSecret });
  if (isRefusal(value) && !schema.safeParse(value).success) {
    const words = callSentence(context, wordsOf(answer, context.redact), requestIdOf(headers));
    throw new ModelrailError('PlatformRefused', words);
  }
  return shapeOf(answer, value, schema);
}

/** A refusal in an answer that has succeeded by its status. */
function isRefusal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error);
}

/** What the headers say of the caller's bucket (接口限流策略). */
export function rateSampleOf({ headers }: Pick<HttpAnswer, 'headers'>): RateSample {
  const number = (name: string) => {
    const text = headerOf(headers, name)?.trim() ?? '';
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  };
  return {
    perSecond: number('x-ratelimit-limit'),
    remaining: number('x-ratelimit-remaining'),
    fullAfterS: number('x-ratelimit-reset'),
  };
}
