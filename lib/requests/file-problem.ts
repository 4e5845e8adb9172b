import { joinLines, MAX_TOLD, RequestError, type RequestProblem } from './problems.ts';

/** A file, folder or pattern that cannot be taken. */
export interface FileProblem {
  type: 'InvalidRequest' | 'SourceNotFound' | 'SourceNotAllowed';
  /** A whole sentence. */
  message: string;
  /** Its place in the request. Default: the files as a whole, as for an argument that gives none. */
  path?: RequestProblem['path'];
}

/** What is said of several problems of files: what may not be read at all comes first. */
const ORDER = ['SourceNotAllowed', 'SourceNotFound', 'InvalidRequest'] as const;

/** One error for all problems of files. */
export function fileError(problems: readonly FileProblem[]): RequestError {
  const type = ORDER.find((candidate) => problems.some((problem) => problem.type === candidate));
  const placed = problems.slice(0, MAX_TOLD).map(({ path = ['files'], message }) => ({ path, message }));
  return new RequestError(joinLines(problems.map(({ message }) => message)), placed, type);
}
