import { problem } from './answers.ts';

const DESCRIPTIONS = {
  401: 'No token, or a wrong one: then with `WWW-Authenticate`. Without it: the platform did not take the account of the worker.',
  403: 'Not permitted, or a source outside `sources.roots`.',
  404: 'There is no such thing, or a source does not exist.',
  409: 'The state does not allow it: another request under this id or key, or it has ended.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The request is not valid.',
  429: 'Too many requests; `Retry-After` says how many seconds to wait.',
  500: 'This should not happen.',
  502: 'The platform does not answer as it should.',
  503: 'Temporal does not answer; `Retry-After` says how many seconds to wait.',
} as const;

type Status = keyof typeof DESCRIPTIONS;

/** What every route may answer beside its own. */
const ALWAYS = [429, 500, 503] as const;

type ProblemAnswers<S extends Status> = Record<
  S | (typeof ALWAYS)[number],
  { description: string; content: { 'application/problem+json': { schema: typeof problem } } }
>;

/** Answers of a route that are errors. */
export function problems<S extends Status>(...statuses: S[]): ProblemAnswers<S> {
  const answers = [...statuses, ...ALWAYS].map((status) => [
    status,
    { description: DESCRIPTIONS[status], content: { 'application/problem+json': { schema: problem } } },
  ]);
  return Object.fromEntries(answers) as ProblemAnswers<S>; // as: entries of just these keys
}
