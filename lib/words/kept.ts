import { ERROR_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import { utf8Length } from '../../contracts/utf8.ts';
import { fill, type Sayable } from './words.ts';

/** A message as a run keeps it; undefined of one that is too long. Parts of parts stay English. */
export function keptOf({ text, filling }: Sayable): Sentence | undefined {
  const kept: Sentence = { text, filling: mapped(filling, (value) => partOf(value)) };
  return utf8Length(JSON.stringify(kept)) > ERROR_TOLD_MAX_BYTES ? undefined : kept;
}

/** A part of a message as a run keeps it. */
export function partOf(value: Sayable['filling'][string]): Sentence['filling'][string] {
  if (typeof value !== 'object') return `${value}`;
  const { text, filling } = value;
  return {
    text,
    filling: mapped(filling, (part) => (typeof part === 'object' ? fill(part.text, part.filling) : `${part}`)),
  };
}

function mapped<Value>(
  filling: Sayable['filling'],
  as: (value: Sayable['filling'][string]) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(filling).map(([name, value]) => [name, as(value)]));
}
