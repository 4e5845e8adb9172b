import type { Kind, Link, Thing } from './things.ts';

/** A row of the simulator. */
export type Row = Readonly<Record<string, unknown>> & { id: string };
/** What the simulator holds, by table. */
export type OpsState = Readonly<Record<string, readonly Row[]>>;

/** A record that the platform has. */
export interface PlatformThing extends Thing {
  fields: Row;
}

/** A link that the platform has. */
export interface PlatformLink extends Link {
  row: Row;
}

/** What a platform has, by the names that people know it by. */
export function readRows(state: OpsState): { things: PlatformThing[]; links: PlatformLink[] } {
  const rows = (table: string) => state[table] ?? [];
  const keys = new Map<unknown, string>();
  const text = (row: Row, name: string) => String(row[name]);
  const keyOf: Readonly<Record<Kind, (row: Row) => string>> = {
    group: (row) => text(row, 'groupCode'),
    area: (row) => `${text(row, 'groupCode')}/${text(row, 'areaCode')}`,
    project: (row) => text(row, 'projectId'),
    menu: (row) => `${text(row, 'appId')}/${text(row, 'menuType')}/${text(row, 'menuCode')}`,
    function: (row) => `${keys.get(row['menuId']) ?? 'no menu'}/${text(row, 'funCode')}`,
    role: (row) => `${text(row, 'groupCode')}/${text(row, 'roleCode')}`,
    account: (row) => text(row, 'username'),
  };
  // Of menus first: functions are named by them.
  const found = (Object.keys(keyOf) as Kind[]).flatMap(
    (
      kind, // as: the keys of the record
    ) =>
      rows(`${kind}s`).map((row) => {
        const key = keyOf[kind](row);
        keys.set(row.id, key);
        return { kind, key, row };
      }),
  );
  const things = found.map(({ kind, key, row }): PlatformThing => {
    const within = keys.get(row['parentId'] ?? row['areaId'] ?? row['menuId']);
    return { kind, key, fields: row, ...(within === undefined ? {} : { in: within }) };
  });
  const end = (row: Row, name: string) => keys.get(row[name]) ?? `${name} ${text(row, name)}, which is not there`;
  const link = (kind: Link['kind'], from: string, to: (row: Row) => string) => (row: Row) => ({
    kind,
    from: end(row, from),
    to: to(row),
    row,
  });
  const isOfProject = (row: Row) => row['projectId'] !== undefined;
  return {
    things,
    links: [
      ...rows('accountGroups').map(link('accountGroup', 'accountId', (row) => text(row, 'groupCode'))),
      ...rows('accountRoles').map(link('accountRole', 'accountId', (row) => end(row, 'roleId'))),
      ...rows('accountProjects')
        .filter((row) => !isOfProject(row))
        .map(link('accountArea', 'accountId', (row) => end(row, 'areaId'))),
      ...rows('accountProjects')
        .filter(isOfProject)
        .map(link('accountProject', 'accountId', (row) => end(row, 'projectId'))),
      ...rows('roleMenus').map(
        link('roleMenu', 'roleId', (row) => end(row, row['functionId'] === undefined ? 'menuId' : 'functionId')),
      ),
    ],
  };
}
