import type { BlanksOf, Sayable } from './words.ts';
import type { ChineseTexts } from './zh/texts.ts';

/** Something to say, as it stands in the code: in English, with blanks such as `{name}`. */
export type Text = keyof ChineseTexts;

/** A {@link Text} that has no blanks. */
export type PlainText = { [Key in Text]: [BlanksOf<Key>] extends [never] ? Key : never }[Text];

/** What a text is filled in with; nothing where it has no blanks. */
export type Filling<Key extends string> = [BlanksOf<Key>] extends [never]
  ? []
  : [filling: Readonly<Record<BlanksOf<Key>, Sayable['filling'][string]>>];

/** What {@link count} of the command line counts. */
export type CountedNoun = Text extends infer Key ? (Key extends `{n} ${infer Noun}` ? Noun : never) : never;
