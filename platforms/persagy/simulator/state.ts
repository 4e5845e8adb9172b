import { z } from 'zod';
import type { Collection, Store } from '../../../lib/simulation/store.ts';
import type { Behaviour } from './options.ts';

/** A record as it lies there, with the fields of the document. */
export type Row = Record<string, unknown> & { id: string };

/** Every table of the platform. */
export const TABLES = [
  'groups',
  'areas',
  'projects',
  'accounts',
  'products',
  'roles',
  'menus',
  'functions',
  'accountGroups',
  'accountProjects',
  'accountRoles',
  'roleMenus',
] as const;
/** The name of a table. */
export type TableName = (typeof TABLES)[number];

/** The records of one kind. */
export interface Table {
  /** All, in the order in which they were made. */
  all(): Row[];
  find(fits: (row: Row) => boolean): Row | undefined;
  filter(fits: (row: Row) => boolean): Row[];
  get(id: unknown): Row | undefined;
  /** Keeps a new record, with an id of this prefix, and answers it. */
  add(prefix: string, fields: Readonly<Record<string, unknown>>, by: string): Row;
  /** Replaces a record: what is left out is gone. */
  replace(row: Row, fields: Readonly<Record<string, unknown>>, by: string): void;
  remove(rows: readonly Row[]): void;
}

const storedRow = z.looseObject({ id: z.string() });
const storedToken = z.object({ accountId: z.string(), endsAt: z.number().nullable() });
const storedCode = z.object({ clientId: z.string() });

/** What the platform holds. */
export interface State {
  tables: Record<TableName, Table>;
  /** Tokens that are good, with their accounts; `endsAt` in milliseconds since 1970. */
  tokens: Collection<z.infer<typeof storedToken>>;
  /** Codes of `authCenter/code` that were not used yet. */
  codes: Collection<z.infer<typeof storedCode>>;
  /** The account that is there from the start, which is also the third party's. */
  administrator(): Row;
}

/** Opens what the store holds. */
export function createState(store: Store, behaviour: Behaviour): State {
  const numbers = store.collection('numbers', (value) => z.number().parse(value));

  function nextId(prefix: string): string {
    const number = (numbers.get('last') ?? 0) + 1;
    numbers.set('last', number);
    return `${prefix}13723${String(number).padStart(14, '0')}`;
  }

  function createTable(name: TableName): Table {
    const rows = store.collection(name, (value) => storedRow.parse(value) as Row); // as: it has an id
    return {
      all: () => [...rows.values()],
      find: (fits) => [...rows.values()].find(fits),
      filter: (fits) => [...rows.values()].filter(fits),
      get: (id) => rows.get(String(id)),
      add(prefix, fields, by) {
        const at = Math.floor(Date.now() / 1_000) * 1_000;
        const row = { ...given(fields), id: nextId(prefix), createTime: at, updateTime: at, updateUser: by };
        rows.set(row.id, row);
        return row;
      },
      replace(row, fields, by) {
        const { id, createTime } = row;
        rows.set(id, { ...given(fields), id, createTime, updateTime: Date.now(), updateUser: by });
      },
      remove: (gone) => rows.delete(...gone.map(({ id }) => id)),
    };
  }

  const tables = Object.fromEntries(TABLES.map((name) => [name, createTable(name)])) as State['tables']; // as: all of them
  return {
    tables,
    tokens: store.collection('tokens', (value) => storedToken.parse(value)),
    codes: store.collection('codes', (value) => storedCode.parse(value)),
    administrator() {
      const { username, password } = behaviour;
      const known = tables.accounts.find((row) => row['username'] === username);
      if (known !== undefined) return known;
      return tables.accounts.add(
        'AC',
        {
          username,
          password,
          accountBelong: '0',
          accountType: '0',
          accountSource: 'persagy',
          appId: 'PC',
          valid: 1,
          validLast: '1',
        },
        '',
      );
    },
  };
}

function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The fields of these names; an empty text is the same as none. */
export function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined || from[name] === '' ? [] : [[name, from[name]]])),
  );
}

/** Does a record have the fields of an input, where that has them? `parts` are found in parts. */
export function fits(
  row: Readonly<Record<string, unknown>>,
  input: Readonly<Record<string, unknown>>,
  whole: readonly string[],
  parts: readonly string[] = [],
): boolean {
  const given = (name: string) => input[name] !== undefined && input[name] !== '' && input[name] !== null;
  return (
    whole.every((name) => !given(name) || told(row[name]) === told(input[name])) &&
    parts.every((name) => !given(name) || told(row[name]).includes(told(input[name])))
  );
}

/** A code or a number as a text. */
function told(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** One page of records, and their number. */
export function pageOf(
  rows: readonly Record<string, unknown>[],
  input: Readonly<Record<string, unknown>>,
): { content: readonly Record<string, unknown>[]; count: number } {
  const size = Number(input['size']);
  const from = (Number(input['page']) - 1) * size;
  return { content: rows.slice(from, from + size), count: rows.length };
}

/** All records, and their number. */
export function listOf(rows: readonly Record<string, unknown>[]): {
  content: readonly Record<string, unknown>[];
  count: number;
} {
  return { content: rows, count: rows.length };
}
