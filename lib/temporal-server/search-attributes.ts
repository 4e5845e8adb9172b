import protos from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';

const { IndexedValueType } = protos.temporal.api.enums.v1;

/** Temporal's number of each type that {@link SEARCH_ATTRIBUTES} uses. */
export const TYPE_NUMBERS = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const;

/** The search attributes that ingestions set and that a namespace does not have as they need them. */
export interface SearchAttributeCheck {
  /** Names of those that are not registered. */
  missing: string[];
  /** Those that are registered with another type. */
  conflicting: { name: string; expected: string; actual: string }[];
}

/** Compares what a namespace has registered, by name and Temporal's number of the type, with what ingestions set. */
export function compareSearchAttributes(registered: Readonly<Record<string, number>>): SearchAttributeCheck {
  const check: SearchAttributeCheck = { missing: [], conflicting: [] };
  for (const [name, expected] of Object.entries(SEARCH_ATTRIBUTES)) {
    const actual = registered[name];
    if (actual === undefined) check.missing.push(name);
    else if (actual !== TYPE_NUMBERS[expected]) check.conflicting.push({ name, expected, actual: typeName(actual) });
  }
  return check;
}

/** `ModelrailHash is Int, not KeywordList; …`. */
export function conflictText(conflicting: SearchAttributeCheck['conflicting']): string {
  return conflicting.map(({ name, actual, expected }) => `${name} is ${actual}, not ${expected}`).join('; ');
}

/** `Int`, as `temporal operator search-attribute create` has it. */
function typeName(type: number): string {
  const word = IndexedValueType[type]?.replace('INDEXED_VALUE_TYPE_', '');
  if (word === undefined) return `type ${type}`;
  return word.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
