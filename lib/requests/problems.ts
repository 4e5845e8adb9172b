import type { ErrorType, KeptError } from '../../contracts/errors.ts';
import { RESULT_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import { type Sentence, toldWith } from '../../contracts/sentences.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { ModelrailError } from '../errors.ts';
import { say, sentencesSaid, translated, wordsOf } from '../words/say.ts';

/** Something wrong with one place of a request. */
export interface RequestProblem {
  /** Keys and positions that lead to the place; empty for the request as a whole. */
  path: readonly (string | number)[];
  /** What is wrong: the end of a sentence that begins with the place (`is missing`), or of a source the whole sentence. */
  message: string;
  /** By which the message is said in other languages, where that is remembered. */
  told?: readonly Sentence[];
}

/** How a place is called when a problem is told, e.g. `--project-code` for what came from a flag. */
export type PlaceName = (path: RequestProblem['path']) => string;

/** The place as it is written in JSON and YAML: `project.code`, `files[2].name`. */
export const pathName: PlaceName = (path) =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );

/** Problems that are told of one request. */
export const MAX_TOLD = 100;
const MAX_LINE_CHARACTERS = 1_000;

/** An error about places of a request: `InvalidRequest`, or where only its sources are wrong, what is wrong with those. */
export class RequestError extends ModelrailError {
  readonly problems: readonly RequestProblem[];
  readonly #sentences: readonly Sentence[];

  constructor(message: string, problems: readonly RequestProblem[], type: ErrorType = 'InvalidRequest') {
    super(type, message);
    this.problems = problems.map((problem) => ({ ...toldWith(sentencesSaid(problem.message)), ...problem }));
    this.#sentences = sentencesSaid(message);
  }

  override toKept(): KeptError {
    return { ...this.toInfo(), ...toldWith(this.#sentences, RESULT_TOLD_MAX_BYTES) };
  }
}

/**
 * One `InvalidRequest` that tells all problems, a line each (the first hundred of very many, and how many are left, of
 * which `untold` are not among `problems`).
 */
export function requestError(
  problems: readonly RequestProblem[],
  nameOf: PlaceName = pathName,
  untold = 0,
): RequestError {
  const lines = problems.map(({ path, message }) => lineOf(nameOf(path) || 'the request', message));
  return new RequestError(joinLines(lines, untold), problems.slice(0, MAX_TOLD));
}

/** What is wrong with a place, behind what the place is called. */
export function lineOf(place: string, message: string): string {
  return `${say('{place} ', { place: translated(place) })}${translated(message)}`;
}

/** One error for several about the same request: `InvalidRequest` where their types differ. Nothing is told twice. */
export function joinRequestErrors(errors: readonly ModelrailError[]): RequestError {
  const types = [...new Set(errors.map(({ type }) => type))];
  const lines = new Set(errors.flatMap((error) => wordsOf(error).split('\n')));
  const problems = errors.flatMap((error) => (error instanceof RequestError ? error.problems : []));
  const type = types.length === 1 ? types[0] : undefined;
  return new RequestError([...lines].join('\n'), uniqueProblems(problems).slice(0, MAX_TOLD), type);
}

function uniqueProblems(problems: readonly RequestProblem[]): RequestProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Lines as one message, long ones cut; of more than a hundred the first, and how many are left. */
export function joinLines(lines: readonly string[], untold = 0): string {
  const unique = [...new Set(lines.map(shortened))];
  const left = Math.max(0, unique.length - MAX_TOLD) + untold;
  return [...unique.slice(0, MAX_TOLD), ...(left > 0 ? [say('… and {count} more', { count: left })] : [])].join('\n');
}

function shortened(line: string): string {
  return line.length > MAX_LINE_CHARACTERS ? `${cutText(line, MAX_LINE_CHARACTERS)}…` : line;
}
