import type { Filling, Text } from './text.ts';
import type { Told } from './words.ts';

/** The message of an error, which is English where machines read it and is said to people in their language. */
export function told<Key extends Text>(text: Key, ...[filling]: Filling<Key>): Told {
  const blanks: Told['filling'] = filling ?? {};
  return { english: fill(text, blanks), text, filling: blanks };
}

/** A text with its blanks filled in. */
export function fill(text: string, filling: Told['filling']): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) => String(filling[name] ?? blank));
}
