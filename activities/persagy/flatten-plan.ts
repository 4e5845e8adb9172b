import type { LinkKind, RecordKind } from '../../contracts/persagy/provision.ts';
import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import type {
  Plan,
  PlanAccount,
  PlanArea,
  PlanGroup,
  PlanMenu,
  PlanRecord,
  PlanRole,
} from '../../platforms/persagy/plan.ts';

/** A record that a plan wants, by `KIND:KEY`. */
export interface WantedRecord {
  kind: RecordKind;
  key: string;
  /** What the plan says of it, in the vendor's spelling. */
  fields: Record<string, unknown>;
  /** What it gets when it is made, where the plan says nothing. */
  defaults: Record<string, unknown>;
  /** Fields that are ids of other records, by `KIND:KEY`; null where it is to have none. */
  refs: Record<string, string | null>;
  stage: number;
}

/** A link that a plan wants. */
export interface WantedLink {
  kind: LinkKind;
  key: string;
  groupCode: string;
  /** `KIND:KEY` of the ends, by the fields of the call. */
  refs: Record<string, string>;
}

/** A list of links that a plan gives: those of ours that are not in it are unlinked. */
export interface GivenList {
  kind: LinkKind;
  groupCode: string;
  /** `KIND:KEY` of the account or role. */
  owner: string;
  /** Of a role's menus: menus whose functions the plan does not name. */
  leftAlone: string[];
}

/** A plan as single things. */
export interface FlatPlan {
  records: WantedRecord[];
  links: WantedLink[];
  lists: GivenList[];
  problems: Phrase[];
}

/** Within each, what is above comes before what is below. */
const STAGES: Readonly<Record<RecordKind, number>> = {
  group: 0,
  area: 1,
  project: 2,
  menu: 3,
  function: 4,
  role: 5,
  account: 6,
};
const DEEPER = 0.001;

/** Takes a plan apart. `appId`: the session's. */
export function flattenPlan(plan: Plan, appId: string): FlatPlan {
  const flat: FlatPlan = { records: [], links: [], lists: [], problems: [] };
  const seen = new Map<string, WantedRecord>();

  function add(kind: RecordKind, key: string, more: Partial<WantedRecord> & { fields: Record<string, unknown> }): void {
    const record = { kind, key, defaults: {}, refs: {}, stage: STAGES[kind], ...more };
    const name = `${kind}:${key}`;
    if (seen.has(name)) flat.problems.push(phraseOf('the plan has {kind} {key} twice', { kind, key }));
    seen.set(name, record);
    flat.records.push(record);
  }

  function addArea(groupCode: string, area: PlanArea, parent: string | null, depth: number): void {
    const { areas = [], projects = [], ...fields } = area;
    const key = `${groupCode}/${String(area['areaCode'])}`;
    const defaults = { areaType: areas.length === 0 ? '1' : '0' };
    add('area', key, {
      fields: { ...fields, groupCode },
      defaults,
      refs: { parentId: parent },
      stage: 1 + depth * DEEPER,
    });
    for (const one of projects) addProject(groupCode, one, `area:${key}`);
    for (const one of areas) addArea(groupCode, one, `area:${key}`, depth + 1);
  }

  function addProject(groupCode: string, project: PlanRecord, area: string | null): void {
    add('project', String(project['projectId']), { fields: { ...project, groupCode }, refs: { areaId: area } });
  }

  function addMenu(menu: PlanMenu, parent: string | null, depth: number): void {
    const { functions = [], menus = [], ...fields } = menu;
    const own = { appId, ...fields };
    const key = menuKey(String(own.appId), String(menu['menuType']), String(menu['menuCode']));
    add('menu', key, { fields: own, refs: { parentId: parent }, stage: STAGES.menu + depth * DEEPER });
    for (const one of functions) {
      add('function', `${key}/${String(one['funCode'])}`, { fields: { ...one }, refs: { menuId: `menu:${key}` } });
    }
    for (const one of menus) addMenu(one, `menu:${key}`, depth + 1);
  }

  function addRole(groupCode: string, role: PlanRole): void {
    const { menus, ...fields } = role;
    const key = `${groupCode}/${String(role['roleCode'])}`;
    add('role', key, { fields: { ...fields, groupCode }, defaults: { roleType: '0' } });
    if (menus === undefined) return;
    const owner = `role:${key}`;
    const leftAlone: string[] = [];
    for (const { menuCode, menuType = '0', functions } of menus) {
      const menu = menuKey(appId, menuType, menuCode);
      const link = { kind: 'roleMenu', groupCode } as const;
      if (functions === undefined) leftAlone.push(`menu:${menu}`);
      if (functions === undefined || functions.length === 0) {
        flat.links.push({ ...link, key: `${key} → ${menu}`, refs: { roleId: owner, menuId: `menu:${menu}` } });
      }
      for (const funCode of new Set(functions)) {
        const refs = { roleId: owner, menuId: `menu:${menu}`, functionId: `function:${menu}/${funCode}` };
        flat.links.push({ ...link, key: `${key} → ${menu}/${funCode}`, refs });
      }
    }
    flat.lists.push({ kind: 'roleMenu', groupCode, owner, leftAlone });
  }

  function addAccount(groupCode: string, account: PlanAccount): void {
    const { roles, areas, projects, ...fields } = account;
    const username = String(account['username']);
    const owner = `account:${username}`;
    const known = seen.get(owner);
    if (known === undefined) {
      add('account', username, { fields: { ...fields, groupCode }, defaults: { valid: '1' } });
    } else if (known.fields['groupCode'] === groupCode) {
      flat.problems.push(phraseOf('the plan has account {username} twice in {groupCode}', { username, groupCode }));
    } else if (account['accountType'] === '1') {
      const refs = { accountId: owner, groupCode: `group:${groupCode}` };
      flat.links.push({ kind: 'accountGroup', key: `${username} → ${groupCode}`, groupCode, refs });
    } else {
      const two = phraseOf(
        'account {username} is in two groups: only administrators of a group (accountType 1) can be',
        { username },
      );
      flat.problems.push(two);
    }
    const lists = { accountRole: roles, accountArea: areas, accountProject: projects } as const;
    for (const [kind, list] of Object.entries(lists)) {
      if (list === undefined) continue;
      flat.lists.push({ kind: kind as LinkKind, groupCode, owner, leftAlone: [] }); // as: a key of that very object
    }
    const link = { groupCode };
    for (const one of new Set(roles)) {
      const refs = { accountId: owner, roleId: `role:${groupCode}/${one}` };
      flat.links.push({ ...link, kind: 'accountRole', key: `${username} → ${groupCode}/${one}`, refs });
    }
    for (const one of new Set(areas)) {
      const refs = { accountId: owner, areaId: `area:${groupCode}/${one}` };
      flat.links.push({ ...link, kind: 'accountArea', key: `${username} → ${groupCode}/${one}`, refs });
    }
    for (const one of new Set(projects)) {
      const refs = { accountId: owner, projectId: `project:${one}` };
      flat.links.push({ ...link, kind: 'accountProject', key: `${username} → ${one}`, refs });
    }
  }

  function addGroup({ areas = [], projects = [], roles = [], accounts = [], ...fields }: PlanGroup): void {
    const groupCode = String(fields['groupCode']);
    add('group', groupCode, { fields, defaults: { deployModel: '0' } });
    for (const one of areas) addArea(groupCode, one, null, 0);
    for (const one of projects) addProject(groupCode, one, null);
    for (const one of roles) addRole(groupCode, one);
    for (const one of accounts) addAccount(groupCode, one);
  }

  for (const one of plan.menus ?? []) addMenu(one, null, 0);
  for (const one of plan.groups ?? []) addGroup(one);
  return flat;
}

/** What a plan calls a menu: codes are unique in an application and kind of menus. */
export function menuKey(appId: string, menuType: string, menuCode: string): string {
  return `${appId}/${menuType}/${menuCode}`;
}
