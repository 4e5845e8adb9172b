import type { Plan, PlanArea, PlanMenu } from '../../../platforms/persagy/plan.ts';

/** The tables of the platform that have records. */
export const KINDS = ['group', 'area', 'project', 'menu', 'function', 'role', 'account'] as const;
/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** A record that a plan wants, or that the platform has. */
export interface Thing {
  kind: Kind;
  /** By which people know it; each is there once. */
  key: string;
  /** Key of what it lies in, for areas, projects, menus and functions. */
  in?: string;
  fields: Readonly<Record<string, unknown>>;
}

/** A link, both ends by their keys. */
export interface Link {
  kind: 'accountGroup' | 'accountRole' | 'accountArea' | 'accountProject' | 'roleMenu';
  from: string;
  to: string;
}

/** What people call a link. */
export function nameOf({ kind, from, to }: Link): string {
  return `${kind} ${from} → ${to}`;
}

/** The application of the campaign's account. */
const APP = 'PC';

/** The records of a plan, each after what it lies in. Written for the oracle: the product takes plans apart by itself. */
export function thingsOf({ groups = [], menus = [] }: Plan): Thing[] {
  const things: Thing[] = [];
  const accounts = new Set<unknown>();
  const add = (kind: Kind, key: string, fields: Thing['fields'], within?: string) =>
    things.push({ kind, key, fields, ...(within === undefined ? {} : { in: within }) });

  function addArea(group: string, { areas = [], projects = [], ...fields }: PlanArea, within?: string): void {
    const key = `${group}/${String(fields['areaCode'])}`;
    add('area', key, { ...fields, groupCode: group }, within);
    for (const one of projects) add('project', String(one['projectId']), { ...one, groupCode: group }, key);
    for (const one of areas) addArea(group, one, key);
  }

  function addMenu({ functions = [], menus: below = [], ...fields }: PlanMenu, within?: string): void {
    const key = menuKey(String(fields['menuCode']));
    add('menu', key, fields, within);
    for (const one of functions) add('function', `${key}/${String(one['funCode'])}`, one, key);
    for (const one of below) addMenu(one, key);
  }

  for (const one of menus) addMenu(one);
  for (const { areas = [], projects = [], roles = [], accounts: users = [], ...fields } of groups) {
    const group = String(fields['groupCode']);
    add('group', group, fields);
    for (const one of areas) addArea(group, one);
    for (const one of projects) add('project', String(one['projectId']), { ...one, groupCode: group });
    for (const { menus: _, ...role } of roles) {
      add('role', `${group}/${String(role['roleCode'])}`, { ...role, groupCode: group });
    }
    for (const { roles: _, areas: _areas, projects: _projects, ...account } of users) {
      if (accounts.has(account['username'])) continue;
      accounts.add(account['username']);
      add('account', String(account['username']), { ...account, groupCode: group });
    }
  }
  return things;
}

/** The links of a plan. */
export function linksOf({ groups = [] }: Plan): Link[] {
  const seen = new Set<string>();
  return groups.flatMap(({ roles = [], accounts = [], ...group }) => {
    const code = String(group['groupCode']);
    const ofRoles = roles.flatMap(({ menus = [], ...role }) =>
      menus.flatMap(({ menuCode, functions = [] }): Link[] => {
        const from = `${code}/${String(role['roleCode'])}`;
        const to = functions.length === 0 ? [''] : functions.map((one) => `/${one}`);
        return to.map((end) => ({ kind: 'roleMenu', from, to: menuKey(menuCode) + end }));
      }),
    );
    const ofAccounts = accounts.flatMap(({ roles: own = [], areas = [], projects = [], ...account }): Link[] => {
      const from = String(account['username']);
      const isSecond = seen.has(from);
      seen.add(from);
      return [
        ...(isSecond ? [{ kind: 'accountGroup' as const, from, to: code }] : []),
        ...own.map((one): Link => ({ kind: 'accountRole', from, to: `${code}/${one}` })),
        ...areas.map((one): Link => ({ kind: 'accountArea', from, to: `${code}/${one}` })),
        ...projects.map((one): Link => ({ kind: 'accountProject', from, to: one })),
      ];
    });
    return [...ofRoles, ...ofAccounts];
  });
}

/** A menu by the key that it has among those of the kind that plans of the campaign have. */
export function menuKey(code: string): string {
  return `${APP}/0/${code}`;
}
