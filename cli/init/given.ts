import { didYouMean } from '../../lib/config/nearest.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Question } from '../../lib/platforms/questions.ts';
import { listed, say, translated } from '../../lib/words/say.ts';
import { saidBefore } from '../../lib/words/words.ts';
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
    const hint = didYouMean(kind, KINDS) || say(' (there are {names})', { names: listed(KINDS) });
    throw invalid([`${say('--kind: there is no "{kind}"', { kind })}${hint}`]);
  }
  const wrongName = name === undefined ? undefined : problemOfName(name);
  if (wrongName !== undefined) problems.push(about('--name', wrongName));
  if (set.length > 0 && kind === undefined) problems.push(say('--set needs --kind'));
  const questions = kind === undefined ? [] : questionsFor(kind);
  const answers = new Map<string, string>();
  const check = (where: string, key: string, value: string, problem: string | undefined) => {
    if (problem === undefined) answers.set(key, value);
    else problems.push(about(where, problem));
  };
  const fromEnvironment = (key: string, problemOf: Question['problemOf'], isNeeded = false) => {
    const variable = variableOf(name ?? 'NAME', key);
    const value = name === undefined ? undefined : env[variable];
    if (value !== undefined) check(variable, key, value, problemOf(value));
    else if (isNeeded)
      problems.push(say('--set {key}: its value is taken from {variable}, which is not set', { key, variable }));
  };
  const written = kind === undefined ? [] : readPairs(set, questions, name, problems);
  for (const question of questions) {
    const { key, isSecret, problemOf, problemOfPart } = question;
    const value = written.findLast(([one]) => one === key)?.[1];
    if (problemOfPart !== undefined) {
      for (const part of value?.split(',') ?? []) {
        const problem = problemOfPart(part);
        if (problem === undefined) fromEnvironment(`${key}.${part}`, problemOf, true);
        else problems.push(about(`--set ${key}: ${part}`, problem));
      }
    } else if (isSecret) fromEnvironment(key, problemOf);
    else if (value !== undefined) check(`--set ${key}`, key, value, problemOf(value));
  }
  if (problems.length > 0) throw invalid(problems);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(models === undefined ? {} : { models }),
    answers,
  };
}

/** The pairs of `--set` that are of a question which takes them. */
function readPairs(
  set: readonly string[],
  questions: readonly Question[],
  name: string | undefined,
  problems: string[],
): [string, string][] {
  return set.flatMap((pair): [string, string][] => {
    const [key = '', ...rest] = pair.split('=');
    const question = questions.find((one) => one.key === key);
    const isOpen = (one: Question) => !one.isSecret || one.problemOfPart !== undefined;
    if (rest.length === 0 || question === undefined) {
      const keys = listed(questions.filter(isOpen).map((one) => one.key));
      problems.push(say('--set {key}: KEY=VALUE with one of {keys}', { key, keys }));
    } else if (isOpen(question)) return [[key, rest.join('=')]];
    else {
      const variable = variableOf(name ?? 'NAME', key);
      problems.push(say('--set {key}: a secret is asked for, or taken from {variable}', { key, variable }));
    }
    return [];
  });
}

/** What was given as the whole, where nothing can be asked. Error: `InvalidRequest`, with all that is missing. */
export function complete({ kind, name, models = MODELS, answers }: Given): Setup {
  const missing = [
    ...(kind === undefined ? [`--kind (${KINDS.join(', ')})`] : []),
    ...(name === undefined ? ['--name NAME'] : []),
    ...(kind === undefined ? [] : questionsFor(kind))
      .filter(({ key, problemOfPart }) => !answers.has(key) && problemOfPart === undefined)
      .map(({ key, isSecret }) =>
        isSecret ? say('the environment variable {name}', { name: variableOf(name ?? 'NAME', key) }) : `--set ${key}=…`,
      ),
  ];
  if (kind !== undefined && name !== undefined && missing.length === 0) return { kind, name, models, answers };
  throw invalid([say('there is no terminal to ask on; give:'), ...missing]);
}

/** What is wrong with what was given at a place. */
function about(place: string, problem: string): string {
  return say('{title}: {text}', { title: place, text: translated(problem) });
}

function invalid(lines: readonly string[]): ModelrailError {
  return new ModelrailError('InvalidRequest', saidBefore(lines.join('\n')));
}
