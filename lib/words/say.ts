import { AsyncLocalStorage } from 'node:async_hooks';
import { createSayer, type Sentence } from '../../contracts/sentences.ts';
import type { Filling, Text } from './text.ts';
import { fill, type Language, type Sayable, type Told } from './words.ts';

/** What a command says in its language: English texts by themselves, their translations where there are some. */
export interface Speech {
  language: Language;
  /** What stands for an English text; undefined of a text that is said as it is. */
  translate(text: string): string | undefined;
}

/** Every text as it stands. */
export const ENGLISH: Speech = { language: 'en', translate: () => undefined };

const spoken = new AsyncLocalStorage<Speech>();

/** Runs something that speaks, with all that it starts. Several commands of one process may speak different languages. */
export function speaking<Result>(speech: Speech, run: () => Result): Result {
  return spoken.run(speech, run);
}

/** Runs something that no person reads in their language: what it says goes to programs, and into memories. */
export function inEnglish<Result>(run: () => Result): Result {
  return spoken.run(ENGLISH, run);
}

/** The language of the command that is running; English outside of any. */
export function spokenLanguage(): Language {
  return (spoken.getStore() ?? ENGLISH).language;
}

/** Says a text in the language of the command that is running, with its blanks filled in. */
export function say<Key extends Text>(text: Key, ...[filling]: Filling<Key>): string {
  return fill(translated(text), filling ?? {});
}

/** Names one after the other. */
export function listed(names: readonly string[]): string {
  return names.join(spokenLanguage() === 'en' ? ', ' : '、');
}

/** A text of the program's data, such as the description of an option, in the same language: as it is where there is no translation. */
export function translated(text: string): string {
  return (spoken.getStore() ?? ENGLISH).translate(text) ?? text;
}

/** A message that was kept with its text, in the same language. */
export function sayTold({ text, filling }: Sayable): string {
  const said: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(filling)) said[name] = typeof value === 'object' ? sayTold(value) : value;
  return fill(translated(text), said);
}

/** A text of the program's data, or one that has blanks, in the same language. */
export function sayAny(words: string | Sayable): string {
  return typeof words === 'string' ? translated(words) : sayTold(words);
}

/** Makes what says sentences that a run has kept, in the same language: see {@link createSayer}. `told`: of the whole run. */
export function keptSayer({ told }: { told?: readonly Sentence[] | undefined }): (english: string) => string {
  const { translate } = spoken.getStore() ?? ENGLISH;
  return createSayer(told, translate);
}

/** The message of an error, in the same language as far as it can be said in it. */
export function wordsOf({ message, told }: { message: string; told: Told | undefined }): string {
  return told === undefined ? message : sayTold(told);
}
