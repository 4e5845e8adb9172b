/** Excel takes a file for UTF-8 by this. */
const BOM = '\ufeff';
/** What a spreadsheet takes for the beginning of a formula, full-width signs among them, and what we put before it. */
const FORMULA = /^['=+\-@\t\r\n＝＋－＠]/;

/** A table as CSV (RFC 4180) that spreadsheets open as it is: no cell of it is a formula, and Chinese is Chinese. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return `${BOM}${rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('')}`;
}

function formatCell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) || plain !== plain.trim() ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A table of CSV, as far as it is whole. */
export interface CsvTable {
  rows: string[][];
  /** The text ends within a line. */
  isCut: boolean;
}

/** Reads what {@link formatCsv} has written, or a spreadsheet after it: also with `;` or tabs between cells. */
export function parseCsv(text: string): CsvTable {
  const body = text.startsWith(BOM) ? text.slice(1) : text;
  const separator = separatorOf(body);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < body.length) {
    const cell = readCell(body, at, separator);
    if (cell === undefined) return { rows: [...rows, row], isCut: true };
    row.push(FORMULA.test(cell.text.slice(1)) && cell.text.startsWith("'") ? cell.text.slice(1) : cell.text);
    at = cell.end;
    if (body[at] === separator) {
      at += 1;
      // A line may end with an empty cell.
      if (at === body.length) row.push('');
      else continue;
    }
    if (body[at] === '\r') at += 1;
    if (body[at] === '\n') at += 1;
    rows.push(row);
    row = [];
  }
  return { rows: rows.filter((cells) => cells.some((cell) => cell !== '')), isCut: !body.endsWith('\n') };
}

function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  return [',', ';', '\t'].find((separator) => first.includes(separator)) ?? ',';
}

/** The cell that begins at a place, and where it ends; undefined when its quotation marks do not. */
function readCell(text: string, from: number, separator: string): { text: string; end: number } | undefined {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { text: text.slice(from, end), end };
  }
  for (let at = from + 1; ; ) {
    const mark = text.indexOf('"', at);
    if (mark < 0) return undefined;
    if (text[mark + 1] === '"') at = mark + 2;
    else return { text: text.slice(from + 1, mark).replaceAll('""', '"'), end: mark + 1 };
  }
}
