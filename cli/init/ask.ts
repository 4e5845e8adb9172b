import type { Readable } from 'node:stream';
import { isCancel, log, password, select, text } from '@clack/prompts';
import type { Question } from '../../lib/platforms/questions.ts';
import type { CliContext } from '../context.ts';
import { type Given, MODELS } from './given.ts';
import { KINDS, problemOfName, questionsFor, type Setup } from './setup.ts';

/** Thrown when a person stops answering. */
export class StoppedAsking extends Error {}

/** What comes after a platform that does not take the answers. */
export type Next = 'again' | 'write' | 'stop';

/** Asks on a terminal. Every question ends with `StoppedAsking` on Ctrl-C. */
export interface Asker {
  /** All that was not given. */
  all(given: Given): Promise<Setup>;
  /** Every answer once more, with what was said before; an empty answer keeps a secret. */
  again(setup: Setup): Promise<Setup>;
  next(): Promise<Next>;
  /** Tells how a try went. */
  told(text: string, isGood: boolean): void;
}

/** Makes what asks on the terminal of a command. */
export function createAsker(context: CliContext): Asker {
  // as: standard input is a stream that is read
  const io = { input: context.input() as Readable, output: context.err.stream };

  async function ask(question: Question, answers: ReadonlyMap<string, string>, before?: string): Promise<string> {
    const { key, isSecret, isAddress, problemOf } = question;
    const validate = (value = '') => (value === '' && isSecret && before !== undefined ? undefined : problemOf(value));
    if (isSecret) {
      const message = before === undefined ? key : `${key} (nothing: as before)`;
      return answered(await password({ ...io, message, validate })) || (before ?? '');
    }
    const base = isAddress ? [...answers.values()][0] : undefined;
    const initialValue = before ?? base;
    const message = isAddress ? `${key}, an address such as https://bim.example.com` : key;
    return answered(await text({ ...io, message, validate, ...(initialValue === undefined ? {} : { initialValue }) }));
  }

  return {
    async all(given) {
      const kind = given.kind ?? answered(await select({ ...io, message: 'Kind of the platform', options: options() }));
      const name =
        given.name ??
        answered(
          await text({
            ...io,
            message: 'A name for it, by which commands call it',
            initialValue: 'main',
            validate: (value = '') => problemOfName(value),
          }),
        );
      const answers = new Map<string, string>();
      for (const question of questionsFor(kind)) {
        answers.set(question.key, given.answers.get(question.key) ?? (await ask(question, answers)));
      }
      const models =
        given.models ??
        answered(await text({ ...io, message: 'Folder with your models (made if missing)', initialValue: MODELS }));
      return { kind, name, models: models || MODELS, answers };
    },
    async again(setup) {
      const answers = new Map<string, string>();
      for (const question of questionsFor(setup.kind)) {
        answers.set(question.key, await ask(question, answers, setup.answers.get(question.key)));
      }
      return { ...setup, answers };
    },
    async next() {
      return answered(
        await select<Next>({
          ...io,
          message: 'What now?',
          options: [
            { value: 'again', label: 'correct the answers' },
            { value: 'write', label: 'write them all the same' },
            { value: 'stop', label: 'stop, and write nothing' },
          ],
        }),
      );
    },
    told: (words, isGood) => (isGood ? log.success(words, io) : log.error(words, io)),
  };
}

function options() {
  return KINDS.map((kind) => ({ value: kind, label: kind }));
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new StoppedAsking();
  // as: the only symbol is that of a cancellation
  return answer as Exclude<T, symbol>;
}
