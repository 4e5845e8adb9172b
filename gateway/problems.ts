import type { ErrorType } from '../contracts/errors.ts';
import { englishOf, type Sentence, toldWith } from '../contracts/sentences.ts';
import type { ModelrailError } from '../lib/errors.ts';
import { RequestError } from '../lib/requests/problems.ts';

/** Media type of a problem (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

/** Body of every answer that is an error. */
export interface Problem {
  /** `urn:modelrail:error:` and one of the closed list of error types. */
  type: string;
  /** The type in words. */
  title: string;
  status: number;
  /** What happened, and what to do about it. */
  detail: string;
  /** By which `detail` is said in other languages. */
  told?: Sentence[];
  /** What is wrong with which place of the body; the first of very many. */
  errors?: FieldProblem[];
}

/** What is wrong with one place of a body. */
export interface FieldProblem {
  /** The place, as a JSON pointer. */
  pointer: string;
  detail: string;
  /** By which `detail` is said in other languages. */
  told?: Sentence[];
}

interface Description {
  status: number;
  title: string;
}

/** What an error type is over HTTP. Types that only results of ingestions have are faults of ours when they come here. */
const DESCRIPTIONS: Record<ErrorType, Description> = {
  InvalidRequest: { status: 422, title: 'The request is not valid' },
  NotFound: { status: 404, title: 'There is no such thing' },
  SourceNotFound: { status: 404, title: 'A source does not exist' },
  SourceChanged: { status: 409, title: 'A source changed while it was read' },
  SourceNotAllowed: { status: 403, title: 'A source may not be read' },
  Authentication: { status: 401, title: 'The credentials were refused' },
  PermissionDenied: { status: 403, title: 'This is not permitted' },
  RateLimited: { status: 429, title: 'Too many requests' },
  PlatformRefused: { status: 502, title: 'The platform refused' },
  PlatformUnavailable: { status: 502, title: 'The platform does not answer' },
  UnexpectedResponse: { status: 502, title: 'The platform answered in an unknown way' },
  ConversionFailed: { status: 502, title: 'A model did not convert' },
  ConversionTimeout: { status: 502, title: 'A conversion took too long' },
  AlreadyExists: { status: 409, title: 'The state does not allow it' },
  Cancelled: { status: 409, title: 'It was cancelled' },
  TemporalUnavailable: { status: 503, title: 'Temporal does not answer' },
  Internal: { status: 500, title: 'This should not happen' },
};

/** The problem for a type. `status` may be closer than the type's own: 413 and 415 are `InvalidRequest` too. */
export function createProblem(
  type: ErrorType,
  detail: string | Sentence,
  status = DESCRIPTIONS[type].status,
  told: readonly Sentence[] = [],
): Problem {
  const { title } = DESCRIPTIONS[type];
  const [english, sentences] = typeof detail === 'string' ? [detail, told] : [englishOf(detail), [detail]];
  return { type: `urn:modelrail:error:${type}`, title, status, detail: english, ...toldWith(sentences) };
}

/** The problem for an error of ours. */
export function problemOf(error: ModelrailError, status?: number): Problem {
  const { type, message, told } = error.toKeptOverHttp();
  const problem = createProblem(type, message, status, told);
  if (!(error instanceof RequestError)) return problem;
  const errors = error.problems.map(({ path, message: detail, told: ofField = [] }) => ({
    pointer: pointerTo(path),
    detail,
    ...toldWith(ofField),
  }));
  return { ...problem, errors };
}

/** A place as RFC 6901 writes it. */
function pointerTo(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
