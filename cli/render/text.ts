import stringWidth from 'string-width';
import { visible } from '../../contracts/visible.ts';

/**
 * Text on one line that cannot move the cursor: ids, names and messages come from callers, file systems and platforms, and
 * one with an escape sequence in it must not be able to write elsewhere on the screen, or to show another name.
 */
export function printable(text: string): string {
  return visible(text.replace(/\s*[\r\n]+\s*/g, ' '));
}

/** Columns that a text takes on a terminal: two for each CJK character and emoji. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** As many of the characters as fit into `width` columns. */
function fitting(characters: readonly string[], width: number): string[] {
  let used = 0;
  const end = characters.findIndex((character) => {
    used += textWidth(character);
    return used > width;
  });
  return end < 0 ? [...characters] : characters.slice(0, end);
}

/** Cuts a text to at most `width` columns, marking the cut with `…`; never inside a character. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  return `${fitting(graphemes(text), width - 1).join('')}…`;
}

/** As {@link cut}, but keeps the end as well: the extension stands there, and file names often differ there alone. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width || width < 8) return cut(text, width);
  const characters = graphemes(text);
  const end = fitting(characters.toReversed(), Math.floor((width - 1) / 2))
    .toReversed()
    .join('');
  return `${fitting(characters, width - 1 - textWidth(end)).join('')}…${end}`;
}

/** Fills a text with spaces up to `width` columns. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const fill = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'right' ? text + fill : fill + text;
}

/** Widest name before a value, as `renderPairs` writes them, below which the value goes on. */
const MAX_INDENT = 16;

/**
 * Breaks a line into such of at most `width` columns, at spaces where there are some, and loses nothing but those. What goes on
 * stands below the value of `name  value`, else two columns further in.
 */
export function wrapText(line: string, width: number): string[] {
  const name = /^\S.*?\s{2,}/.exec(line)?.[0] ?? '';
  const nameWidth = textWidth(name);
  const indent = ' '.repeat(nameWidth > 0 && nameWidth <= Math.min(MAX_INDENT, width / 2) ? nameWidth : 2);
  const lines: string[] = [];
  let start = '';
  let rest = line;
  while (textWidth(start + rest) > width && width > indent.length) {
    const characters = graphemes(rest);
    const fitted = fitting(characters, width - textWidth(start));
    const whole = fitted.join('');
    const isAtSpace = characters[fitted.length] === ' ';
    const space = isAtSpace ? whole.length : whole.lastIndexOf(' ');
    const isInValue = space > (lines.length === 0 ? name.length : 0);
    const taken = isInValue ? whole.slice(0, space) : whole || characters[0] || '';
    lines.push((start + taken).trimEnd());
    rest = rest.slice(taken.length).trimStart();
    start = indent;
  }
  return [...lines, start + rest];
}
