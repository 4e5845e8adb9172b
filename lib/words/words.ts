/** Languages in which people are spoken to. */
export const LANGUAGES = ['en', 'zh'] as const;
/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** The same in each language. `{name}` is a blank that is filled in where it is said. */
export type Words = Readonly<Record<Language, string>>;

/** The blanks of a text, by name. */
export type BlanksOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | BlanksOf<Rest>
  : never;

/** What can be said: a text with blanks, and what they are filled in with. */
export interface Sayable {
  readonly text: string;
  /** By blank; another one where a part has a translation of its own. */
  readonly filling: Readonly<Record<string, string | number | Sayable>>;
}

/** A message in English, and how to say it to people: a text of the catalogue with what it is filled in with. */
export interface Told extends Sayable {
  readonly english: string;
}

/** The language that a header `Accept-Language` asks for first; English without one. */
export function languageOfHeader(header: string | undefined): Language {
  return /^\s*zh\b/i.test(header ?? '') ? 'zh' : 'en';
}

/**
 * The language that an environment asks for, as `LC_ALL`, `LC_MESSAGES` and `LANG` say it: Chinese by `zh…`, else English.
 * `otherwise`: what says it where none of them is set.
 */
export function languageOf(env: Readonly<Record<string, string | undefined>>, otherwise?: () => string): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  return /^zh\b|^zh_/i.test(locale ?? otherwise?.() ?? '') ? 'zh' : 'en';
}

/** The message of an error that is said to people in their language, where it has a translation. */
export function toldOf(text: string, filling: Told['filling'] = {}): Told {
  return { english: fill(text, filling), text, filling };
}

/** A message that was said in the language of the command before: it is told as it is. */
export function saidBefore(words: string): Told {
  return toldOf('{words}', { words });
}

/** A text with its blanks filled in. */
export function fill(text: string, filling: Sayable['filling']): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) => {
    const value = Object.hasOwn(filling, name) ? filling[name] : undefined;
    return typeof value === 'object' ? fill(value.text, value.filling) : String(value ?? blank);
  });
}
