import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { Output } from '../../cli/context.ts';
import { type Column, renderTable } from '../../cli/render/table.ts';

const output = (width?: number) => ({ colors: pc.createColors(false), width }) as unknown as Output; // as: what a table takes of it

const COLUMNS: readonly Column[] = [
  { title: 'NAME', isFlexible: true },
  { title: 'SIZE', align: 'right' },
  { title: 'STATUS' },
];

test('columns are as wide as what they hold takes on a terminal, numbers to the right, and no line ends in spaces', () => {
  const rows = [
    ['塔楼.ifc', '5 B', 'done'],
    ['b.rvt', '1,024 B', ''],
  ];
  expect(renderTable(COLUMNS, rows, output()).split('\n')).toEqual([
    'NAME         SIZE  STATUS',
    '塔楼.ifc      5 B  done',
    'b.rvt     1,024 B',
  ]);
});

test('colours take no width', () => {
  const rows = [
    ['a', '1', '\u001B[32mdone\u001B[39m'],
    ['b', '\u001B[31m1000\u001B[39m', 'no'],
  ];
  expect(renderTable(COLUMNS, rows, output()).split('\n')).toEqual([
    'NAME  SIZE  STATUS',
    'a        1  \u001B[32mdone\u001B[39m',
    'b     \u001B[31m1000\u001B[39m  no',
  ]);
});

test('a plan of a hundred thousand changes can be printed', () => {
  const rows = Array.from({ length: 100_000 }, (_, number) => [`account-${number}`, String(number), 'new']);
  const lines = renderTable(COLUMNS, rows, output(80)).split('\n');
  expect(lines).toHaveLength(rows.length + 1);
  expect(lines.at(-1)).toBe('account-99999  99999  new');
});
