import { CATALOGUE } from '../words/catalogue.ts';
import type { Language, Words } from '../words/words.ts';

/** What a kind of platform calls things in each language: its ids, and the labels of its requests. Undefined of what it does not name. */
export type NamesOfKind = (kind: string | undefined, key: string) => Words | undefined;

/** What people call an id or a label of a kind: as the kind says, else as all kinds do, else by its own name. */
export function nameOf(names: NamesOfKind, kind: string | undefined, key: string, language: Language): string {
  const words = names(kind, key) ?? shared[`report.id.${key}`];
  return words === undefined ? key : words[language];
}

const shared: Readonly<Record<string, Words>> = CATALOGUE;
