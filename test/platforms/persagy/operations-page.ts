import { type Endpoint, endpoints, type Fields } from '../../../platforms/persagy/endpoints.ts';
import { meaningOf } from '../../../platforms/persagy/field.ts';
import { sessionFields } from '../../../platforms/persagy/fields.ts';

/** The tables of docs/platforms/persagy.md that follow from the operations, as Markdown. */
export function operationTables(): { operations: string; fields: string } {
  return {
    operations: [
      '| call | does | fields |',
      '|---|---|---|',
      ...Object.values(endpoints).map((one) => `| \`${one.method} ${one.path}\` | ${whatOf(one)} | ${fieldsOf(one)} |`),
    ].join('\n'),
    fields: [
      '| field | meaning |',
      '|---|---|',
      ...meanings().map(([name, texts]) => `| \`${name}\` | ${texts.join('; or: ')} |`),
    ].join('\n'),
  };
}

/** What of the same tables in Chinese follows from the operations; what a call does is in the page's own words there. */
export function chineseRows(): { operations: string[][]; fields: [name: string, meanings: number][] } {
  return {
    operations: Object.values(endpoints).map((one) => [
      `\`${one.method} ${one.path}\``,
      one.title.replaceAll(', ', '、'),
      EFFECTS[one.effect],
      fieldsOf(one).replaceAll(', ', '、'),
    ]),
    fields: meanings().map(([name, texts]) => [`\`${name}\``, texts.length]),
  };
}

const EFFECTS: Readonly<Record<Endpoint['effect'], string>> = { read: '', repeatable: '（可重复）', once: '（一次）' };

function whatOf({ title, text, effect }: Endpoint): string {
  return `${title}: ${text.charAt(0).toLowerCase()}${text.slice(1)}${effect === 'read' ? '' : ` (${effect})`}`;
}

function fieldsOf({ required, optional, session }: Endpoint): string {
  const told = (fields: Fields) => Object.keys(fields).map((name) => `\`${name}\``);
  const parts = [
    ...told(required).map((name) => `**${name}**`),
    ...told(optional),
    ...session.map((name) => `*${name}*`),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Each field with its meanings: most have one, whichever operation they are of. */
function meanings(): [name: string, texts: string[]][] {
  const all = new Map<string, Set<string>>();
  const add = (fields: Fields): void => {
    for (const [name, field] of Object.entries(fields)) {
      all.set(name, (all.get(name) ?? new Set()).add(meaningOf(field)));
      if (field.kind === 'entries') add({ ...field.required, ...field.optional });
    }
  };
  add(sessionFields);
  for (const { required, optional } of Object.values(endpoints)) add({ ...required, ...optional });
  return [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, texts]) => [name, [...texts]]);
}
