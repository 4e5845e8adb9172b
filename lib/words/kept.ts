import { ERROR_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import { utf8Length } from '../../contracts/utf8.ts';
import type { Sayable } from './words.ts';

/** A message as a run keeps it; undefined of one that is too long. */
export function keptOf(message: Sayable): Sentence | undefined {
  const kept = asSentence(message);
  return utf8Length(JSON.stringify(kept)) > ERROR_TOLD_MAX_BYTES ? undefined : kept;
}

/** A part of a message as a run keeps it. */
export function partOf(value: Sayable['filling'][string]): Sentence['filling'][string] {
  return typeof value === 'object' ? asSentence(value) : `${value}`;
}

function asSentence({ text, filling }: Sayable): Sentence {
  const kept = Object.entries(filling).map(([name, value]) => [name, partOf(value)] as const);
  return { text, filling: Object.fromEntries(kept) };
}
