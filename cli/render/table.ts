import type { Output } from '../context.ts';
import { cutMiddle, pad, textWidth } from './text.ts';

/** A column of a table. */
export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** The column that gives way when the terminal is too narrow. */
  isFlexible?: boolean;
  /** A column that is left out before the flexible one is cut to less than a name needs. */
  isExpendable?: boolean;
}

/** Cells of one line each. They may be coloured, but not those of the flexible column: it is cut to fit. */
export type Row = readonly string[];

const GAP = 2;
const NARROWEST = 10;
/** Most names fit into so many cells. */
const NAME_WIDTH = 32;

/** A table without lines, columns two spaces apart, aligned by what characters take on a terminal. */
export function renderTable(all: readonly Column[], allRows: readonly Row[], output: Output): string {
  const { columns, rows } = fit(all, allRows, output.width);
  const widths = columns.map(({ title }, index) => widest([title, ...rows.map((row) => row[index] ?? '')]));
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align === 'right' ? 'left' : 'right'))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [columns.map(({ title }) => output.colors.bold(title)), ...rows].map(line).join('\n');
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}

interface TableContent {
  columns: readonly Column[];
  rows: readonly Row[];
}

function fit(columns: readonly Column[], rows: readonly Row[], width: number | undefined): TableContent {
  const flexible = columns.findIndex(({ isFlexible }) => isFlexible === true);
  if (width === undefined || flexible < 0) return { columns, rows };
  const widths = columns.map(({ title }, index) => widest([title, ...rows.map((row) => row[index] ?? '')]));
  const others = widths.reduce((sum, own, index) => (index === flexible ? sum : sum + own), 0);
  const room = width - others - GAP * columns.length;
  const expendable = columns.findIndex(({ isExpendable }) => isExpendable === true);
  if (expendable >= 0 && room < Math.min(NAME_WIDTH, widths[flexible] ?? 0)) {
    const kept = <Part>(parts: readonly Part[]) => parts.filter((_, index) => index !== expendable);
    return fit(kept(columns), rows.map(kept), width);
  }
  const cells = Math.max(NARROWEST, room);
  return {
    columns,
    rows: rows.map((row) => row.map((cell, index) => (index === flexible ? cutMiddle(cell, cells) : cell))),
  };
}

/** Names and values, one pair a line, values below each other. */
export function renderPairs(pairs: readonly (readonly [string, string | undefined])[], output: Output): string {
  const known = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '');
  const width = Math.max(0, ...known.map(([name]) => textWidth(name)));
  return known.map(([name, value]) => `${output.colors.dim(pad(name, width))}  ${value}`).join('\n');
}
