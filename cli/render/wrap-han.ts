import { textWidth } from './text.ts';

/**
 * What stays on one line: a word, or one Han character, with the spaces before it, the brackets that open before it, and the
 * marks behind it, which begin no line.
 */
const PIECE =
  /\s*[（“《「]*(?:\p{Script=Han}|[^\s\p{Script=Han}（“《「，。、；：？！）”》」…]+|…+)?[，。、；：？！）”》」…]*/gu;

/** Breaks text at spaces and between Han characters into lines of at most `width` columns, of which a Han character takes two. */
export function wrapHan(text: string, width: number): string {
  return text
    .split(/\r?\n/)
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const [piece] of line.matchAll(PIECE)) {
    if (piece === '') continue;
    if (current !== '' && textWidth(current + piece) > width) {
      lines.push(current);
      current = piece.trimStart();
    } else {
      current += piece;
    }
  }
  return [...lines, current].join('\n');
}
