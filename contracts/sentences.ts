import type { BlanksOf } from '../lib/words/words.ts';
import { type Check, isText, mapOf, shaped } from './shapes.ts';
import { utf8Length } from './utf8.ts';

/**
 * A sentence that a run keeps beside its English, by which it is said in other languages: a text with blanks, and what they are filled
 * in with.
 */
export interface Sentence {
  /** In English, with blanks such as `{name}`. */
  readonly text: string;
  /** By blank: as it is, such as a name, or a part with a translation of its own. */
  readonly filling: Readonly<Record<string, string | Phrase>>;
}

/** A part of a sentence that is said in other languages too, and may have such parts itself. */
export type Phrase = Sentence;

type FillingOf<Text extends string> = [BlanksOf<Text>] extends [never]
  ? []
  : [filling: Readonly<Record<BlanksOf<Text>, string | number | Phrase>>];

/** Makes a sentence. The text has to be in `lib/words/zh/sentences.ts`, which a test sees to. */
export function sentenceOf<const Text extends string>(text: Text, ...[filling]: FillingOf<Text>): Sentence {
  return filledIn(text, filling);
}

/** Makes a part of a sentence, as {@link sentenceOf} makes one. */
export function phraseOf<const Text extends string>(text: Text, ...[filling]: FillingOf<Text>): Phrase {
  return filledIn(text, filling);
}

function filledIn(text: string, filling: Readonly<Record<string, string | number | Phrase>> = {}): Sentence {
  const kept = Object.entries(filling).map(([name, value]) => [name, typeof value === 'number' ? `${value}` : value]);
  return { text, filling: Object.fromEntries(kept) as Sentence['filling'] }; // as: of these entries
}

/** A sentence in English. */
export function englishOf(one: Sentence): string {
  return sayIn(one, (text) => text);
}

/** A sentence that has a line for each of some. */
export function linesOf(lines: readonly (string | Phrase)[]): Sentence {
  const named = Object.fromEntries(lines.map((line, position) => [`line${position}`, line]));
  return {
    text: Object.keys(named)
      .map((name) => `{${name}}`)
      .join('\n'),
    filling: named,
  };
}

/** Names, or parts, one after the other, as a part of a sentence. */
export function namesOf(names: readonly (string | Phrase)[]): string | Phrase {
  const [first = ''] = names;
  if (names.length < 2) return first;
  const half = Math.ceil(names.length / 2);
  return phraseOf('{some}, {others}', { some: namesOf(names.slice(0, half)), others: namesOf(names.slice(half)) });
}

/** Sentences in one text, as a file has all of its warnings in one. */
export const JOINT = '; ';

/** Ends a sentence that is the beginning of a longer text, such as one that names the file that an error is of. */
const OPEN_END = ' ';

/**
 * Makes what says English sentences in another language, by those that were kept beside them (`told`). What has no such sentence, and
 * texts that have no translation, are said as they are: the words of platforms, and all that runs of earlier versions kept. `moment`: says a
 * moment (ISO 8601) that a blank is filled in with.
 */
export function createSayer(
  told: readonly Sentence[] | undefined,
  translate: (text: string) => string | undefined,
  moment?: (iso: string) => string,
): (english: string) => string {
  const known = byEnglish(parseSentences(told));
  const joint = translate(JOINT) ?? JOINT;
  return (english) => {
    const parts = partsOf(english, known);
    return parts
      .map((part, position) => {
        if (typeof part === 'object') return sayIn(part, (text) => translate(text) ?? text, moment);
        const isBetweenOurs = typeof parts[position - 1] === 'object' && typeof parts[position + 1] === 'object';
        return part === JOINT && isBetweenOurs ? joint : part;
      })
      .join('');
  };
}

/** A message as one sentence, of those that stand in it; undefined where none does. */
export function joinedBy(message: string, told: readonly Sentence[]): Sentence | undefined {
  const parts = partsOf(message, byEnglish(told));
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'object') return first;
  if (parts.every((part) => typeof part === 'string')) return undefined;
  return {
    text: parts.map((_, position) => `{part${position}}`).join(''),
    filling: Object.fromEntries(parts.map((part, position) => [`part${position}`, part])),
  };
}

function byEnglish(all: readonly Sentence[]): ReadonlyMap<string, Sentence> {
  return new Map(all.map((one) => [englishOf(one), one]));
}

/**
 * Takes a text apart: each known sentence that stands in it, by itself, as a line, joined with others, or as the beginning of what
 * follows it, and the texts between them. Together they are the whole text.
 */
function partsOf(english: string, known: ReadonlyMap<string, Sentence>): (string | Sentence)[] {
  if (english === '' || known.size === 0) return [english];
  const whole = known.get(english);
  if (whole !== undefined) return [whole];
  const lines = english.split('\n');
  if (lines.length > 1) return lines.flatMap((line, at) => [...(at === 0 ? [] : ['\n']), ...partsOf(line, known)]);
  for (const [begin, one] of known) {
    if (begin.endsWith(OPEN_END) && english.startsWith(begin))
      return [one, ...partsOf(english.slice(begin.length), known)];
  }
  return joinedParts(english, known);
}

/** The known sentences that are joined in a text, the longest first where several begin alike; the rest as it is. */
function joinedParts(english: string, known: ReadonlyMap<string, Sentence>): (string | Sentence)[] {
  const pieces = english.split(JOINT);
  const parts: (string | Sentence)[] = [];
  for (let from = 0; from < pieces.length; ) {
    let end = pieces.length;
    while (end > from + 1 && !known.has(pieces.slice(from, end).join(JOINT))) end -= 1;
    const text = pieces.slice(from, end).join(JOINT);
    parts.push(...(from === 0 ? [] : [JOINT]), known.get(text) ?? text);
    from = end;
  }
  return parts;
}

/** True for a moment as programs write it, such as `2026-11-30T22:01:11.717Z`. */
export function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text);
}

function sayIn(
  { text, filling }: Sentence,
  translate: (text: string) => string,
  moment: (iso: string) => string = (iso) => iso,
): string {
  return translate(text).replace(/\{(\w+)\}/g, (blank, name: string) => {
    const value = Object.hasOwn(filling, name) ? filling[name] : undefined;
    if (typeof value === 'object') return sayIn(value, translate, moment);
    return value !== undefined && isMoment(value) ? moment(value) : (value ?? blank);
  });
}

/** Parts of parts: deeper than any sentence of ours, and far from what a stack holds. */
const MAX_DEPTH = 16;

/** True for a {@link Sentence} whose parts lie no deeper than ours do. */
export function isSentence(value: unknown): value is Sentence {
  return isSentenceWithin(MAX_DEPTH, value);
}

function isSentenceWithin(depth: number, value: unknown): value is Sentence {
  const isFilledIn: Check = (part) => isText(part) || (depth > 0 && isSentenceWithin(depth - 1, part));
  return shaped<Sentence>({ text: isText, filling: mapOf(isFilledIn) })(value);
}

/** What of a value of unknown origin is sentences. */
export function parseSentences(value: unknown): Sentence[] {
  return Array.isArray(value) ? value.filter(isSentence) : [];
}

/** Each sentence once, the first ones as far as they take so many bytes together. Default: all. */
export function eachSentence(all: readonly Sentence[], maxBytes = Number.POSITIVE_INFINITY): Sentence[] {
  const once = [...new Map(all.map((one) => [englishOf(one), one])).values()];
  if (maxBytes === Number.POSITIVE_INFINITY) return once;
  let bytes = 0;
  const end = once.findIndex((one) => (bytes += utf8Length(JSON.stringify(one)) + 1) > maxBytes);
  return end === -1 ? once : once.slice(0, end);
}

/** Those of some sentences that stand in texts: each by itself, joined with others, or as their beginning and what follows it. */
export function sentencesIn(told: readonly Sentence[], texts: readonly string[]): Sentence[] {
  const known = byEnglish(told);
  const found = new Set(texts.flatMap((text) => partsOf(text, known)));
  return [...known.values()].filter((one) => found.has(one));
}

/** The member `told` of what is told in several sentences; nothing of one that has none. */
export function toldWith(all: readonly Sentence[], maxBytes?: number): { told?: Sentence[] } {
  const told = eachSentence(all, maxBytes);
  return told.length === 0 ? {} : { told };
}
