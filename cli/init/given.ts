import { didYouMean } from '../../lib/config/nearest.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { isKind, KINDS, problemOfName, questionsFor, type Setup, variableOf } from './setup.ts';

/** Answers that are given before anything is asked. */
export interface GivenOptions {
  kind?: string;
  name?: string;
  models?: string;
  set?: string[];
}

/** What was given, as far as it goes. */
export type Given = Partial<Omit<Setup, 'answers'>> & Pick<Setup, 'answers'>;

/** The folder of the models, where none is named. */
export const MODELS = './models';

/** Reads flags, and the secrets that the environment has. Error: `InvalidRequest`, with all that is wrong. */
export function readGiven(options: GivenOptions, env: NodeJS.ProcessEnv): Given {
  const { kind, name, models, set = [] } = options;
  const problems: string[] = [];
  if (kind !== undefined && !isKind(kind)) {
    throw invalid([`--kind: there is no "${kind}"${didYouMean(kind, KINDS) || ` (there are ${KINDS.join(', ')})`}`]);
  }
  const wrongName = name === undefined ? undefined : problemOfName(name);
  if (wrongName !== undefined) problems.push(`--name: ${wrongName}`);
  if (set.length > 0 && kind === undefined) problems.push('--set needs --kind');
  const questions = kind === undefined ? [] : questionsFor(kind);
  const answers = new Map<string, string>();
  for (const pair of kind === undefined ? [] : set) {
    const [key = '', ...rest] = pair.split('=');
    const question = questions.find((one) => one.key === key);
    if (rest.length === 0 || question === undefined) {
      const keys = questions.filter(({ isSecret }) => !isSecret).map((one) => one.key);
      problems.push(`--set ${key}: KEY=VALUE with one of ${keys.join(', ')}`);
    } else if (question.isSecret) {
      problems.push(`--set ${key}: a secret is asked for, or taken from ${variableOf(name ?? 'NAME', key)}`);
    } else answers.set(key, rest.join('='));
  }
  for (const { key, isSecret, problemOf } of questions) {
    const value = isSecret && name !== undefined ? env[variableOf(name, key)] : answers.get(key);
    if (value === undefined) continue;
    const problem = problemOf(value);
    if (problem === undefined) answers.set(key, value);
    else problems.push(`${isSecret ? variableOf(name ?? '', key) : `--set ${key}`}: ${problem}`);
  }
  if (problems.length > 0) throw invalid(problems);
  const inOrder = questions.flatMap(({ key }) => {
    const value = answers.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(models === undefined ? {} : { models }),
    answers: new Map(inOrder),
  };
}

/** What was given as the whole, where nothing can be asked. Error: `InvalidRequest`, with all that is missing. */
export function complete({ kind, name, models = MODELS, answers }: Given): Setup {
  const missing = [
    ...(kind === undefined ? [`--kind (${KINDS.join(', ')})`] : []),
    ...(name === undefined ? ['--name NAME'] : []),
    ...(kind === undefined ? [] : questionsFor(kind))
      .filter(({ key }) => !answers.has(key))
      .map(({ key, isSecret }) =>
        isSecret ? `the environment variable ${variableOf(name ?? 'NAME', key)}` : `--set ${key}=…`,
      ),
  ];
  if (kind !== undefined && name !== undefined && missing.length === 0) return { kind, name, models, answers };
  throw invalid(['there is no terminal to ask on; give:', ...missing]);
}

function invalid(lines: readonly string[]): ModelrailError {
  return new ModelrailError('InvalidRequest', lines.join('\n'));
}
