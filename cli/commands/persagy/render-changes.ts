import type { PlannedChange, ProvisionResult } from '../../../contracts/persagy/provision.ts';
import { keptSayer, listed, say, spokenLanguage, translated } from '../../../lib/words/say.ts';
import { names } from '../../../platforms/persagy/names.ts';
import type { Output } from '../../context.ts';
import { renderTable } from '../../render/table.ts';
import { printable } from '../../render/text.ts';

/** Changes of a platform, a line each. */
export function renderChanges({ changes, told }: Pick<ProvisionResult, 'changes' | 'told'>, out: Output): string {
  const sayKept = keptSayer({ told });
  const columns = [
    { title: '' },
    { title: say('WHAT') },
    { title: say('KEY'), isFlexible: true },
    { title: say('FIELDS'), isFlexible: true },
    { title: 'ID', isExpendable: true },
    { title: say('STATE') },
  ] as const;
  const rows = changes.map((change) => {
    const { op, kind, key, id = '', state, error } = change;
    return [
      nameOf(op),
      nameOf(kind),
      printable(key),
      op === 'update' ? printable(newIn(change)) : '',
      id,
      error === undefined
        ? translated(state)
        : printable(say('{title}: {text}', { title: translated(state), text: sayKept(error.message) })),
    ];
  });
  return renderTable(columns, rows, out);
}

/** A change or what it changes, as the platform's people call it. */
function nameOf(key: string): string {
  return names[key]?.[spokenLanguage()] ?? key;
}

/** What an update gives its record: `mail: a@example.com, areaId: area G1/A11`. No password: that stays. */
function newIn({ fields, refs = {} }: PlannedChange): string {
  const plain = Object.entries(fields).filter(([name]) => name !== 'password' && refs[name] === undefined);
  const pointed = Object.entries(refs).map(([name, to]) => [name, to.replace(':', ' ')] as const);
  return listed([...plain, ...pointed].map(([name, value]) => `${name}: ${String(value)}`));
}
