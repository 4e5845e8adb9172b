import type { Filling, Text } from './text.ts';
import { type Told, toldOf } from './words.ts';

/** The message of an error, which is English where machines read it and is said to people in their language. */
export function told<Key extends Text>(text: Key, ...[filling]: Filling<Key>): Told {
  return toldOf(text, filling);
}
