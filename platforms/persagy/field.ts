/** What the fields of the platform's requests and answers are made of: data, from which checks, types and documentation follow. */

/** The value of a field is a text. */
export interface TextField {
  kind: 'text';
  /** What it is, in English. */
  text: string;
  /** The vendor's meaning of each code; a value that is none of them is refused, unless `isOpen`. */
  codes?: Readonly<Record<string, string>>;
  /** The codes are those that the document names; there may be others. */
  isOpen?: true;
  /** Taken by reference only (`${NAME}`, `${file:PATH}`), and left out of every answer. */
  isSecret?: true;
}

/** The value of a field is a number. */
export interface NumberField {
  kind: 'number';
  text: string;
  codes?: Readonly<Record<string, string>>;
  /** The least that it may be. */
  min?: number;
}

/** The value of a field is `true` or `false`. */
export interface FlagField {
  kind: 'flag';
  text: string;
}

/** The value of a field is a list of texts. */
export interface TextsField {
  kind: 'texts';
  text: string;
}

/** The value of a field is a list of entries. */
export interface EntriesField {
  kind: 'entries';
  text: string;
  required: Fields;
  optional: Fields;
}

/** A field of a request or of an answer. */
export type Field = TextField | NumberField | FlagField | TextsField | EntriesField;

/** Fields by the vendor's names. */
export interface Fields {
  readonly [name: string]: Field;
}

/** The value of a field. */
export type ValueOf<F extends Field> = F extends { kind: 'number' }
  ? number
  : F extends { kind: 'flag' }
    ? boolean
    : F extends { kind: 'texts' }
      ? readonly string[]
      : F extends { kind: 'entries'; required: infer R extends Fields; optional: infer O extends Fields }
        ? readonly (ValuesOf<R> & Partial<ValuesOf<O>>)[]
        : string;

/** The values of fields. */
export type ValuesOf<F extends Fields> = { [Name in keyof F]: ValueOf<F[Name]> };

/** A text. */
export function text(words: string): TextField {
  return { kind: 'text', text: words };
}

/** A text that only a reference may stand for. */
export function secret(words: string): TextField & { isSecret: true } {
  return { kind: 'text', text: words, isSecret: true };
}

/** A text that is one of the vendor's codes. */
export function code(words: string, codes: Readonly<Record<string, string>>): TextField {
  return { kind: 'text', text: words, codes };
}

/** A number. */
export function number(words: string, rest: { min?: number; codes?: Record<string, string> } = {}): NumberField {
  return { kind: 'number', text: words, ...rest };
}

/** A point in time, in milliseconds since 1970. */
export function time(words: string): NumberField {
  return number(`${words}, in milliseconds since 1970`);
}

/** `true` or `false`. */
export function flag(words: string): FlagField {
  return { kind: 'flag', text: words };
}

/** A list of texts. */
export function texts(words: string): TextsField {
  return { kind: 'texts', text: words };
}

/** A list of entries. */
export function entries<R extends Fields, O extends Fields>(
  words: string,
  required: R,
  optional: O,
): EntriesField & { required: R; optional: O } {
  return { kind: 'entries', text: words, required, optional };
}

/** What a field is, with the vendor's meaning of each code. */
export function meaningOf(field: Field): string {
  const codes = 'codes' in field ? Object.entries(field.codes ?? {}) : [];
  const told = codes.map(([one, meaning]) => `${one} ${meaning}`).join(', ');
  const isSecret = field.kind === 'text' && field.isSecret === true;
  return `${field.text}${told === '' ? '' : `: ${told}`}${isSecret ? ' (a secret: by reference only)' : ''}`;
}
