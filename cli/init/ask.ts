import type { Readable } from 'node:stream';
import { isCancel, log, password, select, text } from '@clack/prompts';
import type { PlatformKind } from '../../contracts/kinds.ts';
import type { Question } from '../../lib/platforms/questions.ts';
import { say, spokenLanguage, translated } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import { MODELS } from './given.ts';
import { type Answers, answersTo, KINDS, problemOfName, variableOf } from './setup.ts';

/** Thrown when a person stops answering. */
export class StoppedAsking extends Error {}

/** What comes after an answer that a platform does not take. */
export type Next = 'again' | 'keep' | 'stop';

/** Asks on a terminal. Every question ends with `StoppedAsking` on Ctrl-C. */
export interface Asker {
  kind(): Promise<PlatformKind>;
  name(): Promise<string>;
  models(): Promise<string>;
  /** The answers to one question: one, or one for each part. `before`: what was said before; an empty answer keeps a secret. */
  ask(question: Question, suggestion: string | undefined, before: Answers): Promise<[string, string][]>;
  next(): Promise<Next>;
  /** Tells how a try went. */
  told(words: string, isGood: boolean): void;
  /** Tells what is under way. */
  underWay(words: string): void;
}

/** Makes what asks on the terminal of a command. */
export function createAsker(context: CliContext): Asker {
  // as: standard input is a stream that is read
  const io = { input: context.input() as Readable, output: context.err.stream };

  async function visible(message: string, initialValue: string | undefined, problemOf: Question['problemOf']) {
    const suggested = initialValue === undefined ? {} : { initialValue };
    const validate = (value = '') => wordsOf(problemOf(value));
    return answered(await text({ ...io, message, validate, ...suggested }));
  }

  async function hidden(key: string, before: string | undefined, problemOf: Question['problemOf']) {
    const validate = (value = '') => (value === '' && before !== undefined ? undefined : wordsOf(problemOf(value)));
    const message = before === undefined ? key : say('{key} (nothing: as before)', { key });
    return answered(await password({ ...io, message, validate })) || (before ?? '');
  }

  async function parts(question: Question, before: Answers): Promise<[string, string][]> {
    const { key, isSecret, problemOf } = question;
    const earlier = answersTo(question, before);
    const given: [string, string][] = [];
    for (;;) {
      const message =
        given.length === 0
          ? say('{key}: the name of one (nothing: none)', { key })
          : say('{key}: the next one (nothing: no more)', { key });
      const suggestion = earlier[given.length]?.[0].slice(key.length + 1);
      const part = await visible(message, suggestion, (name) =>
        name === '' ? undefined : problemOfPart(question, name, given),
      );
      if (part === '') return given;
      const whole = `${key}.${part}`;
      const value = isSecret
        ? await hidden(whole, before.get(whole), problemOf)
        : await visible(whole, before.get(whole), problemOf);
      given.push([whole, value]);
    }
  }

  return {
    async kind() {
      const options = KINDS.map((kind) => ({ value: kind, label: kind }));
      return answered(await select({ ...io, ...choosing(say('Kind of the platform')), options }));
    },
    name: () => visible(say('A name for it, by which commands call it'), 'main', problemOfName),
    models: async () =>
      (await visible(say('Folder with your models (made if missing)'), MODELS, () => undefined)) || MODELS,
    async ask(question, suggestion, before) {
      const { key, isSecret, isAddress, problemOf } = question;
      if (question.problemOfPart !== undefined) return parts(question, before);
      if (isSecret) return [[key, await hidden(key, before.get(key), problemOf)]];
      const message = isAddress ? say('{key}, an address such as https://bim.example.com', { key }) : key;
      return [[key, await visible(message, before.get(key) ?? suggestion, problemOf)]];
    },
    async next() {
      return answered(
        await select<Next>({
          ...io,
          ...choosing(say('What now?')),
          options: [
            { value: 'again', label: say('correct it') },
            { value: 'keep', label: say('keep it all the same') },
            { value: 'stop', label: say('stop, and write nothing') },
          ],
        }),
      );
    },
    told: (words, isGood) => (isGood ? log.success(words, io) : log.error(words, io)),
    underWay: (words) => log.step(words, io),
  };
}

/** A question whose answer is chosen. The library tells the keys in English alone. */
function choosing(message: string): { message: string; showInstructions: boolean } {
  if (spokenLanguage() === 'en') return { message, showInstructions: true };
  return {
    message: say('{question} (↑/↓ to choose, Enter to confirm)', { question: message }),
    showInstructions: false,
  };
}

function wordsOf(problem: string | undefined): string | undefined {
  return problem && translated(problem);
}

/** What is wrong with the name of a further part: each has a variable of its own. */
function problemOfPart({ key, problemOfPart: problemOf }: Question, name: string, given: readonly [string, string][]) {
  const variable = variableOf('', `${key}.${name}`);
  const isTwice = given.some(([other]) => variableOf('', other) === variable);
  return isTwice ? say('there is one of this name') : problemOf?.(name);
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new StoppedAsking();
  // as: the only symbol is that of a cancellation
  return answer as Exclude<T, symbol>;
}
