import type { PlannedChange } from '../../../contracts/persagy/provision.ts';
import type { Output } from '../../context.ts';
import { renderTable } from '../../render/table.ts';
import { printable } from '../../render/text.ts';

/** Changes of a platform, a line each. */
export function renderChanges(changes: readonly PlannedChange[], out: Output): string {
  const columns = [
    { title: '' },
    { title: 'WHAT' },
    { title: 'KEY', isFlexible: true },
    { title: 'ID', isExpendable: true },
    { title: 'STATE' },
  ] as const;
  const rows = changes.map(({ op, kind, key, id = '', state, error }) => [
    op,
    kind,
    printable(key),
    id,
    error === undefined ? state : printable(`${state}: ${error.message}`),
  ]);
  return renderTable(columns, rows, out);
}
