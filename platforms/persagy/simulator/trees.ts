import type { Row } from './state.ts';

/** Records below each other as a tree, in `childrens`; `more` adds what else each has. */
export function treeOf(
  rows: readonly Row[],
  more: (row: Row) => Record<string, unknown> = () => ({}),
  idOf: (row: Row) => unknown = ({ id }) => id,
): Record<string, unknown>[] {
  const ids = new Set(rows.map(idOf));
  const below = (parent: unknown): Record<string, unknown>[] =>
    rows
      .filter((row) => (parent === undefined ? !ids.has(row['parentId']) : row['parentId'] === parent))
      .map((row) => ({ ...row, parentId: row['parentId'] ?? '', ...more(row), childrens: below(idOf(row)) }));
  return below(undefined);
}

/** A record and all below it. */
export function withAllBelow(rows: readonly Row[], top: Row): Row[] {
  const below = rows.filter((row) => row['parentId'] === top.id);
  return [top, ...below.flatMap((row) => withAllBelow(rows, row))];
}
