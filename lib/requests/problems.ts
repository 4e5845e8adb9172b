import { ModelrailError } from '../errors.ts';

/** Something wrong with one place of a request. */
export interface RequestProblem {
  /** Keys and positions that lead to the place; empty for the request as a whole. */
  path: readonly (string | number)[];
  /** What is wrong, as the end of a sentence that begins with the place: `is missing`. */
  message: string;
}

/** How a place is called when a problem is told, e.g. `--project-code` for what came from a flag. */
export type PlaceName = (path: RequestProblem['path']) => string;

/** The place as it is written in JSON and YAML: `project.code`, `files[2].name`. */
export const pathName: PlaceName = (path) =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );

const MAX_TOLD = 20;

/** One `InvalidRequest` that tells all problems, a line each (the first twenty of very many). */
export function requestError(problems: readonly RequestProblem[], nameOf: PlaceName = pathName): ModelrailError {
  const lines = problems.map(({ path, message }) => `${nameOf(path) || 'the request'} ${message}`);
  return new ModelrailError('InvalidRequest', joinLines(lines));
}

/** Lines as one message; of more than twenty the first, and how many are left. */
export function joinLines(lines: readonly string[]): string {
  const unique = [...new Set(lines)];
  const left = unique.length - MAX_TOLD;
  return [...unique.slice(0, MAX_TOLD), ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
}
