import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type Sentence, sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import { createProblem, type Problem, problemOf } from './problems.ts';
import { SpoolElsewhere } from './spool/keeper.ts';
import { problemOfValidation } from './validation-problem.ts';

/** The web server's codes for requests that it cannot read, with the status and the detail to answer. */
const REFUSALS: Readonly<Record<string, { status: number; detail: Sentence }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    detail: sentenceOf('the body is larger than gateway.maxBodySize: split the files over several ingestions'),
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, detail: sentenceOf('send the body as application/json') },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 422, detail: sentenceOf('the body is not valid JSON') },
  FST_ERR_BAD_URL: { status: 400, detail: sentenceOf('the address has invalid percent-encoding') },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 414,
    detail: sentenceOf('the address is too long: an id has 200 characters at most'),
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 422,
    detail: sentenceOf('the body is not as long as Content-Length says'),
  },
};

/** The problem for whatever a route, a hook or the web server itself threw. */
export function problemOfFailure(error: unknown): Problem {
  // Another gateway answers it, or this one in a moment.
  if (error instanceof SpoolElsewhere) return problemOf(error, 503);
  if (error instanceof ModelrailError) return problemOf(error);
  if (hasZodFastifySchemaValidationErrors(error)) return problemOfValidation(error);
  const { code = '', statusCode = 500, message = '' } = asServerError(error);
  const refusal = REFUSALS[code];
  if (refusal !== undefined) return createProblem('InvalidRequest', refusal.detail, refusal.status);
  if (statusCode >= 400 && statusCode < 500) return createProblem('InvalidRequest', message, statusCode);
  // What went wrong is in the log; the client learns nothing of it.
  return createProblem('Internal', sentenceOf('the gateway failed: its log says why'));
}

function asServerError(error: unknown): Partial<FastifyError> {
  return error instanceof Error ? error : {};
}
