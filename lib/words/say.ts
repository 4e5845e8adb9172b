import { AsyncLocalStorage } from 'node:async_hooks';
import { createSayer, eachSentence, isMoment, namesOf, type Sentence } from '../../contracts/sentences.ts';
import { keptOf } from './kept.ts';
import type { Filling, Text } from './text.ts';
import { fill, type Language, type Sayable, type Told } from './words.ts';

/** What a command says in its language: English texts by themselves, their translations where there are some. */
export interface Speech {
  language: Language;
  /** What stands for an English text; undefined of a text that is said as it is. */
  translate(text: string): string | undefined;
  /** What stands for a moment (ISO 8601) that a blank is filled in with; without it the moment does. */
  moment?(iso: string): string;
}

/** Every text as it stands. */
export const ENGLISH: Speech = { language: 'en', translate: () => undefined };

/** How what is said now was made, by what it became. */
type Said = Map<string, Sayable>;

interface Spoken extends Speech {
  said?: Said;
}

const spoken = new AsyncLocalStorage<Spoken>();

/** What one request says at most that is remembered: a hundred of its problems are told. */
const MOST_SAID = 2_000;

/** Runs something that speaks, with all that it starts. Several commands of one process may speak different languages. */
export function speaking<Result>(speech: Speech, run: () => Result): Result {
  return spoken.run(speech, run);
}

/** Runs something that no person reads in their language: what it says goes to programs, and into memories. */
export function inEnglish<Result>(run: () => Result): Result {
  return spoken.run(ENGLISH, run);
}

/** The same, and remembers how it was made what is said meanwhile: see {@link sentencesSaid}. */
export function remembering<Result>(run: () => Result): Result {
  return spoken.run({ ...ENGLISH, said: new Map() }, run);
}

/**
 * The sentences of a text, by which it is said in other languages: of each line the whole, or beginnings that end with a blank and
 * what follows them. They have to have been said, and remembered; a text that nothing was said for has none.
 */
export function sentencesSaid(text: string): Sentence[] {
  const said = spoken.getStore()?.said;
  if (said === undefined) return [];
  const found = text.split('\n').flatMap((line) => partsOf(line, said));
  return eachSentence(found.flatMap((one) => keptOf(one) ?? []));
}

function partsOf(line: string, said: Said): Sayable[] {
  const whole = said.get(line);
  if (whole !== undefined) return [whole];
  for (let end = line.indexOf(' '); end !== -1; end = line.indexOf(' ', end + 1)) {
    const beginning = said.get(line.slice(0, end + 1));
    if (beginning !== undefined) return [beginning, ...partsOf(line.slice(end + 1), said)];
  }
  return [];
}

function remember(english: string, { text, filling }: Sayable): string {
  const said = spoken.getStore()?.said;
  // What was made of several sentences is found by these.
  if (said === undefined || said.size >= MOST_SAID || partsOf(english, said).length > 0) return english;
  const parts = Object.entries(filling).map(([name, value]) => [name, partOf(value, said)] as const);
  said.set(english, { text, filling: Object.fromEntries(parts) });
  return english;
}

function partOf(value: Sayable['filling'][string], said: Said): Sayable['filling'][string] {
  return typeof value === 'string' ? (said.get(value) ?? value) : value;
}

/** The language of the command that is running; English outside of any. */
export function spokenLanguage(): Language {
  return (spoken.getStore() ?? ENGLISH).language;
}

/** Says a text in the language of the command that is running, with its blanks filled in. */
export function say<Key extends Text>(text: Key, ...[filling]: Filling<Key>): string {
  return sayTold({ text, filling: filling ?? {} });
}

/** Names one after the other. */
export function listed(names: readonly string[]): string {
  const all = namesOf(names);
  return typeof all === 'string' ? all : sayTold(all);
}

/** A text of the program's data, such as the description of an option, in the same language: as it is where there is no translation. */
export function translated(text: string): string {
  return remember(translationOf(text), { text, filling: {} });
}

function momentOf(value: string | number): string | number {
  const { moment } = spoken.getStore() ?? ENGLISH;
  return moment !== undefined && typeof value === 'string' && isMoment(value) ? moment(value) : value;
}

function translationOf(text: string): string {
  return (spoken.getStore() ?? ENGLISH).translate(text) ?? text;
}

/** A message that was kept with its text, in the same language. */
export function sayTold({ text, filling }: Sayable): string {
  const said: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(filling))
    said[name] = typeof value === 'object' ? sayTold(value) : momentOf(value);
  return remember(fill(translationOf(text), said), { text, filling });
}

/** A text of the program's data, or one that has blanks, in the same language. */
export function sayAny(words: string | Sayable): string {
  return typeof words === 'string' ? translated(words) : sayTold(words);
}

/** Makes what says sentences that a run has kept, in the same language: see {@link createSayer}. `told`: of the whole run. */
export function keptSayer({ told }: { told?: readonly Sentence[] | undefined }): (english: string) => string {
  const { translate, moment } = spoken.getStore() ?? ENGLISH;
  return createSayer(told, translate, moment);
}

/** The message of an error, in the same language as far as it can be said in it. */
export function wordsOf({ message, told }: { message: string; told: Told | undefined }): string {
  return told === undefined ? message : sayTold(told);
}
