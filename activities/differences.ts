import { type Phrase, sentenceOf } from '../contracts/sentences.ts';
import { findingOf, type KeptCheck } from '../contracts/verification.ts';

/** Something that a platform has otherwise than it was delivered. */
export interface Difference {
  what: string | Phrase;
  found: string | number;
  expected: string | number;
}

/** What a platform has otherwise, in one text; nothing of what is alike. */
export function ofDifferences(all: readonly (Difference | undefined)[]): Pick<KeptCheck, 'state' | 'reason' | 'told'> {
  const differences = all.filter((one) => one !== undefined);
  if (differences.length === 0) return { state: 'there' };
  const told = differences.map((one, position) => {
    const filling = { what: one.what, found: one.found, expected: one.expected };
    return position < differences.length - 1
      ? sentenceOf('{what} {found} instead of {expected}, ', filling)
      : sentenceOf('{what} {found} instead of {expected}', filling);
  });
  return findingOf('different', ...told);
}
