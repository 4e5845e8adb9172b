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
    { title: 'FIELDS', isFlexible: true },
    { title: 'ID', isExpendable: true },
    { title: 'STATE' },
  ] as const;
  const rows = changes.map((change) => {
    const { op, kind, key, id = '', state, error } = change;
    return [
      op,
      kind,
      printable(key),
      op === 'update' ? printable(newIn(change)) : '',
      id,
      error === undefined ? state : printable(`${state}: ${error.message}`),
    ];
  });
  return renderTable(columns, rows, out);
}

/** What an update gives its record: `mail: a@example.com, areaId: area G1/A11`. No password: that stays. */
function newIn({ fields, refs = {} }: PlannedChange): string {
  const plain = Object.entries(fields).filter(([name]) => name !== 'password' && refs[name] === undefined);
  const pointed = Object.entries(refs).map(([name, to]) => [name, to.replace(':', ' ')] as const);
  return [...plain, ...pointed].map(([name, value]) => `${name}: ${String(value)}`).join(', ');
}
