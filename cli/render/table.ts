import Table from 'cli-table3';
import type { Output } from '../context.ts';
import { cutMiddle, textWidth } from './text.ts';

/** A column of a table. */
export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** The column that gives way when the terminal is too narrow. */
  isFlexible?: boolean;
}

/** Cells may be coloured, but not those of the flexible column: it is cut to fit. */
export type Row = readonly string[];

const GAP = 2;
const NARROWEST = 10;
const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((part) => [
    part,
    '',
  ]),
);
const NO_RULES = Object.fromEntries(
  ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'].map((part) => [part, '']),
);

/** A table without lines, columns two spaces apart, aligned by what characters take on a terminal. */
export function renderTable(columns: readonly Column[], rows: readonly Row[], output: Output): string {
  const fitted = fit(columns, rows, output.width);
  const table = new Table({
    head: columns.map(({ title }) => output.colors.bold(title)),
    chars: { ...NO_LINES, ...NO_RULES },
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  table.push(...fitted.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function fit(columns: readonly Column[], rows: readonly Row[], width: number | undefined): readonly Row[] {
  const flexible = columns.findIndex(({ isFlexible }) => isFlexible === true);
  if (width === undefined || flexible < 0) return rows;
  const widths = columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  const others = widths.reduce((sum, own, index) => (index === flexible ? sum : sum + own), 0);
  const room = Math.max(NARROWEST, width - others - GAP * columns.length);
  return rows.map((row) => row.map((cell, index) => (index === flexible ? cutMiddle(cell, room) : cell)));
}

/** Names and values, one pair a line, values below each other. */
export function renderPairs(pairs: readonly (readonly [string, string | undefined])[], output: Output): string {
  const known = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '');
  const width = Math.max(0, ...known.map(([name]) => textWidth(name)));
  return known.map(([name, value]) => `${output.colors.dim(name.padEnd(width))}  ${value}`).join('\n');
}
