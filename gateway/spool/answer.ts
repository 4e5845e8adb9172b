import type { ErrorType } from '../../contracts/errors.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { sentencesSaid } from '../../lib/words/say.ts';
import { createProblem, type Problem } from '../problems.ts';

/** Headers of the tus server that are passed on. Those for browsers are not: a bearer token has no place there. */
const PASSED_HEADERS = [
  ...['tus-resumable', 'tus-version', 'tus-extension', 'tus-max-size', 'cache-control', 'location'],
  ...['upload-offset', 'upload-length', 'upload-metadata', 'upload-defer-length'],
] as const;

/** Seconds after which it is worth to ask a full spool again. */
export const RETRY_FULL_S = 60;

/** The headers of an answer of the tus server that are passed on. */
export function passedHeaders(response: Response): Record<string, string> {
  return Object.fromEntries(
    PASSED_HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}

/** Statuses of the tus server that HTTP has better ones for. */
const STATUSES: Readonly<Record<number, number>> = { 403: 400, 501: 400 };

/** Texts of the tus server that do not help its users, and better ones. */
const DETAILS: readonly (readonly [string, Sentence])[] = [
  [
    'Upload-Offset conflict',
    sentenceOf('Upload-Offset is not where the upload is: ask for its offset (HEAD) and go on from there'),
  ],
  ["upload's size exceeded", sentenceOf('the body goes beyond the Upload-Length that was declared')],
  [
    'Upload-Length or Upload-Defer-Length',
    sentenceOf('one of Upload-Length and Upload-Defer-Length is needed, once for an upload'),
  ],
  [
    'Concatenation',
    sentenceOf('files cannot be put together from parts: send each as one upload (parallelUploads: 1)'),
  ],
  ['The file for this url', sentenceOf('there is no such file, or no longer: send it again')],
];

/** The problem for an answer of the tus server, and the headers that belong to it. */
export function refusalOf(
  tusStatus: number,
  text: string,
  maxFileBytes: number,
): { problem: Problem; headers: Record<string, string> } {
  const status = STATUSES[tusStatus] ?? tusStatus;
  const headers = status === 429 ? { 'retry-after': String(RETRY_FULL_S) } : {};
  // What went wrong inside is in the log, and no business of the caller.
  if (status >= 500)
    return { problem: createProblem('Internal', sentenceOf('the file could not be kept'), status), headers };
  const words = DETAILS.find(([start]) => text.startsWith(start))?.[1];
  const detail = text.startsWith('Maximum size exceeded')
    ? sentenceOf('a file may have {bytes} bytes at most', { bytes: maxFileBytes })
    : (words ?? text.trim());
  const told = typeof detail === 'string' ? sentencesSaid(detail) : [];
  return { problem: createProblem(typeOf(status), detail, status, told), headers };
}

/** The type of a refusal. */
export function typeOf(status: number): ErrorType {
  if (status === 404 || status === 410) return 'NotFound';
  if (status === 409 || status === 423) return 'AlreadyExists';
  return status === 429 ? 'RateLimited' : 'InvalidRequest';
}
