import { REPORT_WORDS } from './report.ts';
import type { BlanksOf, Language } from './words.ts';

/** All that people are told, in each language, by keys that begin with what it is about. */
export const CATALOGUE = { ...REPORT_WORDS } as const;

/** A key of {@link CATALOGUE}. */
export type WordsKey = keyof typeof CATALOGUE;

type BlanksOfKey<Key extends WordsKey> = BlanksOf<(typeof CATALOGUE)[Key]['en']>;
/** What a text is filled in with; nothing where it has no blanks. */
type Filling<Key extends WordsKey> = [BlanksOfKey<Key>] extends [never]
  ? []
  : [filling: Readonly<Record<BlanksOfKey<Key>, string | number>>];

/** Says something in one language. */
export type Say = <Key extends WordsKey>(key: Key, ...filling: Filling<Key>) => string;

/** Says what the catalogue has, in this language. */
export function speaker(language: Language): Say {
  return (key, ...[filling]) => {
    const blanks: Readonly<Record<string, string | number>> = filling ?? {};
    return CATALOGUE[key][language].replace(/\{(\w+)\}/g, (blank, name: string) => String(blanks[name] ?? blank));
  };
}
