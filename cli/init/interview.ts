import type { Question } from '../../lib/platforms/questions.ts';
import { type Asker, StoppedAsking } from './ask.ts';
import type { Given } from './given.ts';
import { type Answers, answersTo, probedQuestions, type Setup, unprobedQuestions } from './setup.ts';
import type { Trials, Tried } from './trials.ts';

/**
 * Asks for all that was not given. Each answer is tried as soon as it can be: an address when it is there, the way to log in when all
 * that a call needs is there. Without `trials` nothing is tried. Throws `StoppedAsking`.
 */
export async function interview(asker: Asker, given: Given, trials: Trials | undefined): Promise<Setup> {
  const kind = given.kind ?? (await asker.kind());
  const name = given.name ?? (await asker.name());
  let answers = await askAll(asker, probedQuestions(kind), given.answers, trials);
  while (trials !== undefined && !(await settled(asker, await trials.signIn({ kind, answers }, asker.underWay)))) {
    answers = await askAll(asker, probedQuestions(kind), new Map(), trials, answers);
  }
  const rest = await askAll(asker, unprobedQuestions(kind), given.answers, undefined);
  const models = given.models ?? (await asker.models());
  return { kind, name, models, answers: new Map([...answers, ...rest]) };
}

/** The answers to some questions; `before`: what was said to them the last time. */
async function askAll(
  asker: Asker,
  questions: readonly Question[],
  given: Answers,
  trials: Trials | undefined,
  before: Answers = new Map(),
): Promise<Answers> {
  let answers = new Map<string, string>();
  for (const question of questions) {
    const known = answersTo(question, given);
    const suggestion = question.isAddress ? [...answers.values()][0] : undefined;
    const all = known.length > 0 ? known : await askUntilGood(asker, question, suggestion, before, trials);
    answers = new Map([...answers, ...all]);
  }
  return answers;
}

async function askUntilGood(
  asker: Asker,
  question: Question,
  suggestion: string | undefined,
  before: Answers,
  trials: Trials | undefined,
): Promise<[string, string][]> {
  for (let last = before; ; ) {
    const all = await asker.ask(question, suggestion, last);
    const [[, address] = []] = all;
    if (!question.isAddress || address === undefined || trials === undefined) return all;
    if (await settled(asker, await trials.reach(address, asker.underWay))) return all;
    last = new Map(all);
  }
}

/** Tells how a try went; false when the answers are to be given again. */
async function settled(asker: Asker, { isGood, words }: Tried): Promise<boolean> {
  asker.told(words, isGood);
  const next = isGood ? 'keep' : await asker.next();
  if (next === 'stop') throw new StoppedAsking();
  return next === 'keep';
}
