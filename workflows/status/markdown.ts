/** Characters of a text that others have written. */
const MAX_LENGTH = 200;

/**
 * A text that others have written, in one line of Markdown, also in a cell of a table. What could mean something there goes as
 * the number of its character: how a backslash before a bar is read differs between readers.
 */
export function escapeText(text: string, maxLength = MAX_LENGTH): string {
  // By code points: half a surrogate pair is no character.
  const cut = [...text].slice(0, maxLength).join('');
  return cut.replace(/\s+/g, ' ').replace(/[\\|`*_~<>[\]&#!]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** A head of a table. */
export function tableHead(cells: readonly string[]): string[] {
  return [tableRow(cells), `|${'---|'.repeat(cells.length)}`];
}

/** The UI leaves no room between columns: the space that stays has to be in the cells. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | \u00a0\u00a0')} |`;
}

/** A moment as people write it: `2026-01-31 17:45 UTC`. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
