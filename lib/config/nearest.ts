import { say } from '../words/say.ts';

/** Steps between two words when a step inserts, drops, replaces or swaps neighbouring letters. Case does not count. */
export function editDistance(left: string, right: string): number {
  const a = [...left.toLowerCase()];
  const b = [...right.toLowerCase()];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of a.entries()) {
    const current = [row + 1];
    for (const [column, other] of b.entries()) {
      const replaced = cell(last, column) + (letter === other ? 0 : 1);
      const dropped = cell(last, column + 1) + 1;
      const inserted = cell(current, column) + 1;
      const isSwap = row > 0 && column > 0 && letter === b[column - 1] && a[row - 1] === other;
      const swapped = isSwap ? cell(beforeLast, column - 1) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, dropped, inserted, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return cell(last, b.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** A longer word is no misspelt name, and the time of a comparison grows with the square of its length. */
const LONGEST_WORD = 100;

/** The candidate that `word` was most likely meant to be; undefined when none is within so many steps, or a third of the word. */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  mostSteps = Number.POSITIVE_INFINITY,
): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    // A third of the longer word: closer than that reads as a slip, farther as another word.
    const third = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    const farthest = Math.min(third, mostSteps);
    // So many letters are to be inserted or dropped in any case.
    if (candidate.length > LONGEST_WORD || Math.abs(word.length - candidate.length) > farthest) continue;
    const distance = editDistance(word, candidate);
    if (distance > farthest) continue;
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate;
}

/** `; did you mean "x"?` for the nearest candidate, or an empty text: for the end of a message, in the language of the command. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? '' : say('; did you mean "{near}"?', { near: candidate });
}

/** What is said, and a hint at its end where there is one. */
export function withHint(text: string, hint: string): string {
  return hint === '' ? text : say('{text}{hint}', { text, hint });
}
