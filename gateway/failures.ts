import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ModelrailError } from '../lib/errors.ts';
import { joinLines } from '../lib/requests/problems.ts';
import { createProblem, type Problem, problemOf } from './problems.ts';
import { SpoolElsewhere } from './spool/keeper.ts';

/** The web server's codes for requests that it cannot read, with the status and the detail to answer. */
const REFUSALS: Readonly<Record<string, { status: number; detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    detail: 'the body is larger than gateway.maxBodySize: split the files over several ingestions',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, detail: 'send the body as application/json' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 422, detail: 'the body is not valid JSON' },
  FST_ERR_BAD_URL: { status: 400, detail: 'the address has invalid percent-encoding' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, detail: 'the address is too long: an id has 200 characters at most' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 422, detail: 'the body is not as long as Content-Length says' },
};

/** The problem for whatever a route, a hook or the web server itself threw. */
export function problemOfFailure(error: unknown): Problem {
  // Another gateway answers it, or this one in a moment.
  if (error instanceof SpoolElsewhere) return createProblem(error.type, error.overHttp, 503);
  if (error instanceof ModelrailError) return problemOf(error);
  if (hasZodFastifySchemaValidationErrors(error)) return createProblem('InvalidRequest', describeValidation(error));
  const { code = '', statusCode = 500, message = '' } = asServerError(error);
  const refusal = REFUSALS[code];
  if (refusal !== undefined) return createProblem('InvalidRequest', refusal.detail, refusal.status);
  if (statusCode === 429) return createProblem('RateLimited', message);
  if (statusCode >= 400 && statusCode < 500) return createProblem('InvalidRequest', message, statusCode);
  // What went wrong is in the log; the client learns nothing of it.
  return createProblem('Internal', 'the gateway failed: its log says why');
}

interface Validation {
  validation: readonly { instancePath: string; message?: string }[];
  validationContext?: string | undefined;
}

const PLACES: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', headers: 'header' };

function describeValidation({ validation, validationContext = 'body' }: Validation): string {
  const lines = validation.map(({ instancePath, message = 'is wrong' }) => {
    const place = instancePath.split('/').filter(Boolean).join('.');
    return `${[PLACES[validationContext] ?? validationContext, place].filter(Boolean).join(' ')}: ${message}`;
  });
  return joinLines(lines);
}

function asServerError(error: unknown): Partial<FastifyError> {
  return error instanceof Error ? error : {};
}
